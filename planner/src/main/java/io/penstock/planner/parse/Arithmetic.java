package io.penstock.planner.parse;

import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.fun.SqlMonotonicBinaryOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

import java.util.function.BiPredicate;

/**
 * {@code + - /} as validation sees them. Division is of floating point whatever is divided; a date
 * moves by whole days; the difference of dates is days, of timestamps an interval. The trees hold
 * Calcite's own operators again: {@link PenstockConvertlets} sees to that.
 */
final class Arithmetic {
    static final SqlBinaryOperator DIVIDE =
            new SqlBinaryOperator(
                    "/",
                    SqlKind.DIVIDE,
                    60,
                    true,
                    Arithmetic::quotient,
                    InferTypes.FIRST_KNOWN,
                    OperandTypes.DIVISION_OPERATOR);

    private static final SqlOperandTypeChecker MOVES_DATE =
            new Fitting(Arithmetic::movesDate, "<DATE> + <INTEGER>");

    private static final SqlOperandTypeChecker MOVES_DATE_BACK =
            new Fitting(
                    (one, other) -> isDate(one) && SqlTypeUtil.isIntType(other),
                    "<DATE> - <INTEGER>");

    private static final SqlOperandTypeChecker APART_IN_TIME =
            new Fitting(
                    (one, other) -> SqlTypeUtil.isDatetime(one) && SqlTypeUtil.isDatetime(other),
                    "<DATETIME> - <DATETIME>");

    static final SqlBinaryOperator PLUS =
            new SqlMonotonicBinaryOperator(
                    "+",
                    SqlKind.PLUS,
                    40,
                    true,
                    Arithmetic::sum,
                    InferTypes.FIRST_KNOWN,
                    OperandTypes.or(MOVES_DATE, OperandTypes.PLUS_OPERATOR));

    static final SqlBinaryOperator MINUS =
            new SqlMonotonicBinaryOperator(
                    "-",
                    SqlKind.MINUS,
                    40,
                    true,
                    Arithmetic::difference,
                    InferTypes.FIRST_KNOWN,
                    OperandTypes.or(MOVES_DATE_BACK, APART_IN_TIME, OperandTypes.MINUS_OPERATOR));

    /** What timestamps are apart: days to microseconds. */
    private static final SqlIntervalQualifier APART =
            new SqlIntervalQualifier(TimeUnit.DAY, 9, TimeUnit.SECOND, 6, SqlParserPos.ZERO);

    private Arithmetic() {}

    /** Takes two types as they are: nothing is cast to make them fit. */
    private record Fitting(BiPredicate<RelDataType, RelDataType> fits, String form)
            implements SqlOperandTypeChecker {
        @Override
        public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
            boolean fit = fits.test(binding.getOperandType(0), binding.getOperandType(1));
            if (!fit && throwOnFailure) {
                throw binding.newValidationSignatureError();
            }
            return fit;
        }

        @Override
        public SqlOperandCountRange getOperandCountRange() {
            return SqlOperandCountRanges.of(2);
        }

        @Override
        public String getAllowedSignatures(SqlOperator operator, String name) {
            return "'" + form + "'";
        }
    }

    /** Whether this is a date moved by a number of days. */
    static boolean movesDate(RelDataType one, RelDataType other) {
        return isDate(one) && SqlTypeUtil.isIntType(other)
                || SqlTypeUtil.isIntType(one) && isDate(other);
    }

    static boolean isDate(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.DATE;
    }

    private static RelDataType quotient(SqlOperatorBinding call) {
        RelDataType dividend = call.getOperandType(0);
        RelDataType divisor = call.getOperandType(1);
        if (SqlTypeUtil.isInterval(dividend)) {
            return nullable(call, dividend);
        }
        boolean single =
                dividend.getSqlTypeName() == SqlTypeName.REAL
                        && divisor.getSqlTypeName() == SqlTypeName.REAL;
        return nullable(
                call,
                call.getTypeFactory()
                        .createSqlType(single ? SqlTypeName.REAL : SqlTypeName.DOUBLE));
    }

    private static RelDataType sum(SqlOperatorBinding call) {
        RelDataType one = call.getOperandType(0);
        RelDataType other = call.getOperandType(1);
        if (movesDate(one, other)) {
            return nullable(call, call.getTypeFactory().createSqlType(SqlTypeName.DATE));
        }
        return leavesMidnight(one, other) || leavesMidnight(other, one)
                ? timestamp(call)
                : ReturnTypes.NULLABLE_SUM.inferReturnType(call);
    }

    /** Whether a date moves by hours or less, so that a date can't hold where it comes to. */
    static boolean leavesMidnight(RelDataType date, RelDataType interval) {
        return isDate(date)
                && SqlTypeName.DAY_INTERVAL_TYPES.contains(interval.getSqlTypeName())
                && interval.getSqlTypeName() != SqlTypeName.INTERVAL_DAY;
    }

    private static RelDataType timestamp(SqlOperatorBinding call) {
        return nullable(call, call.getTypeFactory().createSqlType(SqlTypeName.TIMESTAMP, 0));
    }

    private static RelDataType difference(SqlOperatorBinding call) {
        RelDataType one = call.getOperandType(0);
        RelDataType other = call.getOperandType(1);
        RelDataTypeFactory factory = call.getTypeFactory();
        if (isDate(one) && isDate(other)) {
            return nullable(call, factory.createSqlType(SqlTypeName.BIGINT));
        }
        if (SqlTypeUtil.isDatetime(one) && SqlTypeUtil.isDatetime(other)) {
            return nullable(call, factory.createSqlIntervalType(APART));
        }
        if (leavesMidnight(one, other)) {
            return timestamp(call);
        }
        return movesDate(one, other)
                ? nullable(call, factory.createSqlType(SqlTypeName.DATE))
                : ReturnTypes.NULLABLE_SUM.inferReturnType(call);
    }

    private static RelDataType nullable(SqlOperatorBinding call, RelDataType type) {
        boolean nullable =
                call.getOperandType(0).isNullable() || call.getOperandType(1).isNullable();
        return call.getTypeFactory().createTypeWithNullability(type, nullable);
    }
}
