package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableSet;

import io.penstock.planner.access.Branches;
import io.penstock.planner.cost.Cardinality;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        Optional<Homes.Home> home = homes.of(filter.getInput());
        return home.isPresent() && !isAskedOf(home.get(), rel) ? parted(filter, home.get()) : rel;
    }

    private RelNode parted(Filter filter, Homes.Home home) {
        List<RexNode> below = new ArrayList<>();
        List<RexNode> above = new ArrayList<>();
        for (RexNode condition : RelOptUtil.conjunctions(filter.getCondition())) {
            (isAskedOf(home, filter, condition) ? below : above).add(condition);
        }
        if (below.isEmpty() || above.isEmpty()) {
            return filter;
        }
        return GroupedQueries.filtered(
                GroupedQueries.filtered(filter.getInput(), below, ImmutableSet.of()),
                above,
                ImmutableSet.copyOf(filter.getVariablesSet()));
    }

    private boolean isAskedOf(Homes.Home home, Filter filter, RexNode condition) {
        if (!Expressions.hasSubQuery(condition)) {
            return false;
        }
        return isAskedOf(
                home,
                GroupedQueries.filtered(filter.getInput(), List.of(condition), ImmutableSet.of()));
    }

    private boolean isAskedOf(Homes.Home home, RelNode rel) {
        if (homes.of(rel).isEmpty()) {
            return false;
        }
        try {
            home.requireKnown();
            new RemoteTree(home.dialect(), rel).print(rel);
            return true;
        } catch (NotAsked e) {
            return false;
        }
    }
}
