package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The operators between an aggregate and rows of one source below it: projections and filters that
 * depend on their own row alone, and joins with other rows.
 *
 * @param steps from the aggregate downwards
 * @param rows what is below them
 */
record JoinPath(ImmutableList<Step> steps, RelNode rows) {

    /**
     * One operator.
     *
     * @param left whether a join's left input is on the path; the only one of other operators
     */
    record Step(RelNode rel, boolean left) {
        RelNode input() {
            return rel.getInput(left ? 0 : rel.getInputs().size() - 1);
        }

        /** The columns of a join that come from the path. */
        ImmutableBitSet side() {
            int middle = rel.getInput(0).getRowType().getFieldCount();
            return left
                    ? ImmutableBitSet.range(middle)
                    : ImmutableBitSet.range(middle, rel.getRowType().getFieldCount());
        }

        /** Where they begin. */
        int offset() {
            return left ? 0 : rel.getInput(0).getRowType().getFieldCount();
        }

        /** Whether rows of the path may be missing where there are rows of the other side. */
        boolean isNullable() {
            return rel instanceof Join join
                    && (left
                            ? join.getJoinType().generatesNullsOnLeft()
                            : join.getJoinType().generatesNullsOnRight());
        }

        /** Whether a row of the path that a join's condition refuses is left out by it. */
        boolean drops() {
            return rel instanceof Join join
                    && (join.getJoinType() == JoinRelType.INNER || isNullable());
        }
    }

    /**
     * All paths that lead through joins.
     *
     * @param isEnd whether rows of one source may be taken as they are
     */
    static List<JoinPath> below(RelNode rel, Predicate<RelNode> isEnd) {
        List<JoinPath> paths = new ArrayList<>();
        collect(rel, ImmutableList.of(), isEnd, paths);
        return paths;
    }

    private static void collect(
            RelNode rel, ImmutableList<Step> above, Predicate<RelNode> isEnd, List<JoinPath> to) {
        boolean narrow = rel instanceof Filter || rel instanceof Project;
        if (narrow && isPlain(rel)) {
            collect(rel.getInput(0), plus(above, new Step(rel, true)), isEnd, to);
        } else if (isEnd.test(rel)) {
            to.add(new JoinPath(above, rel));
        } else if (rel instanceof Join join && isKnown(join)) {
            collect(join.getLeft(), plus(above, new Step(rel, true)), isEnd, to);
            collect(join.getRight(), plus(above, new Step(rel, false)), isEnd, to);
        }
    }

    private static ImmutableList<Step> plus(ImmutableList<Step> steps, Step step) {
        return ImmutableList.<Step>builder().addAll(steps).add(step).build();
    }

    private static boolean isKnown(Join join) {
        return switch (join.getJoinType()) {
            case INNER, LEFT, RIGHT -> isPlain(join);
            default -> false;
        };
    }

    /** Whether equal rows below give equal rows above. */
    static boolean isPlain(RelNode rel) {
        return rel.getVariablesSet().isEmpty() && expressions(rel).stream().allMatch(JoinPath::is);
    }

    private static boolean is(RexNode expression) {
        return !Expressions.hasSubQuery(expression)
                && !Expressions.hasOver(List.of(expression))
                && RexUtil.isDeterministic(expression);
    }

    private static List<RexNode> expressions(RelNode rel) {
        return switch (rel) {
            case Filter filter -> List.of(filter.getCondition());
            case Project project -> project.getProjects();
            case Join join -> List.of(join.getCondition());
            default -> List.of();
        };
    }

    /**
     * An expression over the output of a step, over the rows; absent when it reads others, or a row
     * that is missing gives another value than NULL.
     */
    Optional<RexNode> below(RexNode expression, int step) {
        RexNode below = expression;
        for (Step next : steps.subList(step, steps.size())) {
            if (next.rel() instanceof Project project) {
                below = Expressions.replaceColumns(below, project.getProjects());
            } else if (next.rel() instanceof Join) {
                boolean alike = !next.isNullable() || below instanceof RexInputRef;
                if (!alike || !next.side().contains(Expressions.columns(below))) {
                    return Optional.empty();
                }
                below = Expressions.shift(below, -next.offset());
            }
        }
        return Expressions.columns(below).isEmpty() ? Optional.empty() : Optional.of(below);
    }

    /** All trees that lie on it. */
    List<RelNode> trees() {
        List<RelNode> trees = new ArrayList<>(steps.stream().map(Step::rel).toList());
        trees.add(rows);
        return trees;
    }

    /** Whether a row of the path may be missing in the output of a step. */
    boolean isNullable(int step) {
        return steps.subList(step, steps.size()).stream().anyMatch(Step::isNullable);
    }
}
