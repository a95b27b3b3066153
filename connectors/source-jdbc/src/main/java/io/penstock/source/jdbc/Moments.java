package io.penstock.source.jdbc;

import io.penstock.source.jdbc.ColumnReader.BadValue;

import org.apache.arrow.vector.DecimalVector;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Values as vectors hold them; what they can't hold is a {@link BadValue}. */
final class Moments {
    static final long MICROS_PER_DAY = 86_400_000_000L;

    private static final int LAST_YEAR = 290_000;
    private static final long LAST_DAY = LocalDate.of(LAST_YEAR, 12, 31).toEpochDay();
    private static final long FIRST_DAY = LocalDate.of(-LAST_YEAR, 1, 1).toEpochDay();

    private Moments() {}

    static int day(LocalDate value) {
        check(value.getYear());
        return Math.toIntExact(value.toEpochDay());
    }

    static long micros(LocalDateTime value) {
        check(value.getYear());
        return value.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + value.getNano() / 1_000;
    }

    static long micros(OffsetDateTime value) {
        check(value.getYear());
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
    private static void check(int year) {
        check(year > LAST_YEAR, year < -LAST_YEAR);
    }

    private static void check(boolean late, boolean early) {
        if (late || early) {
            throw new BadValue(
                    late
                            ? "infinity, or a year beyond %d, is no date here".formatted(LAST_YEAR)
                            : "-infinity, or a year before -%d, is no date here"
                                    .formatted(LAST_YEAR));
        }
    }

    /** A day counted from 1970; the database's infinities are the ends of what it counts with. */
    static int day(long epochDay) {
        check(epochDay > LAST_DAY, epochDay < FIRST_DAY);
        return (int) epochDay;
    }

    /** Microseconds since 1970, from those since a later day. */
    static long micros(long micros, int epochDay) {
        long days = Math.floorDiv(micros, MICROS_PER_DAY);
        check(days > LAST_DAY - epochDay, days < FIRST_DAY - epochDay);
        return micros + epochDay * MICROS_PER_DAY;
    }

    static void decimal(BigDecimal value, DecimalVector vector, int row) {
        BigDecimal scaled = value.setScale(vector.getScale(), RoundingMode.HALF_UP);
        if (scaled.precision() > vector.getPrecision()) {
            throw new ColumnReader.TooLarge(
                    "%s does not fit DECIMAL(%d, %d)"
                            .formatted(value, vector.getPrecision(), vector.getScale()));
        }
        vector.setSafe(row, scaled);
    }
}
