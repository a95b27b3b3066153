package io.penstock.planner.function;

import org.apache.calcite.sql.type.SqlTypeName;

/** DuckDB's names of the types that arguments are cast to. */
final class DuckTypes {
    private DuckTypes() {}

    static String name(SqlTypeName type) {
        return switch (type) {
            case VARCHAR, BIGINT, INTEGER, DOUBLE, DATE, TIMESTAMP, TIME, UUID -> type.getName();
            case VARBINARY -> "BLOB";
            default -> throw new IllegalArgumentException("no cast to " + type);
        };
    }
}
