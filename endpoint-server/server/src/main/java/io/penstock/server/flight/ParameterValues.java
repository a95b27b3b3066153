package io.penstock.server.flight;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * The values that a client binds to a prepared statement, as the statement wants them. A value
 * keeps its meaning or is refused: a number goes to the parameter's type where it fits, and to a
 * wider one where it does not.
 */
final class ParameterValues {
    private static final int MOST_DIGITS = 38;

    private ParameterValues() {}

    /**
     * Reads the only row.
     *
     * @param parameters the statement's, in order
     * @throws FlightRuntimeException INVALID_ARGUMENT for values that are too few, too many or of
     *     another type
     */
    static ImmutableList<BoundValue> read(List<Field> parameters, VectorSchemaRoot sent) {
        List<FieldVector> vectors = sent.getFieldVectors();
        if (vectors.size() != parameters.size()) {
            throw refused(
                    "The statement has %d parameters; %d were sent"
                            .formatted(parameters.size(), vectors.size()));
        }
        if (sent.getRowCount() != 1) {
            throw refused(
                    "A query takes one row of parameters; %d were sent"
                            .formatted(sent.getRowCount()));
        }
        ImmutableList.Builder<BoundValue> values = ImmutableList.builder();
        for (int i = 0; i < vectors.size(); i++) {
            values.add(value(parameters.get(i), vectors.get(i)));
        }
        return values.build();
    }

    private static BoundValue value(Field parameter, FieldVector vector) {
        ArrowType wanted = parameter.getType();
        if (vector.getField().getType() instanceof ArrowType.Null || vector.isNull(0)) {
            return new BoundValue(wanted, null);
        }
        Object sent = SentValue.of(vector, 0).orElseThrow(() -> mismatch(parameter, vector));
        return fitted(wanted, sent).orElseThrow(() -> mismatch(parameter, vector));
    }

    /** The value with the wanted type, or with one that loses nothing. */
    private static Optional<BoundValue> fitted(ArrowType wanted, Object sent) {
        return switch (sent) {
            case Number number when isNumber(wanted) -> Optional.of(number(wanted, number));
            case LocalDate date when wanted instanceof ArrowType.Timestamp ->
                    moment(wanted, date.atStartOfDay());
            case LocalDateTime time when wanted instanceof ArrowType.Timestamp ->
                    moment(wanted, time);
            case Instant instant when wanted instanceof ArrowType.Timestamp ->
                    moment(wanted, LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
            case Object value when wanted instanceof ArrowType.Utf8 ->
                    Optional.of(new BoundValue(ownType(value), value));
            case Object value ->
                    ownType(value).getTypeID() == wanted.getTypeID()
                            ? Optional.of(new BoundValue(wanted, value))
                            : Optional.empty();
        };
    }

    private static boolean isNumber(ArrowType type) {
        return type instanceof ArrowType.Int
                || type instanceof ArrowType.FloatingPoint
                || type instanceof ArrowType.Decimal;
    }

    /** Timestamps without a zone are UTC. */
    private static Optional<BoundValue> moment(ArrowType wanted, LocalDateTime time) {
        boolean zoned = ((ArrowType.Timestamp) wanted).getTimezone() != null;
        return Optional.of(
                new BoundValue(wanted, zoned ? (Object) time.toInstant(ZoneOffset.UTC) : time));
    }

    private static BoundValue number(ArrowType wanted, Number sent) {
        @Nullable Object fits =
                switch (wanted) {
                    case ArrowType.Int type -> integer(type, sent);
                    case ArrowType.FloatingPoint ignored -> floating(sent);
                    case ArrowType.Decimal type -> decimal(type, sent);
                    default -> null;
                };
        return fits == null ? new BoundValue(ownType(sent), sent) : new BoundValue(wanted, fits);
    }

    private static @Nullable Object integer(ArrowType.Int type, Number sent) {
        @Nullable BigDecimal exact = exact(sent);
        if (exact == null || exact.stripTrailingZeros().scale() > 0) {
            return null;
        }
        BigInteger whole = exact.toBigInteger();
        int bits = type.getIsSigned() ? type.getBitWidth() - 1 : type.getBitWidth();
        boolean fits = whole.bitLength() <= bits && (type.getIsSigned() || whole.signum() >= 0);
        if (!fits) {
            return null;
        }
        boolean wide = !type.getIsSigned() && type.getBitWidth() == 64;
        return wide ? whole : (Object) whole.longValueExact();
    }

    private static @Nullable Object floating(Number sent) {
        double value = sent.doubleValue();
        @Nullable BigDecimal exact = exact(sent);
        boolean same =
                exact == null
                        || (Double.isFinite(value) && sent instanceof Double)
                        || (Double.isFinite(value) && new BigDecimal(value).compareTo(exact) == 0);
        return same ? (Object) value : null;
    }

    private static @Nullable Object decimal(ArrowType.Decimal type, Number sent) {
        @Nullable BigDecimal exact = exact(sent);
        if (exact == null || sent instanceof Double) {
            return null;
        }
        BigDecimal plain = exact.stripTrailingZeros();
        if (plain.scale() > type.getScale()) {
            return null;
        }
        BigDecimal scaled = exact.setScale(type.getScale(), RoundingMode.UNNECESSARY);
        return scaled.precision() <= type.getPrecision() ? scaled : null;
    }

    /** The number itself; null for those that no decimal is: NaN and infinities. */
    private static @Nullable BigDecimal exact(Number number) {
        return switch (number) {
            case BigDecimal decimal -> decimal;
            case BigInteger whole -> new BigDecimal(whole);
            case Double floating -> Double.isFinite(floating) ? new BigDecimal(floating) : null;
            default -> BigDecimal.valueOf(number.longValue());
        };
    }

    private static ArrowType ownType(Object value) {
        return switch (value) {
            case Boolean ignored -> FieldTypes.BOOL;
            case Long ignored -> FieldTypes.INT64;
            case BigInteger ignored -> new ArrowType.Int(64, false);
            case Double ignored -> FieldTypes.FLOAT64;
            case BigDecimal decimal -> decimalType(decimal);
            case String ignored -> FieldTypes.UTF8;
            case byte[] ignored -> FieldTypes.BINARY;
            case LocalDate ignored -> FieldTypes.DATE;
            case java.time.LocalTime ignored -> FieldTypes.TIME;
            case LocalDateTime ignored -> FieldTypes.TIMESTAMP;
            case Instant ignored -> FieldTypes.TIMESTAMP_UTC;
            default -> throw new IllegalArgumentException("a value of " + value.getClass());
        };
    }

    private static ArrowType decimalType(BigDecimal decimal) {
        int scale = Math.max(0, decimal.scale());
        int digits = Math.max(decimal.precision() - decimal.scale() + scale, Math.max(1, scale));
        if (digits > MOST_DIGITS) {
            throw refused(
                    "A DECIMAL has at most %d digits; a parameter has %d"
                            .formatted(MOST_DIGITS, digits));
        }
        return new ArrowType.Decimal(digits, scale, 128);
    }

    private static FlightRuntimeException mismatch(Field parameter, FieldVector vector) {
        return refused(
                "Parameter %s is %s; what was sent is %s"
                        .formatted(
                                parameter.getName(),
                                parameter.getType(),
                                vector.getField().getType()));
    }

    private static FlightRuntimeException refused(String message) {
        return CallStatus.INVALID_ARGUMENT.withDescription(message).toRuntimeException();
    }
}
