package io.penstock.server.avatica;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Range;
import com.google.common.io.BaseEncoding;

import io.penstock.planner.catalog.SqlType;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.remote.TypedValue;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The values of a prepared statement: what the driver sends becomes what the parameter's type
 * wants. A number may come as text, and a time as text with more digits than a driver's own type
 * has.
 */
final class ParameterValues {
    private static final long DAY_MILLIS = 86_400_000;

    /** Of the longest DECIMAL. */
    private static final int MOST_DIGITS = 38;

    private ParameterValues() {}

    /** What a driver is told of the parameters. */
    static ImmutableList<AvaticaParameter> describe(ImmutableList<Field> parameters) {
        return parameters.stream()
                .map(ParameterValues::describe)
                .collect(ImmutableList.toImmutableList());
    }

    private static AvaticaParameter describe(Field field) {
        SqlType type = SqlType.of(field);
        int id = ResultColumn.of(field, TimePolicy.TEXT).type().id;
        boolean signed = !(field.getType() instanceof ArrowType.Int whole) || whole.getIsSigned();
        return new AvaticaParameter(
                signed,
                type.precision().orElse(0),
                type.scale().orElse(0),
                id,
                type.name(),
                ResultColumn.className(id),
                field.getName());
    }

    /**
     * One value for each parameter.
     *
     * @param given null where the caller said nothing
     * @throws QueryException {@link AvaticaError#BAD_PARAMETER}
     */
    static ImmutableList<BoundValue> of(
            ImmutableList<Field> parameters, List<@Nullable TypedValue> given) {
        if (given.size() != parameters.size()) {
            throw new QueryException(
                    AvaticaError.BAD_PARAMETER,
                    "The statement has %d parameters, and %d values came"
                            .formatted(parameters.size(), given.size()));
        }
        ImmutableList.Builder<BoundValue> values = ImmutableList.builder();
        for (int i = 0; i < parameters.size(); i++) {
            TypedValue value = given.get(i);
            if (value == null) {
                throw new QueryException(
                        AvaticaError.BAD_PARAMETER, "Parameter %d has no value".formatted(i + 1));
            }
            values.add(bound(i + 1, parameters.get(i), value));
        }
        return values.build();
    }

    private static BoundValue bound(int number, Field parameter, TypedValue given) {
        ArrowType type = parameter.getType();
        if (given.value == null) {
            return new BoundValue(type, null);
        }
        if (given.type == Rep.ARRAY) {
            throw unfit(number, given, "one value; write several ? for a list", null);
        }
        try {
            return type instanceof ArrowType.Decimal decimal
                    ? decimal(decimal, number(given))
                    : new BoundValue(type, value(type, given));
        } catch (ArithmeticException | IllegalArgumentException | DateTimeException e) {
            throw unfit(number, given, SqlType.of(parameter).name(), e);
        }
    }

    private static QueryException unfit(
            int number, TypedValue given, String expected, @Nullable Exception cause) {
        return new QueryException(
                AvaticaError.BAD_PARAMETER,
                "Parameter %d is '%s'; it must be %s".formatted(number, text(given), expected),
                cause);
    }

    private static Object value(ArrowType type, TypedValue given) {
        return switch (type) {
            case ArrowType.Bool bool -> bool(given);
            case ArrowType.Int integer -> integer(integer, number(given));
            case ArrowType.FloatingPoint floating -> floating(given);
            case ArrowType.Date date -> date(given);
            case ArrowType.Time time -> time(given);
            case ArrowType.Timestamp timestamp ->
                    timestamp.getTimezone() == null ? timestamp(given) : instant(given);
            case ArrowType.FixedSizeBinary uuid -> java.util.UUID.fromString(text(given));
            case ArrowType.Binary binary -> bytes(given);
            default -> text(given);
        };
    }

    /**
     * The exact number: as the parameter's type when it fits there, otherwise as a type of its own.
     * A column of prices compares with 12.345 as it is, not with what is left of it.
     */
    private static BoundValue decimal(ArrowType.Decimal wanted, BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        int scale = Math.max(wanted.getScale(), shortest.scale());
        BigDecimal exact = shortest.setScale(scale, RoundingMode.UNNECESSARY);
        if (scale == wanted.getScale() && exact.precision() <= wanted.getPrecision()) {
            return new BoundValue(wanted, exact);
        }
        int ownScale = Math.max(0, shortest.scale());
        BigDecimal own = shortest.setScale(ownScale, RoundingMode.UNNECESSARY);
        int digits = Math.max(own.precision(), ownScale);
        if (digits > MOST_DIGITS) {
            throw new ArithmeticException("more than %d digits".formatted(MOST_DIGITS));
        }
        return new BoundValue(
                new ArrowType.Decimal(Math.max(1, digits), ownScale, wanted.getBitWidth()), own);
    }

    private static boolean bool(TypedValue given) {
        return switch (given.value) {
            case Boolean bool -> bool;
            case Number number -> number.doubleValue() != 0;
            case String text when text.equalsIgnoreCase("true") -> true;
            case String text when text.equalsIgnoreCase("false") -> false;
            default -> throw new IllegalArgumentException("not a boolean");
        };
    }

    private static Object integer(ArrowType.Int type, BigDecimal number) {
        BigInteger whole = number.toBigIntegerExact();
        int bits = type.getBitWidth();
        BigInteger end = BigInteger.TWO.pow(type.getIsSigned() ? bits - 1 : bits);
        BigInteger least = type.getIsSigned() ? end.negate() : BigInteger.ZERO;
        if (!Range.closedOpen(least, end).contains(whole)) {
            throw new ArithmeticException("out of range");
        }
        if (bits == Long.SIZE && !type.getIsSigned()) {
            return whole;
        }
        return whole.longValueExact();
    }

    private static Double floating(TypedValue given) {
        return given.value instanceof Number number
                ? Double.valueOf(number.doubleValue())
                : Double.valueOf(text(given));
    }

    private static BigDecimal number(TypedValue given) {
        return switch (given.value) {
            case Boolean bool -> bool ? BigDecimal.ONE : BigDecimal.ZERO;
            default -> new BigDecimal(text(given).strip());
        };
    }

    private static LocalDate date(TypedValue given) {
        return switch (given.type) {
            case JAVA_SQL_DATE -> LocalDate.ofEpochDay(whole(given));
            case JAVA_SQL_TIMESTAMP, JAVA_UTIL_DATE -> millis(given).toLocalDate();
            default -> LocalDate.parse(text(given).strip());
        };
    }

    private static LocalTime time(TypedValue given) {
        return switch (given.type) {
            case JAVA_SQL_TIME -> millis(given).toLocalTime();
            case JAVA_SQL_TIMESTAMP, JAVA_UTIL_DATE -> millis(given).toLocalTime();
            default -> LocalTime.parse(text(given).strip());
        };
    }

    private static LocalDateTime timestamp(TypedValue given) {
        return switch (given.type) {
            case JAVA_SQL_DATE -> LocalDate.ofEpochDay(whole(given)).atStartOfDay();
            case JAVA_SQL_TIMESTAMP, JAVA_UTIL_DATE -> millis(given);
            default -> localDateTime(text(given).strip());
        };
    }

    private static LocalDateTime localDateTime(String text) {
        return text.length() == LocalDate.EPOCH.toString().length()
                ? LocalDate.parse(text).atStartOfDay()
                : LocalDateTime.parse(text.replace(' ', 'T'));
    }

    private static Instant instant(TypedValue given) {
        if (given.value instanceof String text && text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")) {
            return OffsetDateTime.parse(text.strip().replace(' ', 'T')).toInstant();
        }
        return timestamp(given).toInstant(ZoneOffset.UTC);
    }

    /** The driver has taken its time zone out already. */
    private static LocalDateTime millis(TypedValue given) {
        long millis = whole(given);
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(millis, 1_000),
                (int) Math.floorMod(millis, 1_000L) * 1_000_000,
                ZoneOffset.UTC);
    }

    private static long whole(TypedValue given) {
        return ((Number) given.value).longValue();
    }

    private static byte[] bytes(TypedValue given) {
        return given.type == Rep.BYTE_STRING
                ? BaseEncoding.base64().decode(text(given))
                : BaseEncoding.base16().ignoreCase().decode(text(given));
    }

    /** The value as SQL would write it. */
    private static String text(TypedValue given) {
        return switch (given.type) {
            case JAVA_SQL_DATE -> LocalDate.ofEpochDay(whole(given)).toString();
            case JAVA_SQL_TIME ->
                    LocalTime.ofNanoOfDay(Math.floorMod(whole(given), DAY_MILLIS) * 1_000_000)
                            .toString();
            case JAVA_SQL_TIMESTAMP, JAVA_UTIL_DATE -> millis(given).toString().replace('T', ' ');
            default ->
                    given.value instanceof BigDecimal decimal && Math.abs(decimal.scale()) < 100
                            ? decimal.toPlainString()
                            : String.valueOf(given.value);
        };
    }
}
