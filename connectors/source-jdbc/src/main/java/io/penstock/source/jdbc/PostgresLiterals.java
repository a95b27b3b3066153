package io.penstock.source.jdbc;

import io.penstock.spi.scan.ArrayRows;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes values into a text for PostgreSQL's COPY, which takes none beside it. Only texts that the
 * planner printed come here; each value becomes a quoted literal with the type it would have been
 * bound with, and only texts hold anything that has to be escaped, which the driver does by its
 * connection's rules.
 */
final class PostgresLiterals {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);

    private final PGConnection connection;

    PostgresLiterals(PGConnection connection) {
        this.connection = connection;
    }

    /**
     * The text with each {@code ?} replaced.
     *
     * @return empty when that can't be done here
     */
    Optional<String> inlined(String sql, List<BoundValue> values) throws SQLException {
        StringBuilder text = new StringBuilder(sql.length() + 32 * values.size());
        int next = 0;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            Optional<Rows> rows = c == 'u' ? rows(sql, i, values, next) : Optional.empty();
            if (c == '\'' || c == '"') {
                int end = sql.indexOf(c, i + 1);
                if (end < 0) {
                    return Optional.empty();
                }
                text.append(sql, i, end + 1);
                i = end;
            } else if (rows.isPresent()) {
                appendValues(rows.get(), text);
                i = rows.get().call().end() - 1;
                next += rows.get().columns().size();
            } else if (c != '?') {
                text.append(c);
            } else {
                Optional<String> literal =
                        next < values.size() ? literal(values.get(next)) : Optional.empty();
                if (literal.isEmpty()) {
                    return literal;
                }
                text.append(literal.get());
                next++;
            }
        }
        return next == values.size() ? Optional.of(text.toString()) : Optional.empty();
    }

    /** Rows in arrays and their columns, all of the same length. */
    private record Rows(ArrayRows call, List<List<?>> columns) {}

    /** What can be written as {@code VALUES}: at least one row. */
    private static Optional<Rows> rows(String sql, int place, List<BoundValue> values, int first) {
        return ArrayRows.at(sql, place)
                .filter(call -> first + call.types().size() <= values.size())
                .map(call -> new Rows(call, columns(values, first, call.types().size())))
                .filter(rows -> rows.columns().size() == rows.call().types().size());
    }

    /** Those that are lists and no shorter than the first. */
    private static List<List<?>> columns(List<BoundValue> values, int first, int count) {
        List<List<?>> columns = new ArrayList<>();
        for (BoundValue bound : values.subList(first, first + count)) {
            if (bound.value() instanceof List<?> column
                    && !column.isEmpty()
                    && (columns.isEmpty() || column.size() == columns.get(0).size())) {
                columns.add(column);
            }
        }
        return columns;
    }

    /** The first row says of which types all are. */
    private void appendValues(Rows rows, StringBuilder text) throws SQLException {
        text.append("(VALUES ");
        for (int row = 0; row < rows.columns().get(0).size(); row++) {
            text.append(row == 0 ? "(" : "), (");
            for (int i = 0; i < rows.columns().size(); i++) {
                @Nullable Object value = rows.columns().get(i).get(row);
                String plain =
                        value == null
                                ? "NULL"
                                : "'" + connection.escapeLiteral(element(value)) + "'";
                text.append(i == 0 ? "" : ", ")
                        .append(
                                row == 0
                                        ? "CAST(%s AS %s)"
                                                .formatted(plain, rows.call().types().get(i))
                                        : plain);
            }
        }
        text.append("))");
    }

    private Optional<String> literal(BoundValue bound) throws SQLException {
        @Nullable String text =
                switch (bound.value()) {
                    case null -> "CAST(NULL AS " + typeOfNull(bound.type()) + ")";
                    case Boolean value -> value ? "TRUE" : "FALSE";
                    case Long value -> quoted(value.toString(), "int8");
                    case Integer value -> quoted(value.toString(), "int4");
                    case BigInteger value -> quoted(value.toString(), "numeric");
                    case Double value -> quoted(value.toString(), "float8");
                    case BigDecimal value -> quoted(value.toString(), "numeric");
                    case String value -> quoted(connection.escapeLiteral(value), "varchar");
                    case LocalDate value -> quoted(day(value) + era(value), "date");
                    case LocalTime value -> quoted(value.toString(), "time");
                    case LocalDateTime value -> quoted(moment(value, ""), "timestamp");
                    case Instant value ->
                            quoted(
                                    moment(LocalDateTime.ofInstant(value, ZoneOffset.UTC), "+00"),
                                    "timestamptz");
                    case UUID value -> quoted(value.toString(), "uuid");
                    case List<?> values -> array(values, Binds.element(bound.type()));
                    default -> null;
                };
        return Optional.ofNullable(text);
    }

    /** Only texts need quotes in it, and everything but NULL may have them. */
    private String array(List<?> values, String type) throws SQLException {
        StringBuilder text = new StringBuilder(16 * values.size()).append('{');
        for (Object value : values) {
            if (text.length() > 1) {
                text.append(',');
            }
            if (value == null) {
                text.append("NULL");
            } else {
                text.append('"');
                appendElement(element(value), text);
                text.append('"');
            }
        }
        return quoted(connection.escapeLiteral(text.append('}').toString()), type + "[]");
    }

    /** PostgreSQL's text of an element of an array, before anything in it is escaped. */
    static String element(Object value) {
        return switch (value) {
            case LocalDate day -> day(day) + era(day);
            case LocalDateTime moment -> moment(moment, "");
            default -> value.toString();
        };
    }

    private static void appendElement(String element, StringBuilder text) {
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
    }

    private static String quoted(String text, String type) {
        return "'" + text + "'::" + type;
    }

    private static String moment(LocalDateTime value, String zone) {
        return day(value.toLocalDate())
                + " "
                + value.toLocalTime()
                + zone
                + era(value.toLocalDate());
    }

    private static String day(LocalDate value) {
        return value.get(ChronoField.YEAR_OF_ERA) <= 9_999
                ? DAY.format(value)
                : "%d-%02d-%02d"
                        .formatted(
                                value.get(ChronoField.YEAR_OF_ERA),
                                value.getMonthValue(),
                                value.getDayOfMonth());
    }

    private static String era(LocalDate value) {
        return value.getEra() == IsoEra.BCE ? " BC" : "";
    }

    private static String typeOfNull(ArrowType type) {
        return switch (type) {
            case ArrowType.Bool ignored -> "bool";
            case ArrowType.Int ignored -> "int8";
            case ArrowType.FloatingPoint ignored -> "float8";
            case ArrowType.Decimal ignored -> "numeric";
            case ArrowType.Date ignored -> "date";
            case ArrowType.Time ignored -> "time";
            case ArrowType.Timestamp timestamp ->
                    timestamp.getTimezone() == null ? "timestamp" : "timestamptz";
            default -> "varchar";
        };
    }
}
