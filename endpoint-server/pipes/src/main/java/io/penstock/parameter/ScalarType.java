package io.penstock.parameter;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.ArrowType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The types that a template may declare for one value, by the names of their functions, and what
 * texts they accept.
 *
 * <p>Source: the names are ClickHouse's; 128 and 256 bits are decimals of 38 digits here.
 */
public enum ScalarType {
    STRING("String", FieldTypes.UTF8, "VARCHAR"),
    BOOLEAN("Boolean", FieldTypes.BOOL, "BOOLEAN"),
    INT8("Int8", new ArrowType.Int(8, true), "BIGINT"),
    INT16("Int16", new ArrowType.Int(16, true), "BIGINT"),
    INT32("Int32", FieldTypes.INT32, "BIGINT"),
    INT64("Int64", FieldTypes.INT64, "BIGINT"),
    INT128("Int128", Decimals.WHOLE, "DECIMAL(38, 0)"),
    INT256("Int256", Decimals.WHOLE, "DECIMAL(38, 0)"),
    UINT8("UInt8", new ArrowType.Int(8, false), "BIGINT"),
    UINT16("UInt16", new ArrowType.Int(16, false), "BIGINT"),
    UINT32("UInt32", new ArrowType.Int(32, false), "BIGINT"),
    UINT64("UInt64", new ArrowType.Int(64, false), "DECIMAL(20, 0)"),
    UINT128("UInt128", Decimals.WHOLE, "DECIMAL(38, 0)"),
    UINT256("UInt256", Decimals.WHOLE, "DECIMAL(38, 0)"),
    INT("Int", FieldTypes.INT32, "BIGINT"),
    INTEGER("Integer", FieldTypes.INT32, "BIGINT"),
    FLOAT32("Float32", FieldTypes.FLOAT32, "REAL"),
    FLOAT64("Float64", FieldTypes.FLOAT64, "DOUBLE"),
    DECIMAL("Decimal", Decimals.WHOLE, "DECIMAL(38, 9)"),
    DATE("Date", FieldTypes.DATE, "DATE"),
    DATE_TIME("DateTime", FieldTypes.TIMESTAMP, "TIMESTAMP"),
    DATE_TIME_64("DateTime64", FieldTypes.TIMESTAMP, "TIMESTAMP"),
    UUID("UUID", new ArrowType.FixedSizeBinary(16), "UUID");

    private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?[0-9]{1,80}");
    private static final Pattern NUMBER =
            Pattern.compile(
                    "[+-]?([0-9]{1,80}(\\.[0-9]{0,80})?|\\.[0-9]{1,80})([eE][+-]?[0-9]{1,3})?");
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final ImmutableMap<String, ScalarType> BY_FUNCTION = byFunction();

    private final String function;
    private final ArrowType arrow;
    private final String sql;

    ScalarType(String function, ArrowType arrow, String sql) {
        this.function = function;
        this.arrow = arrow;
        this.sql = sql;
    }

    /** The type of this function name, spelled exactly. */
    public static Optional<ScalarType> of(String function) {
        return Optional.ofNullable(BY_FUNCTION.get(function));
    }

    /** All function names, in the order of this page. */
    public static Iterable<String> functions() {
        return BY_FUNCTION.keySet();
    }

    /** The function's name. */
    public String function() {
        return function;
    }

    /** The type's name in SQL, for a cast of NULL. */
    public String sql() {
        return sql;
    }

    /** What texts are right: the end of the sentence "it must be". */
    public String expectation() {
        return switch (this) {
            case STRING -> "a text of whole characters without NUL";
            case BOOLEAN -> "true, false, 1 or 0";
            case FLOAT32, FLOAT64 -> "a number such as 2.5";
            case DECIMAL -> "a number of at most 38 digits such as 2.50";
            case DATE -> "a date as YYYY-MM-DD";
            case DATE_TIME, DATE_TIME_64 -> "a date and time as YYYY-MM-DD hh:mm:ss, in UTC";
            case UUID -> "a UUID such as 123e4567-e89b-12d3-a456-426614174000";
            default -> "a whole number from " + lowest() + " to " + highest();
        };
    }

    /** A text that always fits, for checks without a call. */
    public String standIn() {
        return switch (this) {
            case STRING -> "";
            case DATE -> "1970-01-01";
            case DATE_TIME, DATE_TIME_64 -> "1970-01-01 00:00:00";
            case UUID -> "00000000-0000-0000-0000-000000000000";
            default -> "1";
        };
    }

    /** The value that a text stands for; absent when it does not fit. */
    public Optional<TypedValue> parse(String text) {
        String bare = CharMatcher.whitespace().trimFrom(text);
        return switch (this) {
            case STRING -> isText(text) ? value(text, text) : Optional.empty();
            case BOOLEAN -> parseBoolean(bare);
            case FLOAT32, FLOAT64 -> parseFloat(bare);
            case DECIMAL -> parseDecimal(bare);
            case DATE -> DateTexts.date(bare).flatMap(date -> value(date.toString(), date));
            case DATE_TIME ->
                    DateTexts.dateTime(bare)
                            .map(time -> time.withNano(0))
                            .flatMap(time -> value(DateTexts.seconds(time), time));
            case DATE_TIME_64 ->
                    DateTexts.dateTime(bare).flatMap(time -> value(DateTexts.millis(time), time));
            case UUID ->
                    UUID_TEXT.matcher(bare).matches()
                            ? value(Ascii.toLowerCase(bare), java.util.UUID.fromString(bare))
                            : Optional.empty();
            default -> parseWhole(bare);
        };
    }

    /** NUL ends texts in some databases; half a surrogate pair has no UTF-8. */
    public static boolean isText(String text) {
        return text.codePoints()
                .noneMatch(
                        c ->
                                c == 0
                                        || (c >= Character.MIN_SURROGATE
                                                && c <= Character.MAX_SURROGATE));
    }

    private Optional<TypedValue> parseBoolean(String text) {
        return switch (Ascii.toLowerCase(text)) {
            case "true", "1" -> value(true, true);
            case "false", "0" -> value(false, false);
            default -> Optional.empty();
        };
    }

    private Optional<TypedValue> parseFloat(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        double number = Double.parseDouble(text);
        boolean fits = this == FLOAT32 ? Float.isFinite((float) number) : Double.isFinite(number);
        return fits ? value(number, number) : Optional.empty();
    }

    private static Optional<TypedValue> parseDecimal(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(text);
        if (number.scale() < 0) {
            number = number.setScale(0);
        }
        if (Math.max(number.precision(), number.scale()) > Decimals.DIGITS) {
            return Optional.empty();
        }
        ArrowType type = new ArrowType.Decimal(Decimals.DIGITS, number.scale(), 128);
        return Optional.of(new TypedValue(number, new BoundValue(type, number)));
    }

    private Optional<TypedValue> parseWhole(String text) {
        if (!WHOLE_NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        BigInteger number = new BigInteger(text);
        if (number.compareTo(lowest()) < 0 || number.compareTo(highest()) > 0) {
            return Optional.empty();
        }
        if (arrow instanceof ArrowType.Decimal) {
            return value(Numbers.shortest(number), new BigDecimal(number));
        }
        boolean wide = this == UINT64;
        return value(Numbers.shortest(number), wide ? number : (Object) number.longValueExact());
    }

    private Optional<TypedValue> value(Object python, Object bound) {
        return Optional.of(new TypedValue(python, new BoundValue(arrow, bound)));
    }

    private BigInteger lowest() {
        if (function.startsWith("U")) {
            return BigInteger.ZERO;
        }
        return arrow instanceof ArrowType.Int type
                ? BigInteger.ONE.shiftLeft(type.getBitWidth() - 1).negate()
                : Decimals.LARGEST.negate();
    }

    private BigInteger highest() {
        if (!(arrow instanceof ArrowType.Int type)) {
            return Decimals.LARGEST;
        }
        int bits = type.getIsSigned() ? type.getBitWidth() - 1 : type.getBitWidth();
        return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    }

    private static ImmutableMap<String, ScalarType> byFunction() {
        ImmutableMap.Builder<String, ScalarType> types = ImmutableMap.builder();
        for (ScalarType type : values()) {
            types.put(type.function, type);
        }
        return types.buildOrThrow();
    }

    /** In a class of its own because an enum's constants cannot name its static fields. */
    private static final class Decimals {
        static final int DIGITS = 38;
        static final ArrowType WHOLE = new ArrowType.Decimal(DIGITS, 0, 128);
        static final BigInteger LARGEST = BigInteger.TEN.pow(DIGITS).subtract(BigInteger.ONE);
    }
}
