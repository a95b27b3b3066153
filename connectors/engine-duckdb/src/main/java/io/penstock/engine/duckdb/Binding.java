package io.penstock.engine.duckdb;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.duckdb.DuckDBDate;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBTimestamp;
import org.duckdb.DuckDBTimestampTZ;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Date;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Binds values with exactly the type they were declared with: a value of another type makes DuckDB
 * plan the statement anew, which doubles the cost of a small query.
 */
final class Binding {
    private Binding() {}

    /** Binds all values, in order. */
    static void bind(DuckDBPreparedStatement statement, ImmutableList<BoundValue> values)
            throws SQLException {
        bind(statement, 1, values);
    }

    /**
     * Binds values in order.
     *
     * @param first the number of the first
     */
    static void bind(DuckDBPreparedStatement statement, int first, ImmutableList<BoundValue> values)
            throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(first + i, driverValue(values.get(i)));
        }
    }

    private static @Nullable Object driverValue(BoundValue bound) {
        ArrowType type = bound.type();
        return switch (bound.value()) {
            case null -> null;
            case Long number when type instanceof ArrowType.Int integer -> narrow(number, integer);
            case Double number when isSingle(type) -> number.floatValue();
            case BigDecimal number when type instanceof ArrowType.Decimal decimal ->
                    rescaled(number, decimal);
            case LocalDate date -> new Day(date.toEpochDay());
            case LocalDateTime time -> new DuckDBTimestamp(time);
            case Instant instant -> new DuckDBTimestampTZ(instant.atOffset(ZoneOffset.UTC));
            case Object value -> value;
        };
    }

    static Object narrow(long number, ArrowType.Int type) {
        if (!type.getIsSigned()) {
            return type.getBitWidth() == 64 ? BigInteger.valueOf(number) : (Object) number;
        }
        return switch (type.getBitWidth()) {
            case 8 -> (byte) number;
            case 16 -> (short) number;
            case 32 -> (int) number;
            default -> number;
        };
    }

    static boolean isSingle(ArrowType type) {
        return type instanceof ArrowType.FloatingPoint floating
                && floating.getPrecision() == FloatingPointPrecision.SINGLE;
    }

    /** With fewer digits than declared, but never with another value. */
    private static BigDecimal rescaled(BigDecimal number, ArrowType.Decimal type) {
        return number.scale() < type.getScale()
                ? number.setScale(type.getScale(), RoundingMode.UNNECESSARY)
                : number;
    }

    /** The driver makes dates from {@link Date} only, which is a moment in some time zone. */
    static final class Day extends DuckDBDate {
        private final long epochDay;

        Day(long epochDay) {
            super(new Date(0));
            this.epochDay = epochDay;
        }

        @Override
        public long getDaysSinceEpoch() {
            return epochDay;
        }
    }
}
