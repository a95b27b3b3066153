package io.penstock.spi.catalog;

import com.google.common.collect.ImmutableMap;

import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * The Arrow fields that sources, planner, engines and formats use among themselves; nothing else
 * passes the seams.
 *
 * <ul>
 *   <li>Bool; Int 8 to 64, signed and unsigned; FloatingPoint SINGLE and DOUBLE; Decimal(p, s) of
 *       128 bits, p at most 38;
 *   <li>Utf8; Binary; Date(DAY); Time(MICROSECOND, 64);
 *   <li>Timestamp without zone: MICROSECOND, or NANOSECOND for precisions 7 to 9. The key {@link
 *       #PRECISION} says how many digits of a second the column has, when that is not 6 (or 9);
 *   <li>Timestamp with zone: MICROSECOND, "UTC";
 *   <li>Interval(MONTH_DAY_NANO); List with a child {@code item}; Struct; Map with key and value;
 *   <li>Utf8 with {@link #LOGICAL_TYPE} {@code UUID} or {@code JSON} for those two.
 * </ul>
 */
public final class FieldTypes {
    /** Metadata key: digits after the second's decimal point, 0 to 9. */
    public static final String PRECISION = "penstock.precision";

    /** Metadata key: what a text column holds, {@code UUID} or {@code JSON}. */
    public static final String LOGICAL_TYPE = "penstock.type";

    /** Metadata key: what a column's maker says about it. */
    public static final String REMARKS = "penstock.remarks";

    public static final ArrowType BOOL = ArrowType.Bool.INSTANCE;
    public static final ArrowType INT32 = new ArrowType.Int(32, true);
    public static final ArrowType INT64 = new ArrowType.Int(64, true);
    public static final ArrowType FLOAT32 =
            new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
    public static final ArrowType FLOAT64 =
            new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
    public static final ArrowType UTF8 = ArrowType.Utf8.INSTANCE;
    public static final ArrowType BINARY = ArrowType.Binary.INSTANCE;
    public static final ArrowType DATE = new ArrowType.Date(DateUnit.DAY);
    public static final ArrowType TIME = new ArrowType.Time(TimeUnit.MICROSECOND, 64);
    public static final ArrowType TIMESTAMP = new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
    public static final ArrowType TIMESTAMP_NANO =
            new ArrowType.Timestamp(TimeUnit.NANOSECOND, null);
    public static final ArrowType TIMESTAMP_UTC =
            new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
    public static final ArrowType INTERVAL = new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO);

    private FieldTypes() {}

    /** A column without children or metadata. */
    public static Field field(String name, ArrowType type, boolean nullable) {
        return new Field(name, new FieldType(nullable, type, null), null);
    }

    /** A timestamp column without zone, with 0 to 9 digits of a second. */
    public static Field timestamp(String name, int precision, boolean nullable) {
        ArrowType type = precision > 6 ? TIMESTAMP_NANO : TIMESTAMP;
        boolean usual = precision == 6 || precision == 9;
        ImmutableMap<String, String> metadata =
                usual ? ImmutableMap.of() : ImmutableMap.of(PRECISION, Integer.toString(precision));
        return new Field(name, new FieldType(nullable, type, null, metadata), null);
    }

    /** A text column that holds {@code UUID} or {@code JSON}. */
    public static Field logical(String name, String logicalType, boolean nullable) {
        return new Field(
                name,
                new FieldType(nullable, UTF8, null, ImmutableMap.of(LOGICAL_TYPE, logicalType)),
                null);
    }

    /** A list column; the element's name becomes {@code item}. */
    public static Field list(String name, Field element, boolean nullable) {
        return new Field(
                name,
                new FieldType(nullable, ArrowType.List.INSTANCE, null),
                List.of(renamed(element, "item")));
    }

    /** The same column with remarks; with none when they are empty. */
    public static Field withRemarks(Field field, String remarks) {
        if (remarks.isEmpty()) {
            return field;
        }
        ImmutableMap<String, String> metadata =
                ImmutableMap.<String, String>builder()
                        .putAll(field.getMetadata())
                        .put(REMARKS, remarks)
                        .buildKeepingLast();
        return new Field(
                field.getName(),
                new FieldType(field.isNullable(), field.getType(), null, metadata),
                field.getChildren());
    }

    /** What a column's maker says about it. */
    public static Optional<String> remarks(Field field) {
        return Optional.ofNullable(field.getMetadata().get(REMARKS));
    }

    /** The same column under another name. */
    public static Field renamed(Field field, String name) {
        return new Field(name, field.getFieldType(), field.getChildren());
    }

    /** Digits of a second of a timestamp column, 0 to 9. */
    public static int precision(Field field) {
        @Nullable String digits = field.getMetadata().get(PRECISION);
        if (digits != null) {
            return Integer.parseInt(digits);
        }
        return field.getType() instanceof ArrowType.Timestamp timestamp
                        && timestamp.getUnit() == TimeUnit.NANOSECOND
                ? 9
                : 6;
    }

    /**
     * Whether two schemas have columns of equal types in the same order; names, nullability and
     * metadata do not matter.
     */
    public static boolean sameTypes(Schema one, Schema other) {
        return sameTypes(one.getFields(), other.getFields());
    }

    private static boolean sameTypes(List<Field> one, List<Field> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            boolean same =
                    one.get(i).getType().equals(other.get(i).getType())
                            && sameTypes(one.get(i).getChildren(), other.get(i).getChildren());
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
