package io.penstock.planner.dispatch;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.Optionality;

/**
 * A sum of another type than SUM has: of 64-bit numbers as a decimal, which no number of rows can
 * fill, and of such decimals as a 64-bit number again.
 */
final class WideSum extends SqlAggFunction {
    /** Of 64-bit numbers. */
    static final WideSum PART = new WideSum(SqlTypeName.DECIMAL, 38);

    /** Of the parts: fails where the sum of all does not fit, as SUM does. */
    static final WideSum WHOLE = new WideSum(SqlTypeName.BIGINT, -1);

    private WideSum(SqlTypeName type, int precision) {
        super(
                "SUM",
                null,
                SqlKind.SUM,
                ReturnTypes.AGG_SUM.andThen(
                        (binding, sum) ->
                                binding.getTypeFactory()
                                        .createTypeWithNullability(
                                                type(binding.getTypeFactory(), type, precision),
                                                sum.isNullable())),
                null,
                OperandTypes.NUMERIC,
                SqlFunctionCategory.NUMERIC,
                false,
                false,
                Optionality.FORBIDDEN);
    }

    private static RelDataType type(
            org.apache.calcite.rel.type.RelDataTypeFactory types, SqlTypeName type, int precision) {
        return precision < 0 ? types.createSqlType(type) : types.createSqlType(type, precision, 0);
    }
}
