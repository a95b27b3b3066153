package io.penstock.server.format;

import java.io.IOException;

/** Dates and times as text, in UTC: {@code 2026-03-01 10:00:00.123}. */
final class Times {
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final long DAY_NANOS = 86_400_000_000_000L;

    private Times() {}

    /**
     * A date.
     *
     * <p>Civil date from a day number by the era method (Howard Hinnant, "chrono-Compatible
     * Low-Level Date Algorithms", days are counted from a 1st of March so that leap days come
     * last).
     *
     * @param day days since 1970-01-01
     */
    static void putDate(long day, ByteOutput out) throws IOException {
        long shifted = day + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        long dayOfEra = shifted - era * 146_097;
        long yearOfEra =
                (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long marchMonth = (5 * dayOfYear + 2) / 153;
        long dayOfMonth = dayOfYear - (153 * marchMonth + 2) / 5 + 1;
        long month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        putYear(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), out);
        out.put('-');
        out.putPadded(month, 2);
        out.put('-');
        out.putPadded(dayOfMonth, 2);
    }

    private static void putYear(long year, ByteOutput out) throws IOException {
        if (year < 0) {
            out.put('-');
        }
        long size = Math.abs(year);
        if (size > 9999) {
            out.put(size);
        } else {
            out.putPadded(size, 4);
        }
    }

    /** A timestamp of microseconds with 0 to 6 digits of a second. */
    static void putMicros(long micros, int digits, ByteOutput out) throws IOException {
        long day = Math.floorDiv(micros, DAY_MICROS);
        putDate(day, out);
        out.put(' ');
        putTime((micros - day * DAY_MICROS) * 1000, digits, out);
    }

    /** A timestamp of nanoseconds with 0 to 9 digits of a second. */
    static void putNanos(long nanos, int digits, ByteOutput out) throws IOException {
        long day = Math.floorDiv(nanos, DAY_NANOS);
        putDate(day, out);
        out.put(' ');
        putTime(nanos - day * DAY_NANOS, digits, out);
    }

    /** A time of day in nanoseconds with 0 to 9 digits of a second. */
    static void putTime(long nanos, int digits, ByteOutput out) throws IOException {
        long second = nanos / 1_000_000_000;
        out.putPadded(second / 3600, 2);
        out.put(':');
        out.putPadded(second / 60 % 60, 2);
        out.put(':');
        out.putPadded(second % 60, 2);
        if (digits > 0) {
            out.put('.');
            long fraction = nanos % 1_000_000_000;
            for (int i = digits; i < 9; i++) {
                fraction /= 10;
            }
            out.putPadded(fraction, digits);
        }
    }
}
