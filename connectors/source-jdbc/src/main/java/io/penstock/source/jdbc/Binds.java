package io.penstock.source.jdbc;

import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Gives a statement its values, each with its type. */
final class Binds {
    /** As SQLite's own functions write times. */
    private static final DateTimeFormatter SQLITE_TIME =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .toFormatter(Locale.ROOT);

    private Binds() {}

    static void set(PreparedStatement statement, List<BoundValue> values, RemoteDialect dialect)
            throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            set(statement, i + 1, values.get(i), dialect);
        }
    }

    private static void set(
            PreparedStatement statement, int index, BoundValue bound, RemoteDialect dialect)
            throws SQLException {
        switch (bound.value()) {
            case null -> statement.setNull(index, sqlType(bound.type()));
            case Boolean value -> statement.setBoolean(index, value);
            case Long value -> statement.setLong(index, value);
            case Integer value -> statement.setInt(index, value);
            case BigInteger value -> statement.setBigDecimal(index, new BigDecimal(value));
            case Double value -> statement.setDouble(index, value);
            case BigDecimal value -> statement.setBigDecimal(index, value);
            case String value -> statement.setString(index, value);
            case LocalDate value -> moment(statement, index, value, value.toString(), dialect);
            case LocalTime value -> moment(statement, index, value, value.toString(), dialect);
            case LocalDateTime value ->
                    moment(statement, index, value, SQLITE_TIME.format(value), dialect);
            case Instant value -> instant(statement, index, value, dialect);
            case UUID value -> {
                if (dialect == RemoteDialect.POSTGRESQL || dialect == RemoteDialect.H2) {
                    statement.setObject(index, value);
                } else {
                    statement.setString(index, value.toString());
                }
            }
            case List<?> values ->
                    statement.setArray(
                            index,
                            statement
                                    .getConnection()
                                    .createArrayOf(element(bound.type()), elements(values)));
            default ->
                    throw new IllegalStateException(
                            "no way to bind " + bound.value().getClass() + " as " + bound.type());
        }
    }

    private static void moment(
            PreparedStatement statement,
            int index,
            Object value,
            String text,
            RemoteDialect dialect)
            throws SQLException {
        if (dialect == RemoteDialect.SQLITE) {
            statement.setString(index, text);
        } else {
            statement.setObject(index, value);
        }
    }

    /** MySQL's session is in UTC, and its TIMESTAMP columns compare as wall clocks there. */
    private static void instant(
            PreparedStatement statement, int index, Instant value, RemoteDialect dialect)
            throws SQLException {
        LocalDateTime utc = LocalDateTime.ofInstant(value, ZoneOffset.UTC);
        switch (dialect) {
            case SQLITE -> statement.setString(index, SQLITE_TIME.format(utc));
            case MYSQL -> statement.setObject(index, utc);
            case POSTGRESQL, H2, ANSI -> statement.setObject(index, utc.atOffset(ZoneOffset.UTC));
        }
    }

    /** The driver writes elements as Java does, which for a year before ours is no date there. */
    private static @Nullable Object[] elements(List<?> values) {
        @Nullable Object[] elements = new Object[values.size()];
        for (int i = 0; i < elements.length; i++) {
            Object value = values.get(i);
            elements[i] =
                    value instanceof LocalDate || value instanceof LocalDateTime
                            ? PostgresLiterals.element(value)
                            : value;
        }
        return elements;
    }

    /** PostgreSQL's name: no other database is sent arrays. */
    static String element(ArrowType type) {
        return switch (type) {
            case ArrowType.Int whole when whole.getBitWidth() <= 16 && whole.getIsSigned() ->
                    "int2";
            case ArrowType.Int whole when whole.getBitWidth() <= 32 && whole.getIsSigned() ->
                    "int4";
            case ArrowType.Int ignored -> "int8";
            case ArrowType.Decimal ignored -> "numeric";
            case ArrowType.Date ignored -> "date";
            case ArrowType.Bool ignored -> "bool";
            case ArrowType.Timestamp moment when moment.getTimezone() == null -> "timestamp";
            case ArrowType.Utf8 ignored -> "text";
            default -> throw new IllegalStateException("no array of " + type);
        };
    }

    private static int sqlType(ArrowType type) {
        return switch (type) {
            case ArrowType.Bool ignored -> Types.BOOLEAN;
            case ArrowType.Int ignored -> Types.BIGINT;
            case ArrowType.FloatingPoint ignored -> Types.DOUBLE;
            case ArrowType.Decimal ignored -> Types.NUMERIC;
            case ArrowType.Date ignored -> Types.DATE;
            case ArrowType.Time ignored -> Types.TIME;
            case ArrowType.Timestamp timestamp ->
                    timestamp.getTimezone() == null
                            ? Types.TIMESTAMP
                            : Types.TIMESTAMP_WITH_TIMEZONE;
            default -> Types.VARCHAR;
        };
    }
}
