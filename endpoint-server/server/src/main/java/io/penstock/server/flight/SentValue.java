package io.penstock.server.flight;

import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Reads one value of a vector that a client sent, as the Java class that {@link BoundValue} has for
 * it; numbers of any width as Long, BigInteger, Double or BigDecimal.
 */
final class SentValue {
    private SentValue() {}

    /**
     * The value, which is not null.
     *
     * @return empty when values of such a type can't be parameters
     */
    static Optional<Object> of(FieldVector vector, int row) {
        return Optional.ofNullable(value(vector, row));
    }

    private static @Nullable Object value(FieldVector vector, int row) {
        return switch (vector) {
            case BitVector bits -> bits.get(row) != 0;
            case UInt1Vector numbers -> (long) numbers.getObjectNoOverflow(row);
            case UInt2Vector numbers -> (long) numbers.get(row);
            case UInt4Vector numbers -> numbers.getObjectNoOverflow(row);
            case UInt8Vector numbers -> unsigned(numbers.get(row));
            case BaseIntVector numbers -> numbers.getValueAsLong(row);
            case Float4Vector numbers -> (double) numbers.get(row);
            case Float8Vector numbers -> numbers.get(row);
            case DecimalVector numbers -> numbers.getObject(row);
            case Decimal256Vector numbers -> numbers.getObject(row);
            case VarCharVector texts -> text(texts.get(row));
            case LargeVarCharVector texts -> text(texts.get(row));
            case VarBinaryVector bytes -> bytes.get(row);
            case LargeVarBinaryVector bytes -> bytes.get(row);
            case DateDayVector days -> LocalDate.ofEpochDay(days.get(row));
            case DateMilliVector days ->
                    LocalDate.ofEpochDay(Math.floorDiv(days.get(row), 86_400_000L));
            case TimeSecVector times -> LocalTime.ofSecondOfDay(times.get(row));
            case TimeMilliVector times -> LocalTime.ofNanoOfDay(times.get(row) * 1_000_000L);
            case TimeMicroVector times -> LocalTime.ofNanoOfDay(times.get(row) * 1_000L);
            case TimeNanoVector times -> LocalTime.ofNanoOfDay(times.get(row));
            case TimeStampVector times -> moment(times, row);
            default -> null;
        };
    }

    private static Object unsigned(long bits) {
        return bits >= 0 ? (Object) bits : new BigInteger(Long.toUnsignedString(bits));
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static Object moment(TimeStampVector times, int row) {
        ArrowType.Timestamp type = (ArrowType.Timestamp) times.getField().getType();
        long perSecond = perSecond(type.getUnit());
        long units = times.get(row);
        Instant instant =
                Instant.ofEpochSecond(
                        Math.floorDiv(units, perSecond),
                        Math.floorMod(units, perSecond) * (1_000_000_000L / perSecond));
        return type.getTimezone() == null
                ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
                : instant;
    }

    private static long perSecond(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> 1;
            case MILLISECOND -> 1_000;
            case MICROSECOND -> 1_000_000;
            case NANOSECOND -> 1_000_000_000;
        };
    }
}
