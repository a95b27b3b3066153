package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Takes out of an OR what all its branches ask for: {@code (a AND b) OR (a AND c)} is {@code a AND
 * (b OR c)}, also where something is unknown. A join whose equality stands in each branch is found
 * so, and what concerns one table can go to where that is. Calcite's {@code RexUtil.pullFactors}
 * does the same with any expression; here only what can't fail is taken, because in its branch it
 * may stand behind a condition that keeps it from failing.
 */
final class CommonFactors {
    private static final ImmutableSet<SqlKind> SAFE =
            ImmutableSet.copyOf(
                    EnumSet.of(
                            SqlKind.EQUALS,
                            SqlKind.NOT_EQUALS,
                            SqlKind.LESS_THAN,
                            SqlKind.LESS_THAN_OR_EQUAL,
                            SqlKind.GREATER_THAN,
                            SqlKind.GREATER_THAN_OR_EQUAL,
                            SqlKind.IS_NULL,
                            SqlKind.IS_NOT_NULL,
                            SqlKind.AND,
                            SqlKind.OR,
                            SqlKind.NOT,
                            SqlKind.SEARCH));

    private CommonFactors() {}

    /** The same filter or join, with such factors in front of its ORs; anything else as it is. */
    static RelNode pulled(RelNode rel) {
        RexBuilder builder = rel.getCluster().getRexBuilder();
        if (rel instanceof Filter filter) {
            RexNode condition = pulled(filter.getCondition(), builder);
            return condition.equals(filter.getCondition())
                    ? rel
                    : filter.copy(filter.getTraitSet(), filter.getInput(), condition);
        }
        if (rel instanceof Join join) {
            RexNode condition = pulled(join.getCondition(), builder);
            return condition.equals(join.getCondition())
                    ? rel
                    : join.copy(
                            join.getTraitSet(),
                            condition,
                            join.getLeft(),
                            join.getRight(),
                            join.getJoinType(),
                            join.isSemiJoinDone());
        }
        return rel;
    }

    private static RexNode pulled(RexNode condition, RexBuilder builder) {
        List<RexNode> conjuncts = new ArrayList<>();
        List<RexNode> before = RelOptUtil.conjunctions(condition);
        for (RexNode conjunct : before) {
            conjuncts.addAll(factors(conjunct, builder));
        }
        return conjuncts.size() == before.size()
                ? condition
                : RexUtil.composeConjunction(builder, conjuncts);
    }

    private static List<RexNode> factors(RexNode conjunct, RexBuilder builder) {
        if (!conjunct.isA(SqlKind.OR)) {
            return List.of(conjunct);
        }
        List<List<RexNode>> branches =
                RelOptUtil.disjunctions(conjunct).stream().map(RelOptUtil::conjunctions).toList();
        // Branches that are FALSE are none; all may be.
        List<RexNode> common =
                branches.isEmpty() ? new ArrayList<>() : new ArrayList<>(branches.get(0));
        common.removeIf(factor -> !isSafe(factor));
        branches.forEach(common::retainAll);
        if (common.isEmpty()) {
            return List.of(conjunct);
        }
        List<RexNode> rest = new ArrayList<>();
        for (List<RexNode> branch : branches) {
            List<RexNode> others = new ArrayList<>(branch);
            others.removeAll(common);
            rest.add(RexUtil.composeConjunction(builder, others));
        }
        List<RexNode> all = new ArrayList<>(common);
        all.add(RexUtil.composeDisjunction(builder, rest));
        return all;
    }

    /**
     * What conditions say about some columns alone: of an OR of which each branch asks something of
     * them, that one of those must hold. None of it is among the conditions themselves.
     */
    static ImmutableList<RexNode> implied(
            List<RexNode> conditions, ImmutableBitSet columns, RexBuilder builder) {
        return conditions.stream()
                .map(condition -> implied(condition, columns, builder))
                .flatMap(Optional::stream)
                .filter(condition -> !conditions.contains(condition))
                .collect(ImmutableList.toImmutableList());
    }

    private static Optional<RexNode> implied(
            RexNode condition, ImmutableBitSet columns, RexBuilder builder) {
        if (!condition.isA(SqlKind.OR) || columns.contains(Expressions.columns(condition))) {
            return Optional.empty();
        }
        List<RexNode> branches = new ArrayList<>();
        for (RexNode branch : RelOptUtil.disjunctions(condition)) {
            List<RexNode> alone =
                    RelOptUtil.conjunctions(branch).stream()
                            .filter(factor -> isSafe(factor) && isOf(columns, factor))
                            .toList();
            if (alone.isEmpty()) {
                return Optional.empty();
            }
            branches.add(RexUtil.composeConjunction(builder, alone));
        }
        return Optional.of(RexUtil.composeDisjunction(builder, branches));
    }

    private static boolean isOf(ImmutableBitSet columns, RexNode factor) {
        ImmutableBitSet used = Expressions.columns(factor);
        return !used.isEmpty() && columns.contains(used);
    }

    private static boolean isSafe(RexNode node) {
        return switch (node) {
            case RexCall call ->
                    SAFE.contains(call.getKind())
                            && call.getOperands().stream().allMatch(CommonFactors::isSafe);
            case RexInputRef column -> true;
            case RexLiteral literal -> true;
            case RexDynamicParam parameter -> true;
            default -> false;
        };
    }
}
