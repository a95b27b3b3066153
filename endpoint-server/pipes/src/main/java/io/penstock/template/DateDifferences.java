package io.penstock.template;

import io.penstock.parameter.DateTexts;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far apart two dates are, as whole units and never negative. */
final class DateDifferences {
    private DateDifferences() {}

    /** Whole days. */
    static Object days(List<Object> arguments, Map<String, Object> named) {
        return difference(arguments, named, 86_400);
    }

    /**
     * Whole units.
     *
     * @param arguments the two dates, then a pattern and a second one to try
     * @param named {@code date_format}, {@code backup_date_format} and {@code none_if_error}
     * @param unit seconds
     */
    static Object difference(List<Object> arguments, Map<String, Object> named, int unit) {
        Optional<String> format = pattern(arguments, named, 2, "date_format");
        Optional<String> backup = pattern(arguments, named, 3, "backup_date_format");
        Object lenient =
                arguments.size() > 4
                        ? arguments.get(4)
                        : named.getOrDefault("none_if_error", false);
        Optional<LocalDateTime> from = time(arguments.get(0), format, backup);
        Optional<LocalDateTime> to = time(arguments.get(1), format, backup);
        if (from.isPresent() && to.isPresent()) {
            return Math.abs(Duration.between(from.get(), to.get()).toSeconds()) / unit;
        }
        if (Python.truth(lenient)) {
            return None.NONE;
        }
        throw new EvaluationException(
                "A date must look like "
                        + format.map(f -> f + backup.map(b -> " or " + b).orElse(""))
                                .orElse("YYYY-MM-DD or YYYY-MM-DD hh:mm:ss"));
    }

    private static Optional<String> pattern(
            List<Object> arguments, Map<String, Object> named, int place, String keyword) {
        Object given =
                arguments.size() > place
                        ? arguments.get(place)
                        : named.getOrDefault(keyword, None.NONE);
        return given == None.NONE ? Optional.empty() : Optional.of(Python.text(given));
    }

    private static Optional<LocalDateTime> time(
            Object value, Optional<String> format, Optional<String> backup) {
        Object plain = Python.plain(value);
        if (plain instanceof Absent absent) {
            throw new MissingException(absent);
        }
        String text = Python.text(plain).strip();
        return format.isPresent()
                ? DateFormats.parse(text, format.get())
                        .or(() -> backup.flatMap(b -> DateFormats.parse(text, b)))
                : DateTexts.dateTime(text)
                        .or(() -> DateTexts.date(text).map(date -> date.atStartOfDay()));
    }
}
