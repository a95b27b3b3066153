package io.penstock.planner.catalog;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** What types can hold and what arithmetic gives, the way the engines compute it. */
public final class PenstockTypeSystem extends RelDataTypeSystemImpl {
    /** The only one; it has no state. */
    public static final PenstockTypeSystem INSTANCE = new PenstockTypeSystem();

    /** Digits that fit into the 128 bits of Arrow's and the engines' decimals. */
    static final int MAX_DECIMAL_PRECISION = 38;

    /** Nanoseconds. */
    static final int MAX_TIMESTAMP_PRECISION = 9;

    /** Microseconds: what TIMESTAMP without a number means. */
    static final int TIMESTAMP_PRECISION = 6;

    private PenstockTypeSystem() {}

    @Override
    public int getMaxPrecision(SqlTypeName typeName) {
        return switch (typeName) {
            case DECIMAL -> MAX_DECIMAL_PRECISION;
            case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ, TIME ->
                    MAX_TIMESTAMP_PRECISION;
            default -> super.getMaxPrecision(typeName);
        };
    }

    @Override
    public int getMaxScale(SqlTypeName typeName) {
        return typeName == SqlTypeName.DECIMAL
                ? MAX_DECIMAL_PRECISION
                : super.getMaxScale(typeName);
    }

    @Override
    public int getDefaultPrecision(SqlTypeName typeName) {
        return switch (typeName) {
            // DECIMAL alone is DECIMAL(18, 3), as in the engine that runs it.
            case DECIMAL -> 18;
            case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ, TIME ->
                    TIMESTAMP_PRECISION;
            // Without a length, text is as long as it is.
            case CHAR, VARCHAR, BINARY, VARBINARY -> RelDataType.PRECISION_NOT_SPECIFIED;
            default -> super.getDefaultPrecision(typeName);
        };
    }

    @Override
    public int getDefaultScale(SqlTypeName typeName) {
        return typeName == SqlTypeName.DECIMAL ? 3 : super.getDefaultScale(typeName);
    }

    /** Sums of integers are BIGINT, of decimals as wide as decimals go, of floats DOUBLE. */
    @Override
    public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
        SqlTypeName name = argument.getSqlTypeName();
        if (SqlTypeName.INT_TYPES.contains(name) || SqlTypeName.UNSIGNED_TYPES.contains(name)) {
            return nullableAs(factory, SqlTypeName.BIGINT, argument);
        }
        if (name == SqlTypeName.DECIMAL) {
            return factory.createTypeWithNullability(
                    factory.createSqlType(
                            SqlTypeName.DECIMAL, MAX_DECIMAL_PRECISION, argument.getScale()),
                    argument.isNullable());
        }
        if (SqlTypeName.APPROX_TYPES.contains(name)) {
            return nullableAs(factory, SqlTypeName.DOUBLE, argument);
        }
        return argument;
    }

    /** Averages of numbers are DOUBLE, whatever the numbers are. */
    @Override
    public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argument) {
        return SqlTypeUtil.isNumeric(argument)
                ? nullableAs(factory, SqlTypeName.DOUBLE, argument)
                : argument;
    }

    @Override
    public RelDataType deriveCovarType(
            RelDataTypeFactory factory, RelDataType first, RelDataType second) {
        return factory.createTypeWithNullability(
                factory.createSqlType(SqlTypeName.DOUBLE),
                first.isNullable() || second.isNullable());
    }

    /** 'a' and 'bcd' together are VARCHAR: no text is ever padded with blanks. */
    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
        return true;
    }

    private static RelDataType nullableAs(
            RelDataTypeFactory factory, SqlTypeName name, RelDataType argument) {
        return factory.createTypeWithNullability(
                factory.createSqlType(name), argument.isNullable());
    }
}
