package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql2rel.SqlRexContext;
import org.apache.calcite.sql2rel.SqlRexConvertlet;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/** From validated expressions to row expressions, where ours differ from Calcite's. */
final class PenstockConvertlets implements SqlRexConvertletTable {
    static final PenstockConvertlets INSTANCE = new PenstockConvertlets();

    private static final SqlIntervalQualifier DAY =
            new SqlIntervalQualifier(TimeUnit.DAY, null, SqlParserPos.ZERO);

    private PenstockConvertlets() {}

    @Override
    public @Nullable SqlRexConvertlet get(SqlCall call) {
        if (call.getOperator() == Arithmetic.DIVIDE) {
            return PenstockConvertlets::divide;
        }
        if (call.getOperator() == Arithmetic.PLUS || call.getOperator() == Arithmetic.MINUS) {
            return PenstockConvertlets::add;
        }
        if (call.getOperator() == SqlStdOperatorTable.INTERVAL) {
            return PenstockConvertlets::interval;
        }
        return StandardConvertletTable.INSTANCE.get(call);
    }

    /** {@code INTERVAL n DAY} is n times a day. */
    private static RexNode interval(SqlRexContext context, SqlCall call) {
        SqlIntervalQualifier unit = call.operand(1);
        RexBuilder builder = context.getRexBuilder();
        return builder.makeCall(
                context.getValidator().getValidatedNodeType(call),
                SqlStdOperatorTable.MULTIPLY,
                ImmutableList.of(
                        context.convertExpression(call.operand(0)),
                        builder.makeIntervalLiteral(unit.getUnit().multiplier, unit)));
    }

    private static RexNode divide(SqlRexContext context, SqlCall call) {
        return context.getRexBuilder()
                .makeCall(
                        call.getParserPosition(),
                        context.getValidator().getValidatedNodeType(call),
                        SqlStdOperatorTable.DIVIDE,
                        operands(context, call));
    }

    private static RexNode add(SqlRexContext context, SqlCall call) {
        ImmutableList<RexNode> operands = operands(context, call);
        RexNode one = operands.get(0);
        RexNode other = operands.get(1);
        RelDataType type = context.getValidator().getValidatedNodeType(call);
        boolean minus = call.getKind() == SqlKind.MINUS;
        if (Arithmetic.movesDate(one.getType(), other.getType())) {
            return Arithmetic.isDate(one.getType())
                    ? moved(context.getRexBuilder(), one, other, type, minus)
                    : moved(context.getRexBuilder(), other, one, type, false);
        }
        if (minus
                && SqlTypeUtil.isDatetime(one.getType())
                && SqlTypeUtil.isDatetime(other.getType())) {
            return apart(context.getRexBuilder(), one, other, type);
        }
        if (Arithmetic.leavesMidnight(one.getType(), other.getType())
                || Arithmetic.leavesMidnight(other.getType(), one.getType())) {
            return within(context.getRexBuilder(), one, other, type, minus);
        }
        // The same node with Calcite's operator: its type is known under its identity.
        ((SqlBasicCall) call)
                .setOperator(minus ? SqlStdOperatorTable.MINUS : SqlStdOperatorTable.PLUS);
        SqlRexConvertlet convertlet = StandardConvertletTable.INSTANCE.get(call);
        if (convertlet == null) {
            throw new IllegalStateException("no way to convert " + call);
        }
        return convertlet.convertCall(context, call);
    }

    private static RexNode moved(
            RexBuilder builder, RexNode date, RexNode days, RelDataType type, boolean back) {
        RexNode day =
                builder.makeIntervalLiteral(
                        BigDecimal.valueOf(TimeUnit.DAY.multiplier.longValue() * (back ? -1 : 1)),
                        DAY);
        RexNode interval = builder.makeCall(SqlStdOperatorTable.MULTIPLY, days, day);
        return builder.makeCall(
                type, SqlStdOperatorTable.DATETIME_PLUS, ImmutableList.of(date, interval));
    }

    /** A date moved by less than days is a timestamp from here on: a date would lose the hours. */
    private static RexNode within(
            RexBuilder builder, RexNode one, RexNode other, RelDataType type, boolean minus) {
        boolean dateFirst = Arithmetic.isDate(one.getType());
        RexNode start = builder.makeCast(type, dateFirst ? one : other);
        RexNode interval = dateFirst ? other : one;
        return builder.makeCall(
                type,
                minus ? SqlStdOperatorTable.MINUS_DATE : SqlStdOperatorTable.DATETIME_PLUS,
                ImmutableList.of(start, interval));
    }

    private static RexNode apart(RexBuilder builder, RexNode one, RexNode other, RelDataType type) {
        if (SqlTypeUtil.isInterval(type)) {
            return builder.makeCall(
                    type, SqlStdOperatorTable.MINUS_DATE, ImmutableList.of(one, other));
        }
        return builder.makeCall(
                type,
                SqlStdOperatorTable.TIMESTAMP_DIFF,
                ImmutableList.of(builder.makeFlag(TimeUnitRange.DAY), other, one));
    }

    private static ImmutableList<RexNode> operands(SqlRexContext context, SqlCall call) {
        return call.getOperandList().stream()
                .map(context::convertExpression)
                .collect(ImmutableList.toImmutableList());
    }
}
