package io.penstock.template;

import io.penstock.parameter.DateTexts;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;

/** How far apart two dates are, as whole units and never negative. */
final class DateDifferences {
    private DateDifferences() {}

    static Object days(List<Object> arguments) {
        return Math.abs(between(arguments).toDays());
    }

    static Object seconds(List<Object> arguments, int unit) {
        return Math.abs(between(arguments).toSeconds()) / unit;
    }

    private static Duration between(List<Object> arguments) {
        return Duration.between(time(arguments.get(0)), time(arguments.get(1)));
    }

    private static LocalDateTime time(Object value) {
        Object plain = Python.plain(value);
        if (plain instanceof Absent absent) {
            throw Python.missing(absent);
        }
        String text = Python.text(plain).strip();
        return DateTexts.dateTime(text)
                .or(() -> DateTexts.date(text).map(date -> date.atStartOfDay()))
                .orElseThrow(
                        () ->
                                new EvaluationException(
                                        "A date must look like YYYY-MM-DD or YYYY-MM-DD hh:mm:ss"));
    }
}
