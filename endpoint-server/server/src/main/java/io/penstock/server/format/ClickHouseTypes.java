package io.penstock.server.format;

import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

import java.util.stream.Collectors;

/**
 * ClickHouse's names for columns, which clients read in {@code meta}. ClickHouse has no nullable
 * arrays, tuples and maps, so these are named without {@code Nullable} though they may be null.
 */
public final class ClickHouseTypes {
    private ClickHouseTypes() {}

    /** The type's name: {@code Nullable(Float64)}, {@code Array(String)}. */
    public static String name(Field field) {
        String bare = bareName(field);
        return field.isNullable() && !field.getType().isComplex() ? "Nullable(" + bare + ")" : bare;
    }

    private static String bareName(Field field) {
        return switch (field.getType()) {
            case ArrowType.Null type -> "Nothing";
            case ArrowType.Bool type -> "Bool";
            case ArrowType.Int type -> (type.getIsSigned() ? "Int" : "UInt") + type.getBitWidth();
            case ArrowType.FloatingPoint type ->
                    type.getPrecision() == FloatingPointPrecision.SINGLE ? "Float32" : "Float64";
            case ArrowType.Decimal type ->
                    "Decimal(" + type.getPrecision() + ", " + type.getScale() + ")";
            case ArrowType.Utf8 type -> isUuid(field) ? "UUID" : "String";
            case ArrowType.Binary type -> "String";
            case ArrowType.Date type -> "Date";
            case ArrowType.Time type -> "Time64(6)";
            case ArrowType.Timestamp type -> timestamp(field, type);
            case ArrowType.Interval type -> "String";
            case ArrowType.List type -> "Array(" + name(field.getChildren().get(0)) + ")";
            case ArrowType.Map type -> map(field.getChildren().get(0));
            case ArrowType.Struct type -> tuple(field);
            default -> throw new IllegalArgumentException("no name for " + field);
        };
    }

    private static boolean isUuid(Field field) {
        return "UUID".equals(field.getMetadata().get(FieldTypes.LOGICAL_TYPE));
    }

    private static String timestamp(Field field, ArrowType.Timestamp type) {
        int precision = FieldTypes.precision(field);
        @Nullable String zone = type.getTimezone();
        if (precision == 0) {
            return zone == null ? "DateTime" : "DateTime('" + zone + "')";
        }
        return zone == null
                ? "DateTime64(" + precision + ")"
                : "DateTime64(" + precision + ", '" + zone + "')";
    }

    private static String map(Field entries) {
        // A key is never null, whatever the field says.
        return "Map(%s, %s)"
                .formatted(
                        bareName(entries.getChildren().get(0)), name(entries.getChildren().get(1)));
    }

    private static String tuple(Field field) {
        boolean named = isNamed(field);
        return field.getChildren().stream()
                .map(child -> named ? child.getName() + " " + name(child) : name(child))
                .collect(Collectors.joining(", ", "Tuple(", ")"));
    }

    /** Whether a struct's members were named by the author and not by the planner. */
    static boolean isNamed(Field struct) {
        return struct.getChildren().stream()
                .noneMatch(
                        child -> child.getName().isEmpty() || child.getName().startsWith("EXPR$"));
    }
}
