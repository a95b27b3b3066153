package io.penstock.planner.dispatch;

import io.penstock.planner.cost.Cardinality;
import io.penstock.planner.cost.Estimate;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.List;
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
     * it always may, and of other conditions on what makes a group it makes only what they leave.
     *
     * @throws NotAsked otherwise
     */
    void requireNone(RelNode rel, Demand demand) {
        if (demand.conditions().stream().noneMatch(KeyFeeds::isIn)) {
            require(rel, demand);
        }
    }

    private void require(RelNode rel, Demand demand) {
        switch (rel) {
            case Aggregate aggregate -> {
                requireFew(aggregate, onKeys(aggregate, demand));
                require(aggregate.getInput());
            }
            case Filter filter -> {
                Expressions.eachSubQuery(filter.getCondition(), this::require);
                require(
                        filter.getInput(),
                        demand.where(RelOptUtil.conjunctions(filter.getCondition())));
            }
            case Project project ->
                    require(
                            project.getInput(),
                            demand.through(project.getProjects(), ImmutableBitSet.of()));
            default -> rel.getInputs().forEach(this::require);
        }
    }

    private void require(RelNode rel) {
        require(rel, Demand.of(ImmutableBitSet.of()));
    }

    private static List<RexNode> onKeys(Aggregate aggregate, Demand demand) {
        ImmutableBitSet keys = ImmutableBitSet.range(aggregate.getGroupCount());
        return demand.conditions().stream()
                .filter(condition -> keys.contains(Expressions.columns(condition)))
                .toList();
    }

    private void requireFew(Aggregate aggregate, List<RexNode> onKeys) {
        Optional<Estimate> all = cardinality.of(aggregate);
        Optional<Estimate> left = cardinality.of(aggregate, onKeys);
        Optional<Estimate> rows = cardinality.of(aggregate.getInput());
        if (aggregate.getGroupSet().isEmpty()
                || all.isEmpty()
                || left.isEmpty()
                || rows.isEmpty()) {
            return;
        }
        OptionalLong last = seen.apply(aggregate);
        double part = left.get().rows() / Math.max(1, all.get().rows());
        double groups = part * (last.isPresent() ? last.getAsLong() : all.get().rows());
        double read = part * rows.get().rows();
        if (read <= MOST_ROWS
                && groups > GroupWorth.MOST_GROUPS
                && groups * LEAST_ROWS_OF_GROUP > read) {
            throw new NotAsked(
                    String.format(
                            Locale.ROOT,
                            "about %,.0f groups would take longer than their %,.0f rows",
                            groups,
                            read));
        }
    }
}
