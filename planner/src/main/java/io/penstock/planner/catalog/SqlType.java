package io.penstock.planner.catalog;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;

import java.sql.Types;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A column's type in the words of SQL and JDBC.
 *
 * @param name SQL's name without numbers: {@code DECIMAL}, {@code VARCHAR}, {@code INTEGER ARRAY}
 * @param jdbcType one of {@link Types} that holds every value of it
 * @param precision digits of a number, or digits of a second; absent for all others
 * @param scale digits behind the point of a DECIMAL or an integer; absent for all others
 */
public record SqlType(String name, int jdbcType, OptionalInt precision, OptionalInt scale) {
    private static final int DATE_CHARACTERS = 10;
    private static final int TIME_CHARACTERS = 8;

    /**
     * The type of a column of a table or a result.
     *
     * @throws io.penstock.spi.error.QueryException for a field that SQL can't use
     */
    public static SqlType of(Field field) {
        return of(TypeMapping.sqlType(new PenstockTypeFactory(), field));
    }

    private static SqlType of(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> plain("BOOLEAN", Types.BOOLEAN);
            case TINYINT -> integer("TINYINT", Types.TINYINT, 3);
            case SMALLINT -> integer("SMALLINT", Types.SMALLINT, 5);
            case INTEGER -> integer("INTEGER", Types.INTEGER, 10);
            case BIGINT -> integer("BIGINT", Types.BIGINT, 19);
            case UTINYINT -> integer("UTINYINT", Types.SMALLINT, 3);
            case USMALLINT -> integer("USMALLINT", Types.INTEGER, 5);
            case UINTEGER -> integer("UINTEGER", Types.BIGINT, 10);
            case UBIGINT -> integer("UBIGINT", Types.DECIMAL, 20);
            case REAL -> number("REAL", Types.REAL, 7);
            case DOUBLE -> number("DOUBLE", Types.DOUBLE, 15);
            case DECIMAL ->
                    new SqlType(
                            "DECIMAL",
                            Types.DECIMAL,
                            OptionalInt.of(type.getPrecision()),
                            OptionalInt.of(type.getScale()));
            case VARCHAR -> plain("VARCHAR", Types.VARCHAR);
            case UUID -> plain("UUID", Types.VARCHAR);
            case VARBINARY -> plain("VARBINARY", Types.VARBINARY);
            case DATE -> plain("DATE", Types.DATE);
            case TIME -> number("TIME", Types.TIME, type.getPrecision());
            case TIMESTAMP -> number("TIMESTAMP", Types.TIMESTAMP, type.getPrecision());
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    number(
                            "TIMESTAMP WITH TIME ZONE",
                            Types.TIMESTAMP_WITH_TIMEZONE,
                            type.getPrecision());
            case ARRAY -> plain(of(element(type)).name() + " ARRAY", Types.ARRAY);
            case MAP -> plain("MAP", Types.OTHER);
            case ROW -> plain("ROW", Types.STRUCT);
            default -> other(type);
        };
    }

    private static SqlType other(RelDataType type) {
        return SqlTypeName.INTERVAL_TYPES.contains(type.getSqlTypeName())
                ? plain("INTERVAL", Types.OTHER)
                : plain(type.getSqlTypeName().getName(), Types.OTHER);
    }

    private static RelDataType element(RelDataType type) {
        return Objects.requireNonNull(type.getComponentType(), "no elements");
    }

    private static SqlType plain(String name, int jdbcType) {
        return new SqlType(name, jdbcType, OptionalInt.empty(), OptionalInt.empty());
    }

    private static SqlType integer(String name, int jdbcType, int digits) {
        return new SqlType(name, jdbcType, OptionalInt.of(digits), OptionalInt.of(0));
    }

    private static SqlType number(String name, int jdbcType, int digits) {
        return new SqlType(name, jdbcType, OptionalInt.of(digits), OptionalInt.empty());
    }

    /** JDBC's COLUMN_SIZE: digits of a number, characters of a date or time; absent for others. */
    public OptionalInt columnSize() {
        return switch (jdbcType) {
            case Types.DATE -> OptionalInt.of(DATE_CHARACTERS);
            case Types.TIME -> OptionalInt.of(TIME_CHARACTERS + fraction());
            case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
                    OptionalInt.of(DATE_CHARACTERS + 1 + TIME_CHARACTERS + fraction());
            default -> precision;
        };
    }

    private int fraction() {
        int digits = precision.orElse(0);
        return digits == 0 ? 0 : digits + 1;
    }
}
