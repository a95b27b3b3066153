package io.penstock.source.jdbc;

import io.penstock.source.jdbc.ColumnReader.BadValue;

import org.apache.arrow.vector.DecimalVector;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.Temporal;

/** Values as vectors hold them; what they can't hold is a {@link BadValue}. */
final class Moments {
    private static final int LAST_YEAR = 290_000;

    private Moments() {}

    static int day(LocalDate value) {
        check(value.getYear(), value);
        return Math.toIntExact(value.toEpochDay());
    }

    static long micros(LocalDateTime value) {
        check(value.getYear(), value);
        return value.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + value.getNano() / 1_000;
    }

    static long micros(OffsetDateTime value) {
        check(value.getYear(), value);
        return value.toEpochSecond() * 1_000_000 + value.getNano() / 1_000;
    }

    static long nanos(LocalDateTime value) {
        try {
            long seconds = value.toEpochSecond(ZoneOffset.UTC);
            return Math.addExact(Math.multiplyExact(seconds, 1_000_000_000L), value.getNano());
        } catch (ArithmeticException e) {
            throw new BadValue(value + " is beyond what nanoseconds reach (1677 to 2262)");
        }
    }

    /** PostgreSQL's infinities come as the last moments that Java has. */
    private static void check(int year, Temporal value) {
        if (year > LAST_YEAR || year < -LAST_YEAR) {
            throw new BadValue(
                    year > 0
                            ? "infinity, or a year beyond %d, is no date here".formatted(LAST_YEAR)
                            : "-infinity, or a year before -%d, is no date here"
                                    .formatted(LAST_YEAR));
        }
    }

    static void decimal(BigDecimal value, DecimalVector vector, int row) {
        BigDecimal scaled = value.setScale(vector.getScale(), RoundingMode.HALF_UP);
        if (scaled.precision() > vector.getPrecision()) {
            throw new BadValue(
                    "%s does not fit DECIMAL(%d, %d)"
                            .formatted(value, vector.getPrecision(), vector.getScale()));
        }
        vector.setSafe(row, scaled);
    }
}
