package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.access.SafeExpressions;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one side of a join, carried over its equalities: {@code a.x = 5} and {@code a.x
 * = b.y} say {@code b.y = 5}. A source that is asked so need not wait for keys. Only comparisons of
 * a column with values are carried: those find columns the same that are equal, where a function
 * may tell zeros of two signs apart.
 */
final class CarriedConditions {
    private static final ImmutableSet<SqlKind> COMPARISONS =
            ImmutableSet.of(
                    SqlKind.EQUALS,
                    SqlKind.NOT_EQUALS,
                    SqlKind.LESS_THAN,
                    SqlKind.LESS_THAN_OR_EQUAL,
                    SqlKind.GREATER_THAN,
                    SqlKind.GREATER_THAN_OR_EQUAL,
                    SqlKind.SEARCH);

    private CarriedConditions() {}

    /**
     * Conditions on the left side: a row that fails one matches none that matters.
     *
     * @param matched what holds of two rows that match and matter, over the columns of both sides
     */
    static List<RexNode> onLeft(List<RexNode> matched, Join join) {
        int middle = join.getLeft().getRowType().getFieldCount();
        List<RexNode> carried =
                onto(matched, join.getRight(), middle, ImmutableBitSet.range(middle));
        return without(carried, join.getLeft());
    }

    /**
     * Conditions on the right side: a row that fails one matches none that matters.
     *
     * @param matched what holds of two rows that match and matter, over the columns of both sides
     */
    static List<RexNode> onRight(List<RexNode> matched, Join join) {
        int middle = join.getLeft().getRowType().getFieldCount();
        int end = middle + join.getRight().getRowType().getFieldCount();
        List<RexNode> carried =
                onto(matched, join.getLeft(), 0, ImmutableBitSet.range(middle, end));
        return without(
                carried.stream().map(it -> Expressions.shift(it, -middle)).toList(),
                join.getRight());
    }

    private static List<RexNode> onto(
            List<RexNode> matched, RelNode other, int from, ImmutableBitSet side) {
        if (matched.stream().noneMatch(CarriedConditions::isColumnEquality)) {
            return List.of();
        }
        List<RexNode> known = new ArrayList<>(matched);
        held(other).forEach(condition -> known.add(Expressions.shift(condition, from)));
        EqualColumns equal = new EqualColumns(known);
        return known.stream()
                .filter(CarriedConditions::isOfOneColumn)
                .filter(condition -> !side.contains(Expressions.columns(condition)))
                .map(condition -> equal.on(condition, side))
                .flatMap(Optional::stream)
                .filter(condition -> !matched.contains(condition))
                .distinct()
                .toList();
    }

    /** What a side does not ask for by itself. */
    private static List<RexNode> without(List<RexNode> carried, RelNode side) {
        if (carried.isEmpty()) {
            return carried;
        }
        List<RexNode> held = held(side);
        return carried.stream().filter(condition -> !held.contains(condition)).toList();
    }

    /** What conditions inside a tree say about each of its rows. */
    private static ImmutableList<RexNode> held(RelNode rel) {
        return switch (rel) {
            case Filter filter ->
                    ImmutableList.<RexNode>builder()
                            .addAll(held(filter.getInput()))
                            .addAll(usable(filter.getCondition()))
                            .build();
            case Project project -> through(held(project.getInput()), places(project));
            case Aggregate aggregate when aggregate.getGroupType() == Aggregate.Group.SIMPLE ->
                    through(held(aggregate.getInput()), places(aggregate));
            case Join join -> held(join);
            case Sort sort -> held(sort.getInput());
            default -> ImmutableList.of();
        };
    }

    private static ImmutableList<RexNode> held(Join join) {
        ImmutableList<RexNode> left = held(join.getLeft());
        return switch (join.getJoinType()) {
            case INNER ->
                    ImmutableList.<RexNode>builder()
                            .addAll(left)
                            .addAll(right(join))
                            .addAll(usable(join.getCondition()))
                            .build();
            case LEFT, SEMI, ANTI -> left;
            case RIGHT -> right(join);
            default -> ImmutableList.of();
        };
    }

    private static ImmutableList<RexNode> right(Join join) {
        int middle = join.getLeft().getRowType().getFieldCount();
        return held(join.getRight()).stream()
                .map(condition -> Expressions.shift(condition, middle))
                .collect(ImmutableList.toImmutableList());
    }

    private static List<RexNode> usable(RexNode condition) {
        return RelOptUtil.conjunctions(condition).stream()
                .filter(it -> isOfOneColumn(it) || isColumnEquality(it))
                .toList();
    }

    private static Map<Integer, Integer> places(Project project) {
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = 0; i < project.getProjects().size(); i++) {
            if (project.getProjects().get(i) instanceof RexInputRef column) {
                places.putIfAbsent(column.getIndex(), i);
            }
        }
        return places;
    }

    private static Map<Integer, Integer> places(Aggregate aggregate) {
        Map<Integer, Integer> places = new HashMap<>();
        aggregate.getGroupSet().forEach(column -> places.put(column, places.size()));
        return places;
    }

    /** Those conditions of which all columns have a place. */
    private static ImmutableList<RexNode> through(
            List<RexNode> conditions, Map<Integer, Integer> places) {
        return conditions.stream()
                .filter(
                        condition ->
                                Expressions.columns(condition).toList().stream()
                                        .allMatch(places::containsKey))
                .map(condition -> Expressions.moved(condition, places))
                .collect(ImmutableList.toImmutableList());
    }

    private static boolean isColumnEquality(RexNode condition) {
        return condition.isA(SqlKind.EQUALS)
                && ((RexCall) condition)
                        .getOperands().stream().allMatch(side -> side instanceof RexInputRef);
    }

    /** Whether a condition compares a column with values and does nothing else. */
    private static boolean isOfOneColumn(RexNode condition) {
        return Expressions.columns(condition).cardinality() == 1 && isComparing(condition);
    }

    private static boolean isComparing(RexNode condition) {
        if (!(condition instanceof RexCall call)) {
            return false;
        }
        List<RexNode> operands = call.getOperands();
        return switch (call.getKind()) {
            case AND, OR -> operands.stream().allMatch(CarriedConditions::isComparing);
            default ->
                    COMPARISONS.contains(call.getKind())
                            && operands.stream().allMatch(CarriedConditions::isColumnOrValue);
        };
    }

    private static boolean isColumnOrValue(RexNode operand) {
        return operand instanceof RexInputRef
                || Expressions.isConstant(operand) && SafeExpressions.isSafe(operand);
    }
}
