package io.penstock.jdbc;

import org.apache.calcite.avatica.util.Cursor.Accessor;
import org.jspecify.annotations.Nullable;

import java.sql.Date;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.TimeZone;

/**
 * Reads a column of times that travel as text, as java.sql's classes and as java.time's. Without a
 * calendar, what the server calls 10 o'clock is 10 o'clock on a clock of the connection's zone; an
 * instant is the same moment everywhere.
 */
final class TimeAccessor extends ForwardingAccessor {
    private static final LocalDate EPOCH = LocalDate.EPOCH;

    private final Kind kind;
    private final TimeZone zone;

    private enum Kind {
        DATE,
        TIME,
        TIMESTAMP,
        INSTANT
    }

    private TimeAccessor(Accessor text, Kind kind, Calendar calendar) {
        super(text);
        this.kind = kind;
        this.zone = calendar.getTimeZone();
    }

    static TimeAccessor date(Accessor text, Calendar calendar) {
        return new TimeAccessor(text, Kind.DATE, calendar);
    }

    static TimeAccessor time(Accessor text, Calendar calendar) {
        return new TimeAccessor(text, Kind.TIME, calendar);
    }

    static TimeAccessor timestamp(Accessor text, Calendar calendar) {
        return new TimeAccessor(text, Kind.TIMESTAMP, calendar);
    }

    static TimeAccessor instant(Accessor text, Calendar calendar) {
        return new TimeAccessor(text, Kind.INSTANT, calendar);
    }

    @Override
    public @Nullable Object getObject() throws SQLException {
        return switch (kind) {
            case DATE -> getDate(null);
            case TIME -> getTime(null);
            case TIMESTAMP -> getTimestamp(null);
            case INSTANT -> getObject(OffsetDateTime.class);
        };
    }

    @Override
    public <T> @Nullable T getObject(Class<T> type) throws SQLException {
        String text = getString();
        if (text == null) {
            return null;
        }
        if (type == String.class) {
            return type.cast(text);
        }
        if (type == Timestamp.class) {
            return type.cast(getTimestamp(null));
        }
        if (type == Date.class) {
            return type.cast(getDate(null));
        }
        if (type == Time.class) {
            return type.cast(getTime(null));
        }
        return modern(text, type);
    }

    private <T> T modern(String text, Class<T> type) throws SQLException {
        LocalDateTime wallClock = wallClock(text, zone);
        if (type == LocalDateTime.class) {
            return type.cast(wallClock);
        }
        if (type == LocalDate.class) {
            return type.cast(wallClock.toLocalDate());
        }
        if (type == LocalTime.class) {
            return type.cast(wallClock.toLocalTime());
        }
        Instant instant = instant(text, zone);
        if (type == Instant.class) {
            return type.cast(instant);
        }
        if (type == OffsetDateTime.class) {
            return type.cast(Times.utc(instant));
        }
        if (type == ZonedDateTime.class) {
            return type.cast(instant.atZone(zone.toZoneId()));
        }
        throw new SQLDataException(
                "A value of %s can't be read as %s".formatted(kind, type.getName()), "22000");
    }

    private LocalDateTime wallClock(String text, TimeZone where) {
        return switch (kind) {
            case DATE -> Times.date(text).atStartOfDay();
            case TIME -> EPOCH.atTime(Times.time(text));
            case TIMESTAMP -> Times.timestamp(text);
            case INSTANT -> LocalDateTime.ofInstant(Times.instant(text), where.toZoneId());
        };
    }

    private Instant instant(String text, TimeZone where) {
        return kind == Kind.INSTANT
                ? Times.instant(text)
                : wallClock(text, where).atZone(where.toZoneId()).toInstant();
    }

    private TimeZone zone(@Nullable Calendar calendar) {
        return calendar == null ? zone : calendar.getTimeZone();
    }

    @Override
    public @Nullable Timestamp getTimestamp(@Nullable Calendar calendar) throws SQLException {
        String text = getString();
        if (text == null) {
            return null;
        }
        return kind == Kind.INSTANT
                ? Times.sql(Times.instant(text))
                : Times.sql(wallClock(text, zone(calendar)), zone(calendar));
    }

    @Override
    public @Nullable Date getDate(@Nullable Calendar calendar) throws SQLException {
        String text = getString();
        if (text == null) {
            return null;
        }
        TimeZone where = zone(calendar);
        LocalDate date = wallClock(text, where).toLocalDate();
        return new Date(Times.sql(date.atStartOfDay(), where).getTime());
    }

    @Override
    public @Nullable Time getTime(@Nullable Calendar calendar) throws SQLException {
        String text = getString();
        if (text == null) {
            return null;
        }
        TimeZone where = zone(calendar);
        LocalTime time = wallClock(text, where).toLocalTime();
        return new Time(Times.sql(EPOCH.atTime(time), where).getTime());
    }
}
