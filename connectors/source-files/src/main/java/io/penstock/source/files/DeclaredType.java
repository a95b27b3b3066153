package io.penstock.source.files;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a type's name. In ClickHouse's spelling ({@code UInt64}, {@code Date}) a type takes no NULL
 * unless it is wrapped in {@code Nullable(..)}; in SQL's spelling, all upper or all lower case
 * ({@code BIGINT}, {@code date}), it does unless {@code NOT NULL} follows.
 */
final class DeclaredType {
    private static final Pattern SHAPE =
            Pattern.compile("([A-Za-z][A-Za-z0-9_ ]*?)\\s*(?:\\((.*)\\))?", Pattern.DOTALL);
    private static final Splitter ARGUMENTS = Splitter.on(',').trimResults();

    private static final ImmutableMap<String, ArrowType> CLICKHOUSE =
            ImmutableMap.<String, ArrowType>builder()
                    .put("Int8", integer(8, true))
                    .put("Int16", integer(16, true))
                    .put("Int32", integer(32, true))
                    .put("Int64", integer(64, true))
                    .put("UInt8", integer(8, false))
                    .put("UInt16", integer(16, false))
                    .put("UInt32", integer(32, false))
                    .put("UInt64", integer(64, false))
                    .put("Float32", FieldTypes.FLOAT32)
                    .put("Float64", FieldTypes.FLOAT64)
                    .put("String", FieldTypes.UTF8)
                    .put("Bool", FieldTypes.BOOL)
                    .put("Boolean", FieldTypes.BOOL)
                    .put("Date", FieldTypes.DATE)
                    .put("Date32", FieldTypes.DATE)
                    .buildOrThrow();

    private static final ImmutableMap<String, ArrowType> SQL =
            ImmutableMap.<String, ArrowType>builder()
                    .put("TINYINT", integer(8, true))
                    .put("SMALLINT", integer(16, true))
                    .put("INT", integer(32, true))
                    .put("INTEGER", integer(32, true))
                    .put("BIGINT", integer(64, true))
                    .put("UTINYINT", integer(8, false))
                    .put("USMALLINT", integer(16, false))
                    .put("UINTEGER", integer(32, false))
                    .put("UBIGINT", integer(64, false))
                    .put("REAL", FieldTypes.FLOAT32)
                    .put("FLOAT", FieldTypes.FLOAT64)
                    .put("DOUBLE", FieldTypes.FLOAT64)
                    .put("DOUBLE PRECISION", FieldTypes.FLOAT64)
                    .put("VARCHAR", FieldTypes.UTF8)
                    .put("CHAR", FieldTypes.UTF8)
                    .put("TEXT", FieldTypes.UTF8)
                    .put("STRING", FieldTypes.UTF8)
                    .put("BOOLEAN", FieldTypes.BOOL)
                    .put("BOOL", FieldTypes.BOOL)
                    .put("DATE", FieldTypes.DATE)
                    .put("TIME", FieldTypes.TIME)
                    .put("TIMESTAMPTZ", FieldTypes.TIMESTAMP_UTC)
                    .put("TIMESTAMP WITH TIME ZONE", FieldTypes.TIMESTAMP_UTC)
                    .buildOrThrow();

    private DeclaredType() {}

    /**
     * The type of this name, as a field without a name.
     *
     * @throws IllegalArgumentException with a sentence about what is wrong
     */
    static Field parse(String text) {
        Matcher matcher = SHAPE.matcher(text.strip());
        if (!matcher.matches()) {
            throw unknown(text);
        }
        String name = matcher.group(1).strip().replaceAll("\\s+", " ");
        ImmutableList<String> arguments =
                matcher.group(2) == null
                        ? ImmutableList.of()
                        : ImmutableList.copyOf(ARGUMENTS.split(matcher.group(2)));
        @Nullable Field field = clickHouse(name, arguments, matcher.group(2));
        if (field == null) {
            field = sql(text.strip());
        }
        if (field == null) {
            throw unknown(text);
        }
        return field;
    }

    private static @Nullable Field clickHouse(
            String name, List<String> arguments, @Nullable String inside) {
        ArrowType plain = CLICKHOUSE.get(name);
        if (plain != null) {
            return arguments.isEmpty() ? field(plain, false) : null;
        }
        return switch (name) {
            case "Nullable" -> inside == null ? null : nullable(parse(inside));
            case "LowCardinality" -> inside == null ? null : parse(inside);
            case "FixedString" -> field(FieldTypes.UTF8, false);
            case "Decimal" -> decimal(arguments, false);
            case "Decimal32" -> decimal(9, arguments);
            case "Decimal64" -> decimal(18, arguments);
            case "Decimal128" -> decimal(38, arguments);
            case "DateTime" -> arguments.isEmpty() ? FieldTypes.timestamp("", 0, false) : null;
            case "DateTime64" ->
                    arguments.size() == 1
                            ? FieldTypes.timestamp("", digits(arguments.get(0), 9), false)
                            : null;
            default -> null;
        };
    }

    private static @Nullable Field sql(String text) {
        String upper = text.toUpperCase(Locale.ROOT).replaceAll("\\s+", " ");
        if (!text.equals(text.toUpperCase(Locale.ROOT))
                && !text.equals(text.toLowerCase(Locale.ROOT))) {
            return null;
        }
        boolean nullable = !upper.endsWith(" NOT NULL");
        String type = upper.replaceFirst("( NOT)? NULL$", "");
        Matcher matcher = SHAPE.matcher(type);
        if (!matcher.matches()) {
            return null;
        }
        String name = matcher.group(1).strip();
        ImmutableList<String> arguments =
                matcher.group(2) == null
                        ? ImmutableList.of()
                        : ImmutableList.copyOf(ARGUMENTS.split(matcher.group(2)));
        return switch (name) {
            case "DECIMAL", "NUMERIC" -> decimal(arguments, nullable);
            case "TIMESTAMP", "DATETIME" ->
                    FieldTypes.timestamp(
                            "", arguments.isEmpty() ? 6 : digits(arguments.get(0), 9), nullable);
            case "UUID", "JSON" -> FieldTypes.logical("", name, nullable);
            default -> {
                ArrowType plain = SQL.get(name);
                boolean sized = name.equals("VARCHAR") || name.equals("CHAR");
                yield plain == null || (!arguments.isEmpty() && !sized)
                        ? null
                        : field(plain, nullable);
            }
        };
    }

    private static Field nullable(Field field) {
        return new Field("", new FieldType(true, field.getType(), null, field.getMetadata()), null);
    }

    private static Field decimal(int precision, List<String> arguments) {
        int scale = arguments.size() == 1 ? digits(arguments.get(0), precision) : -1;
        if (scale < 0) {
            throw new IllegalArgumentException(
                    "a decimal needs a scale, like Decimal64(2) or Decimal(18, 2)");
        }
        return field(new ArrowType.Decimal(precision, scale, 128), false);
    }

    private static Field decimal(List<String> arguments, boolean nullable) {
        if (arguments.isEmpty() || arguments.size() > 2) {
            throw new IllegalArgumentException(
                    "a decimal needs precision and scale, like Decimal(18, 2)");
        }
        int precision = digits(arguments.get(0), 38);
        int scale = arguments.size() == 2 ? digits(arguments.get(1), precision) : 0;
        if (precision == 0) {
            throw new IllegalArgumentException("a decimal has 1 to 38 digits");
        }
        return field(new ArrowType.Decimal(precision, scale, 128), nullable);
    }

    private static int digits(String text, int most) {
        try {
            int value = Integer.parseInt(text);
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of range.
        }
        throw new IllegalArgumentException(
                "'%s' must be a number from 0 to %d".formatted(text, most));
    }

    private static Field field(ArrowType type, boolean nullable) {
        return FieldTypes.field("", type, nullable);
    }

    private static ArrowType integer(int bits, boolean signed) {
        return new ArrowType.Int(bits, signed);
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException(
                ("'%s' is not a type for CSV; use for example Int64, UInt32, Float64, String, Bool,"
                                + " Date, DateTime, DateTime64(3), Decimal(18, 2), Nullable(..), or"
                                + " BIGINT, DOUBLE, VARCHAR, BOOLEAN, DATE, TIMESTAMP")
                        .formatted(text));
    }
}
