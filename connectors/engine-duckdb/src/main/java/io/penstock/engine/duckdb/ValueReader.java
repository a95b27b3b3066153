package io.penstock.engine.duckdb;

import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.scan.PartValue;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.duckdb.DuckDBResultSet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Optional;

/** Takes the value for a scan out of the part that has it. */
final class ValueReader {
    /** Every database has the years between. */
    private static final int FIRST_YEAR = 1;

    private static final int LAST_YEAR = 9_999;

    private ValueReader() {}

    /**
     * The value as a source takes it.
     *
     * @return empty for SQL's NULL
     * @throws QueryException {@link EngineError#BAD_ARGUMENT} for one that not every source has
     */
    static Optional<Object> read(DuckDBResultSet rows, PartValue value) throws SQLException {
        if (!rows.next()) {
            throw new IllegalStateException("no value in " + value.part());
        }
        return value(rows, 1, value.type());
    }

    /**
     * A column of the row that is read as a source takes it.
     *
     * @return empty for SQL's NULL
     * @throws QueryException {@link EngineError#BAD_ARGUMENT} for one that not every source has
     */
    static Optional<Object> value(DuckDBResultSet rows, int column, ArrowType type)
            throws SQLException {
        Object read =
                type instanceof ArrowType.Timestamp
                        ? rows.getObject(column, LocalDateTime.class)
                        : rows.getObject(column);
        if (read == null) {
            return Optional.empty();
        }
        if (!isSendable(read)) {
            throw new QueryException(
                    EngineError.BAD_ARGUMENT,
                    "The value of a sub-query is none that every source has");
        }
        return Optional.of(converted(read, type));
    }

    /** No source takes the character NUL in a text. */
    private static boolean isSendable(Object value) {
        return switch (value) {
            case String text -> text.indexOf('\0') < 0;
            case LocalDate day -> isUsual(day);
            case LocalDateTime moment -> isUsual(moment.toLocalDate());
            default -> true;
        };
    }

    private static boolean isUsual(LocalDate day) {
        return day.getYear() >= FIRST_YEAR && day.getYear() <= LAST_YEAR;
    }

    /** Numbers may come as another class than their type says: sums do. */
    private static Object converted(Object value, ArrowType type) {
        return switch (type) {
            case ArrowType.Int ignored -> exact(value).longValueExact();
            case ArrowType.Decimal ignored -> exact(value);
            case ArrowType.FloatingPoint ignored -> ((Number) value).doubleValue();
            default -> value;
        };
    }

    private static BigDecimal exact(Object value) {
        return switch (value) {
            case BigDecimal decimal -> decimal;
            case BigInteger whole -> new BigDecimal(whole);
            case Number number -> BigDecimal.valueOf(number.longValue());
            default -> throw new IllegalStateException("no number: " + value.getClass());
        };
    }
}
