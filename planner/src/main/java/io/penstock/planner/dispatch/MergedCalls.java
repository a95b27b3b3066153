package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.ImmutableBitSet;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Aggregates that can be made of aggregates of parts of the rows, and give the same then: the sum
 * of sums, the sum of counts, the least of the least. Not an average, whose last digit would be
 * another one, and not a sum of floating-point numbers, which depends on their order.
 */
final class MergedCalls {
    /** Digits of the largest decimal. */
    private static final int MOST_DIGITS = 38;

    /** Of numbers with as many digits so many rows are summed up that there are no more. */
    private static final int SUMMED_DIGITS = 31;

    /** Of numbers that are multiplied with a number of rows. */
    private static final int WEIGHTED_DIGITS = 28;

    /** Digits of the largest 64-bit number. */
    private static final int LONG_DIGITS = 19;

    private MergedCalls() {}

    /**
     * Passes when a call can be made of parts.
     *
     * @param rel what is aggregated
     * @throws NotAsked otherwise
     */
    static void require(AggregateCall call, RelNode rel) {
        boolean plain =
                !call.isDistinct()
                        && !call.hasFilter()
                        && !call.hasCollation()
                        && call.distinctKeys == null
                        && !call.isApproximate()
                        && call.getArgList().size() < 2;
        String name = call.getAggregation().getName();
        if (!plain) {
            throw new NotAsked("%s with DISTINCT or FILTER is not made of parts".formatted(name));
        }
        switch (call.getAggregation().getKind()) {
            case COUNT, MIN, MAX -> {}
            case SUM -> requireSummed(type(rel, call.getArgList().get(0)));
            default -> throw new NotAsked("%s is not made of parts".formatted(name));
        }
    }

    private static void requireSummed(RelDataType type) {
        boolean exact =
                SqlTypeUtil.isExactNumeric(type)
                        && !SqlTypeName.UNSIGNED_TYPES.contains(type.getSqlTypeName());
        if (!exact) {
            throw new NotAsked("SUM of floating numbers depends on their order");
        }
        if (digits(type) > SUMMED_DIGITS) {
            throw new NotAsked("a part of SUM may need more than 38 digits");
        }
    }

    private static RelDataType type(RelNode rel, int column) {
        return rel.getRowType().getFieldList().get(column).getType();
    }

    private static int digits(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.DECIMAL ? type.getPrecision() : 0;
    }

    private static boolean isLong(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.BIGINT;
    }

    /** What a part has for a call: over its own columns. */
    static SqlAggFunction part(AggregateCall call, RelDataType argument) {
        boolean wide = call.getAggregation().getKind() == SqlKind.SUM && isLong(argument);
        return wide ? WideSum.PART : call.getAggregation();
    }

    /**
     * What makes a call of its parts.
     *
     * @param part the type of what is merged
     */
    private static SqlAggFunction whole(AggregateCall call, RelDataType part) {
        return switch (call.getAggregation().getKind()) {
            case COUNT -> SqlStdOperatorTable.SUM0;
            case SUM ->
                    isLong(call.getType()) && !isLong(part) ? WideSum.WHOLE : call.getAggregation();
            default -> call.getAggregation();
        };
    }

    /**
     * What is merged of an argument that each of some rows has, by which it counts.
     *
     * @param argument absent for {@code COUNT(*)}
     * @param rows how many rows, never NULL
     * @throws NotAsked when it may need too many digits
     */
    static RexNode weighted(
            AggregateCall call, Optional<RexNode> argument, RexNode rows, RexBuilder rexBuilder) {
        return switch (call.getAggregation().getKind()) {
            case COUNT -> argument.map(known -> counted(known, rows, rexBuilder)).orElse(rows);
            case SUM -> product(argument.orElseThrow(), rows, rexBuilder);
            default -> argument.orElseThrow();
        };
    }

    private static RexNode counted(RexNode known, RexNode rows, RexBuilder rexBuilder) {
        return rexBuilder.makeCall(
                SqlStdOperatorTable.CASE,
                rexBuilder.makeCall(SqlStdOperatorTable.IS_NOT_NULL, known),
                rows,
                rexBuilder.makeExactLiteral(BigDecimal.ZERO, rows.getType()));
    }

    /** In a type that has room for it whatever the numbers are. */
    private static RexNode product(RexNode argument, RexNode rows, RexBuilder rexBuilder) {
        RelDataType type = argument.getType();
        if (type.getSqlTypeName() == SqlTypeName.DECIMAL) {
            if (digits(type) > WEIGHTED_DIGITS) {
                throw new NotAsked("SUM by a number of rows may need more than 38 digits");
            }
            int room = Math.min(LONG_DIGITS, MOST_DIGITS - digits(type));
            return times(argument, cast(rows, decimal(room, rexBuilder), rexBuilder), rexBuilder);
        }
        RelDataType wide = isLong(type) ? decimal(LONG_DIGITS, rexBuilder) : rows.getType();
        return times(cast(argument, wide, rexBuilder), cast(rows, wide, rexBuilder), rexBuilder);
    }

    private static RexNode times(RexNode one, RexNode other, RexBuilder rexBuilder) {
        return rexBuilder.makeCall(SqlStdOperatorTable.MULTIPLY, one, other);
    }

    private static RelDataType decimal(int digits, RexBuilder rexBuilder) {
        return rexBuilder.getTypeFactory().createSqlType(SqlTypeName.DECIMAL, digits, 0);
    }

    private static RexNode cast(RexNode node, RelDataType type, RexBuilder rexBuilder) {
        RelDataTypeFactory types = rexBuilder.getTypeFactory();
        return rexBuilder.makeCast(
                types.createTypeWithNullability(type, node.getType().isNullable()), node);
    }

    /** A call over some columns of what is aggregated, its type what follows. */
    record Call(SqlAggFunction function, ImmutableList<Integer> arguments, String name) {}

    /** Rows in groups by the first columns. */
    static RelNode grouped(RelNode rel, ImmutableBitSet keys, List<Call> calls) {
        List<AggregateCall> made = calls.stream().map(call -> call(call, rel, keys)).toList();
        return LogicalAggregate.create(rel, ImmutableList.of(), keys, null, made);
    }

    private static AggregateCall call(Call call, RelNode rel, ImmutableBitSet keys) {
        return AggregateCall.create(
                SqlParserPos.ZERO,
                call.function,
                false,
                false,
                false,
                ImmutableList.of(),
                call.arguments,
                -1,
                null,
                RelCollations.EMPTY,
                keys.isEmpty(),
                rel,
                null,
                call.name);
    }

    /**
     * The whole of parts: groups by the first columns, and for each call of an aggregate one over
     * the column behind them.
     *
     * @throws IllegalStateException when it would have other columns
     */
    static RelNode merged(Aggregate aggregate, RelNode parts) {
        int width = aggregate.getGroupCount();
        List<AggregateCall> calls = aggregate.getAggCallList();
        List<String> names = aggregate.getRowType().getFieldNames();
        RelNode merged =
                grouped(
                        parts,
                        ImmutableBitSet.range(width),
                        IntStream.range(0, calls.size())
                                .mapToObj(i -> whole(calls.get(i), parts, width + i, names))
                                .toList());
        if (!merged.getRowType().equalsSansFieldNames(aggregate.getRowType())) {
            throw new IllegalStateException(
                    "parts make %s of %s"
                            .formatted(
                                    merged.getRowType().getFullTypeString(),
                                    aggregate.getRowType().getFullTypeString()));
        }
        return merged;
    }

    private static Call whole(AggregateCall call, RelNode parts, int column, List<String> names) {
        return new Call(
                whole(call, type(parts, column)), ImmutableList.of(column), names.get(column));
    }
}
