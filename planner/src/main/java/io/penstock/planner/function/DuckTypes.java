package io.penstock.planner.function;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

import java.util.stream.Collectors;

/** DuckDB's names of types that functions take and give. */
final class DuckTypes {
    private DuckTypes() {}

    /** The name of a type with its numbers and elements. */
    static String name(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case DECIMAL -> "DECIMAL(%d, %d)".formatted(type.getPrecision(), type.getScale());
            case ARRAY, MULTISET -> name(part(type.getComponentType())) + "[]";
            case MAP ->
                    "MAP(%s, %s)"
                            .formatted(
                                    name(part(type.getKeyType())), name(part(type.getValueType())));
            case ROW ->
                    type.getFieldList().stream()
                            .map(
                                    field ->
                                            "\"%s\" %s"
                                                    .formatted(
                                                            field.getName().replace("\"", "\"\""),
                                                            name(field.getType())))
                            .collect(Collectors.joining(", ", "STRUCT(", ")"));
            case TIMESTAMP -> type.getPrecision() > 6 ? "TIMESTAMP_NS" : "TIMESTAMP";
            default -> simple(type.getSqlTypeName());
        };
    }

    /** The name of a type that has no parts. */
    static String simple(SqlTypeName type) {
        if (SqlTypeName.INTERVAL_TYPES.contains(type)) {
            return "INTERVAL";
        }
        return switch (type) {
            case CHAR, VARCHAR, NULL, ANY, UNKNOWN -> "VARCHAR";
            case BINARY, VARBINARY -> "BLOB";
            case FLOAT -> "DOUBLE";
            case REAL -> "FLOAT";
            case DECIMAL -> "DECIMAL(38, 0)";
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> "TIMESTAMPTZ";
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    UTINYINT,
                    USMALLINT,
                    UINTEGER,
                    UBIGINT,
                    DOUBLE,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    UUID ->
                    type.getName();
            default -> throw new IllegalArgumentException("no type for " + type);
        };
    }

    private static RelDataType part(@Nullable RelDataType type) {
        if (type == null) {
            throw new IllegalArgumentException("an element without a type");
        }
        return type;
    }
}
