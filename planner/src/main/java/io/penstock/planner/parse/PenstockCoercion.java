package io.penstock.planner.parse;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;

import java.util.List;

/**
 * Casts that nobody wrote. A literal becomes what it is compared with; a column of text never
 * becomes a number by itself, because some row would fail.
 */
final class PenstockCoercion extends TypeCoercionImpl {
    PenstockCoercion(RelDataTypeFactory types, SqlValidator validator) {
        super(types, validator);
    }

    @Override
    public boolean binaryArithmeticCoercion(SqlCallBinding binding) {
        for (int i = 0; i < binding.getOperandCount(); i++) {
            if (isTextThatVaries(binding, i)) {
                return false;
            }
        }
        return super.binaryArithmeticCoercion(binding);
    }

    @Override
    public boolean builtinFunctionCoercion(
            SqlCallBinding binding, List<RelDataType> types, List<SqlTypeFamily> expected) {
        for (int i = 0; i < types.size(); i++) {
            boolean number =
                    SqlTypeFamily.NUMERIC
                            .getTypeNames()
                            .containsAll(expected.get(i).getTypeNames());
            if (number && isTextThatVaries(binding, i)) {
                return false;
            }
        }
        return super.builtinFunctionCoercion(binding, types, expected);
    }

    private static boolean isTextThatVaries(SqlCallBinding binding, int operand) {
        SqlNode node = binding.operand(operand);
        return SqlTypeUtil.isCharacter(binding.getOperandType(operand))
                && node.getKind() != SqlKind.LITERAL;
    }
}
