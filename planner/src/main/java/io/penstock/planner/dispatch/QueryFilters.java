package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

import io.penstock.planner.access.Branches;
import io.penstock.planner.access.Filters;
import io.penstock.planner.cost.Cardinality;
import io.penstock.planner.cost.CorrelatedQuery;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes filters apart of which a source can check one condition with a sub-query and not another:
 * what it can is a filter of its own, below. Legal because the conditions of a filter may be
 * checked in any order. What {@link GroupedQueries} can make a join is one first.
 */
final class QueryFilters {
    private final Homes homes;
    private final GroupedQueries grouped;
    private final Map<RelNode, RelNode> done = new IdentityHashMap<>();

    QueryFilters(Homes homes, Cardinality cardinality) {
        this.homes = homes;
        this.grouped = new GroupedQueries(homes, cardinality);
    }

    /** The same rows. Equal objects stay equal objects. */
    RelNode split(RelNode rel) {
        RelNode known = done.get(rel);
        if (known == null) {
            // What a recursive query reads of itself is found by its place in the tree.
            known = rel instanceof RepeatUnion ? rel : filter(Branches.changed(rel, this::split));
            done.put(rel, known);
        }
        return known;
    }

    private RelNode filter(RelNode rel) {
        if (!(rel instanceof Filter filter) || !Expressions.hasSubQuery(filter.getCondition())) {
            return rel;
        }
        RelNode joined = grouped.joined(filter);
        if (joined != filter) {
            return joined;
        }
        return homes.of(filter.getInput()).isPresent() && !homes.computes(rel)
                ? parted(filter)
                : rel;
    }

    private RelNode parted(Filter filter) {
        List<RexNode> below = new ArrayList<>();
        List<RexNode> above = new ArrayList<>();
        for (RexNode condition : RelOptUtil.conjunctions(filter.getCondition())) {
            (isAskedOf(filter, condition) ? below : above).add(condition);
        }
        if (below.isEmpty() || above.isEmpty()) {
            return filter;
        }
        return filtered(filter, filtered(filter, filter.getInput(), below), above);
    }

    private boolean isAskedOf(Filter filter, RexNode condition) {
        if (!Expressions.hasSubQuery(condition)) {
            return false;
        }
        return homes.computes(filtered(filter, filter.getInput(), List.of(condition)));
    }

    private static RelNode filtered(Filter filter, RelNode input, List<RexNode> conditions) {
        Set<CorrelationId> read =
                Sets.intersection(filter.getVariablesSet(), CorrelatedQuery.read(conditions));
        return Filters.over(input, conditions, ImmutableSet.copyOf(read));
    }
}
