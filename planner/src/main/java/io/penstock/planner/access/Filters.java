package io.penstock.planner.access;

import com.google.common.collect.ImmutableSet;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

import java.util.List;

/** Puts filters onto trees. */
public final class Filters {
    private Filters() {}

    /** The rows that fulfil all of the conditions, or all rows where there is none. */
    public static RelNode over(RelNode rel, List<? extends RexNode> conditions) {
        return over(rel, conditions, ImmutableSet.of());
    }

    /**
     * The rows that fulfil all of the conditions, or all rows where there is none.
     *
     * @param conditions may come from a join, where Calcite lets a condition be a cast that does no
     *     more than allow NULL. In a filter it does not, and trips an assertion
     * @param variables the row, as the conditions' sub-queries name it
     */
    public static RelNode over(
            RelNode rel,
            List<? extends RexNode> conditions,
            ImmutableSet<CorrelationId> variables) {
        if (conditions.isEmpty()) {
            return rel;
        }
        RexBuilder builder = rel.getCluster().getRexBuilder();
        List<RexNode> bare =
                conditions.stream()
                        .map(
                                condition ->
                                        RexUtil.removeNullabilityCast(
                                                builder.getTypeFactory(), condition))
                        .toList();
        return LogicalFilter.create(rel, RexUtil.composeConjunction(builder, bare), variables);
    }
}
