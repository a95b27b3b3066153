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
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
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
import java.util.stream.Stream;

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
                    SqlKind.GREATER_THAN_OR_EQUAL);

    private CarriedConditions() {}

    /**
     * Conditions on the left side: a row that fails one matches none that matters.
     *
     * @param matched what holds of two rows that match and matter, over the columns of both sides
     */
    static List<RexNode> onLeft(List<RexNode> matched, Join join) {
        int middle = join.getLeft().getRowType().getFieldCount();
        List<RexNode> carried =
                onto(matched, join, join.getRight(), middle, ImmutableBitSet.range(middle));
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
                onto(matched, join, join.getLeft(), 0, ImmutableBitSet.range(middle, end));
        return without(
                carried.stream().map(it -> Expressions.shift(it, -middle)).toList(),
                join.getRight());
    }

    private static List<RexNode> onto(
            List<RexNode> matched, Join join, RelNode other, int from, ImmutableBitSet side) {
        if (matched.stream().noneMatch(EqualColumns::isEquality)) {
            return List.of();
        }
        List<RexNode> known = new ArrayList<>(matched);
        held(other).forEach(condition -> known.add(Expressions.shift(condition, from)));
        EqualColumns equal = new EqualColumns(known);
        RexBuilder builder = join.getCluster().getRexBuilder();
        return known.stream()
                .filter(CarriedConditions::isOfOneColumn)
                .filter(condition -> !side.contains(Expressions.columns(condition)))
                .flatMap(condition -> asWider(condition, equal, builder))
                .map(condition -> equal.onWider(condition, side))
                .flatMap(Optional::stream)
                .filter(condition -> !matched.contains(condition))
                .distinct()
                .toList();
    }

    /** A condition, and what it is of its column as the types that others are compared with. */
    private static Stream<RexNode> asWider(
            RexNode condition, EqualColumns equal, RexBuilder builder) {
        Optional<RexInputRef> column = bare(condition);
        return Stream.concat(
                Stream.of(condition),
                column.stream()
                        .flatMap(bare -> equal.wider(bare).stream())
                        .filter(type -> areValuesOf(type, condition))
                        .map(type -> EqualColumns.as(type, condition, builder)));
    }

    /** The column of a condition that has it as it is wherever it compares it. */
    private static Optional<RexInputRef> bare(RexNode condition) {
        List<RexNode> operands = ((RexCall) condition).getOperands();
        if (COMPARISONS.contains(condition.getKind())) {
            return operands.stream()
                    .filter(RexInputRef.class::isInstance)
                    .map(RexInputRef.class::cast)
                    .findFirst();
        }
        List<Optional<RexInputRef>> all = operands.stream().map(CarriedConditions::bare).toList();
        return all.stream().allMatch(Optional::isPresent) ? all.get(0) : Optional.empty();
    }

    /** Whether values that a column is compared with are the same in a type, too. */
    private static boolean areValuesOf(RelDataType type, RexNode condition) {
        return ((RexCall) condition)
                .getOperands().stream()
                        .allMatch(
                                operand ->
                                        isComparing(operand)
                                                ? areValuesOf(type, operand)
                                                : RemoteTypes.widens(operand.getType(), type));
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
                .filter(it -> isOfOneColumn(it) || EqualColumns.isEquality(it))
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
        return EqualColumns.isColumn(operand)
                || Expressions.isConstant(operand) && SafeExpressions.isSafe(operand);
    }
}
