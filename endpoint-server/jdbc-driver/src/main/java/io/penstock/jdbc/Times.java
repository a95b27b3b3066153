package io.penstock.jdbc;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.TimeZone;

/** The server's times as text, and as Java's classes have them. */
final class Times {
    private static final DateTimeFormatter TIMESTAMP =
            new DateTimeFormatterBuilder()
                    .appendValue(ChronoField.YEAR, 1, 9, SignStyle.NORMAL)
                    .appendPattern("-MM-dd HH:mm:ss")
                    .optionalStart()
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .optionalEnd()
                    .toFormatter(Locale.ROOT);

    private Times() {}

    /** {@code 2026-03-01 10:00:00.123456}; a year before the first is 0 or below. */
    static LocalDateTime timestamp(String text) {
        return LocalDateTime.parse(text, TIMESTAMP);
    }

    /** {@code 2026-03-01}; a year before the first is 0 or below. */
    static LocalDate date(String text) {
        return timestamp(text + " 00:00:00").toLocalDate();
    }

    /** {@code 10:00:00.123456}. */
    static LocalTime time(String text) {
        return LocalTime.parse(text);
    }

    /** {@code 2026-03-01T10:00:00.123456Z}. */
    static Instant instant(String text) {
        String date = text.substring(0, text.length() - 1).replace('T', ' ');
        return timestamp(date).toInstant(ZoneOffset.UTC);
    }

    static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /**
     * The moment at which a clock in that zone shows this. Java's old classes print dates before
     * October 1582 in the Julian calendar; so that they print what the server says, the fields are
     * carried over and not the moment.
     */
    static Timestamp sql(LocalDateTime wallClock, TimeZone zone) {
        GregorianCalendar calendar = new GregorianCalendar(zone, Locale.ROOT);
        calendar.clear();
        calendar.set(
                Math.abs(wallClock.getYear() > 0 ? wallClock.getYear() : wallClock.getYear() - 1),
                wallClock.getMonthValue() - 1,
                wallClock.getDayOfMonth(),
                wallClock.getHour(),
                wallClock.getMinute(),
                wallClock.getSecond());
        calendar.set(
                Calendar.ERA,
                wallClock.getYear() > 0 ? GregorianCalendar.AD : GregorianCalendar.BC);
        Timestamp timestamp = new Timestamp(calendar.getTimeInMillis());
        timestamp.setNanos(wallClock.getNano());
        return timestamp;
    }

    static Timestamp sql(Instant instant) {
        return Timestamp.from(instant);
    }

    /** What a clock in that zone shows at the moment, the other way round. */
    static LocalDateTime wallClock(Timestamp timestamp, TimeZone zone) {
        GregorianCalendar calendar = new GregorianCalendar(zone, Locale.ROOT);
        calendar.setTimeInMillis(timestamp.getTime());
        int year = calendar.get(Calendar.YEAR);
        return LocalDateTime.of(
                calendar.get(Calendar.ERA) == GregorianCalendar.AD ? year : 1 - year,
                calendar.get(Calendar.MONTH) + 1,
                calendar.get(Calendar.DAY_OF_MONTH),
                calendar.get(Calendar.HOUR_OF_DAY),
                calendar.get(Calendar.MINUTE),
                calendar.get(Calendar.SECOND),
                timestamp.getNanos());
    }
}
