package io.penstock.planner.dispatch;

import io.penstock.planner.cost.Estimate;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexInputRef;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * About how many rows a tree gives, when it is known of some of its sides that they are small: of
 * groups by their columns there are no more than such rows, whatever values they have.
 */
final class SmallGroups {
    private final Function<RelNode, Optional<Estimate>> expected;
    private final Map<RelNode, RelNode> sides = new IdentityHashMap<>();

    SmallGroups(Function<RelNode, Optional<Estimate>> expected, List<SmallSides.Side> sides) {
        this.expected = expected;
        sides.forEach(side -> this.sides.put(side.rel(), side.rows()));
    }

    OptionalDouble rows(RelNode rel) {
        OptionalDouble rows = rowsOf(expected.apply(rel));
        OptionalDouble groups =
                switch (rel) {
                    case Aggregate aggregate -> groups(aggregate);
                    case Project project -> rows(project.getInput());
                    case Filter filter -> rows(filter.getInput());
                    case Sort sort -> rows(sort.getInput());
                    default -> OptionalDouble.empty();
                };
        return rows.isPresent() && groups.isPresent()
                ? OptionalDouble.of(Math.min(rows.getAsDouble(), groups.getAsDouble()))
                : rows;
    }

    private static OptionalDouble rowsOf(Optional<Estimate> estimate) {
        return estimate.map(it -> OptionalDouble.of(it.rows())).orElse(OptionalDouble.empty());
    }

    /** Keys of one side make no more groups together than it has rows, and one of NULLs. */
    private OptionalDouble groups(Aggregate aggregate) {
        Map<RelNode, Double> bySide = new IdentityHashMap<>();
        for (int key : aggregate.getGroupSet()) {
            Optional<Origin> origin = origin(aggregate.getInput(), key);
            if (origin.isEmpty()) {
                return OptionalDouble.empty();
            }
            bySide.merge(origin.get().rel(), origin.get().values(), (a, b) -> a * b);
        }
        double groups = 1;
        for (Map.Entry<RelNode, Double> side : bySide.entrySet()) {
            RelNode rows = sides.get(side.getKey());
            OptionalDouble most =
                    rows == null ? OptionalDouble.empty() : rowsOf(expected.apply(rows));
            groups *= Math.min(side.getValue(), most.orElse(Double.MAX_VALUE) + 1);
        }
        return OptionalDouble.of(groups);
    }

    /** Whose column it is, and about how many values it has. */
    private record Origin(RelNode rel, double values) {}

    private Optional<Origin> origin(RelNode rel, int column) {
        RelNode side = sides.get(rel);
        Optional<Estimate> estimate = expected.apply(side == null ? rel : side);
        OptionalDouble values =
                estimate.map(it -> it.distinct(column)).orElse(OptionalDouble.empty());
        if (side != null) {
            return estimate.map(it -> new Origin(rel, values.orElse(it.rows())));
        }
        Optional<Origin> below =
                switch (rel) {
                    case Filter filter -> origin(filter.getInput(), column);
                    case Sort sort -> origin(sort.getInput(), column);
                    case Project project
                            when project.getProjects().get(column) instanceof RexInputRef in ->
                            origin(project.getInput(), in.getIndex());
                    case Aggregate aggregate when column < aggregate.getGroupCount() ->
                            origin(aggregate.getInput(), aggregate.getGroupSet().nth(column));
                    case Join join -> origin(join, column);
                    default -> Optional.empty();
                };
        return below.isPresent() || values.isEmpty()
                ? below
                : Optional.of(new Origin(rel, values.getAsDouble()));
    }

    private Optional<Origin> origin(Join join, int column) {
        int middle = join.getLeft().getRowType().getFieldCount();
        return column < middle
                ? origin(join.getLeft(), column)
                : origin(join.getRight(), column - middle);
    }
}
