package io.penstock.planner.dispatch;

import io.penstock.planner.cost.Cardinality;
import io.penstock.planner.cost.Estimate;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Groups that a database takes longer to make than to send the rows which they are made of: many,
 * of few rows each. Beyond a few megabytes it puts them on disk, while its rows may come over
 * several connections. {@code benchmarks/run ways} compares both.
 */
final class ManyGroups {
    /** Of fewer rows in each the groups are no help. */
    private static final double LEAST_ROWS_OF_GROUP = 10;

    /** More rows are not brought here for this reason. */
    private static final double MOST_ROWS = 20_000_000;

    private final Cardinality cardinality;
    private final Function<RelNode, OptionalLong> seen;

    /**
     * Looks for such groups.
     *
     * @param seen how many rows came last time when a source was asked for a tree
     */
    ManyGroups(Cardinality cardinality, Function<RelNode, OptionalLong> seen) {
        this.cardinality = cardinality;
        this.seen = seen;
    }

    /**
     * Passes when a source may make all groups in a tree and its sub-queries; those of a few keys
     * it always may.
     *
     * @throws NotAsked otherwise
     */
    void requireNone(RelNode rel, Demand demand) {
        if (demand.conditions().stream().noneMatch(KeyFeeds::isIn)) {
            require(rel);
        }
    }

    private void require(RelNode rel) {
        if (rel instanceof Aggregate aggregate && !aggregate.getGroupSet().isEmpty()) {
            requireFew(aggregate);
        }
        if (rel instanceof Filter filter) {
            Expressions.eachSubQuery(filter.getCondition(), this::require);
        }
        rel.getInputs().forEach(this::require);
    }

    private void requireFew(Aggregate aggregate) {
        Optional<Estimate> made = cardinality.of(aggregate);
        Optional<Estimate> rows = cardinality.of(aggregate.getInput());
        if (made.isEmpty() || rows.isEmpty() || rows.get().rows() > MOST_ROWS) {
            return;
        }
        OptionalLong last = seen.apply(aggregate);
        double groups = last.isPresent() ? last.getAsLong() : made.get().rows();
        if (groups > GroupWorth.MOST_GROUPS && groups * LEAST_ROWS_OF_GROUP > rows.get().rows()) {
            throw new NotAsked(
                    String.format(
                            Locale.ROOT,
                            "about %,.0f groups would take longer than their %,.0f rows",
                            groups,
                            rows.get().rows()));
        }
    }
}
