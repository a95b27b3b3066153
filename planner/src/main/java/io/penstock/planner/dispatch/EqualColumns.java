package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Columns that conditions make equal, so that what holds for one holds for the others: {@code x IN
 * (SELECT ..)} and {@code x = y} say {@code y IN (SELECT ..)}. Those of one type are, and those
 * that are compared as a wider type, in which each of their values is the same.
 */
final class EqualColumns {
    private final List<List<RexNode>> groups = new ArrayList<>();

    /**
     * What conditions say that must all hold.
     *
     * @param conditions on the same columns
     */
    EqualColumns(List<RexNode> conditions) {
        for (RexNode condition : conditions) {
            if (isEquality(condition)) {
                List<RexNode> sides = ((RexCall) condition).getOperands();
                merge(sides.get(0), sides.get(1));
            }
        }
    }

    /** Whether a condition makes two columns equal. */
    static boolean isEquality(RexNode condition) {
        if (!condition.isA(SqlKind.EQUALS)) {
            return false;
        }
        List<RexNode> sides = ((RexCall) condition).getOperands();
        return isColumn(sides.get(0))
                && isColumn(sides.get(1))
                && SqlTypeUtil.equalSansNullability(sides.get(0).getType(), sides.get(1).getType());
    }

    /** Whether an expression is a column, or a number's as a wider type. */
    static boolean isColumn(RexNode expression) {
        return expression instanceof RexInputRef || isWider(expression);
    }

    private static boolean isWider(RexNode expression) {
        return expression.isA(SqlKind.CAST)
                && SqlTypeUtil.isExactNumeric(expression.getType())
                && ((RexCall) expression).getOperands().get(0) instanceof RexInputRef column
                && RemoteTypes.widens(column.getType(), expression.getType());
    }

    private static boolean isSame(RexNode one, RexNode other) {
        return Expressions.columns(one).equals(Expressions.columns(other))
                && SqlTypeUtil.equalSansNullability(one.getType(), other.getType());
    }

    private void merge(RexNode one, RexNode other) {
        List<RexNode> both = new ArrayList<>(group(one));
        List<RexNode> others = group(other);
        others.stream()
                .filter(column -> both.stream().noneMatch(known -> isSame(known, column)))
                .forEach(both::add);
        groups.removeIf(group -> contains(group, one) || contains(group, other));
        groups.add(both);
    }

    private static boolean contains(List<RexNode> group, RexNode column) {
        return group.stream().anyMatch(known -> isSame(known, column));
    }

    private List<RexNode> group(RexNode column) {
        return groups.stream()
                .filter(group -> contains(group, column))
                .findFirst()
                .orElse(List.of(column));
    }

    /**
     * A condition that says the same about some columns alone, as they are.
     *
     * @return empty when it is about a column that is equal to none of them
     */
    Optional<RexNode> on(RexNode condition, ImmutableBitSet columns) {
        return on(condition, columns, RexInputRef.class::isInstance);
    }

    /**
     * The same, also about columns as wider types.
     *
     * @return empty when it is about a column that is equal to none of them
     */
    Optional<RexNode> onWider(RexNode condition, ImmutableBitSet columns) {
        return on(condition, columns, column -> true);
    }

    private Optional<RexNode> on(
            RexNode condition, ImmutableBitSet columns, Predicate<RexNode> taken) {
        RexNode moved =
                condition.accept(
                        new RexShuttle() {
                            @Override
                            public RexNode visitInputRef(RexInputRef column) {
                                return moved(column, columns, taken).orElse(column);
                            }

                            @Override
                            public RexNode visitCall(RexCall call) {
                                Optional<RexNode> moved =
                                        isWider(call)
                                                ? moved(call, columns, taken)
                                                : Optional.empty();
                                return moved.orElseGet(() -> super.visitCall(call));
                            }
                        });
        return columns.contains(Expressions.columns(moved)) ? Optional.of(moved) : Optional.empty();
    }

    private Optional<RexNode> moved(
            RexNode column, ImmutableBitSet columns, Predicate<RexNode> taken) {
        return columns.contains(Expressions.columns(column))
                ? Optional.of(column)
                : group(column).stream()
                        .filter(equal -> columns.contains(Expressions.columns(equal)))
                        .filter(taken)
                        .findFirst();
    }

    /** The wider types, other than its own, as which a column equals others. */
    ImmutableList<RelDataType> wider(RexInputRef column) {
        return groups.stream()
                .flatMap(List::stream)
                .filter(EqualColumns::isWider)
                .filter(term -> Expressions.columns(term).get(column.getIndex()))
                .map(RexNode::getType)
                .collect(ImmutableList.toImmutableList());
    }

    /**
     * A condition on a column as a wider type.
     *
     * @param condition compares the column with values that this type has, too, and does nothing
     *     else
     */
    static RexNode as(RelDataType wider, RexNode condition, RexBuilder builder) {
        return condition.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitCall(RexCall call) {
                        List<RexNode> operands = call.getOperands();
                        return call.isA(SqlKind.AND) || call.isA(SqlKind.OR)
                                ? super.visitCall(call)
                                : builder.makeCall(
                                        call.getOperator(),
                                        operands.stream()
                                                .map(operand -> wide(operand, wider, builder))
                                                .toList());
                    }
                });
    }

    private static RexNode wide(RexNode operand, RelDataType wider, RexBuilder builder) {
        RelDataType type =
                builder.getTypeFactory()
                        .createTypeWithNullability(wider, operand.getType().isNullable());
        return SqlTypeUtil.equalSansNullability(operand.getType(), wider)
                ? operand
                : builder.makeCast(type, operand);
    }
}
