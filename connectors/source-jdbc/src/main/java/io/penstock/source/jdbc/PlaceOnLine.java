package io.penstock.source.jdbc;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Where a value stands among others of its type, as {@code ColumnStatistics.Range} counts. */
final class PlaceOnLine {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern TIMESTAMP =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?");

    private PlaceOnLine() {}

    /** The place of a value that a database wrote as text; empty for what is on no line. */
    static OptionalDouble of(String text) {
        try {
            if (NUMBER.matcher(text).matches()) {
                return OptionalDouble.of(Double.parseDouble(text));
            }
            if (DATE.matcher(text).matches()) {
                return OptionalDouble.of(LocalDate.parse(text).toEpochDay());
            }
            return TIMESTAMP.matcher(text).matches()
                    ? OptionalDouble.of(micros(LocalDateTime.parse(text.replace(' ', 'T'))))
                    : OptionalDouble.empty();
        } catch (DateTimeException e) {
            return OptionalDouble.empty();
        }
    }

    private static double micros(LocalDateTime time) {
        return ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), time);
    }
}
