package io.penstock.planner.dispatch;

import io.penstock.planner.cost.Cardinality;
import io.penstock.planner.cost.Estimate;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexNode;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;

/** About how many rows one source sends for a tree, when joins with others send it their keys. */
final class BroughtRows {
    private final Homes homes;
    private final BiFunction<RelNode, Demand, Optional<Estimate>> expected;
    private final KeySending keys;

    BroughtRows(
            Homes homes,
            Cardinality cardinality,
            BiFunction<RelNode, Demand, Optional<Estimate>> expected) {
        this.homes = homes;
        this.expected = expected;
        this.keys = new KeySending(cardinality, expected, homes, rel -> false, Way.PLANNED);
    }

    /** The rows; empty when nobody knows. */
    OptionalDouble of(RelNode rel, String connection) {
        return of(rel, Demand.all(rel.getRowType().getFieldCount()), connection);
    }

    private OptionalDouble of(RelNode rel, Demand demand, String connection) {
        Optional<Homes.Home> home = homes.of(rel);
        if (home.isPresent()) {
            return home.get().connection().equals(connection)
                    ? expected.apply(rel, demand)
                            .map(estimate -> OptionalDouble.of(estimate.rows()))
                            .orElse(OptionalDouble.empty())
                    : OptionalDouble.of(0);
        }
        return switch (rel) {
            case Filter filter ->
                    of(
                            filter.getInput(),
                            demand.plus(Expressions.columns(filter.getCondition()))
                                    .where(RelOptUtil.conjunctions(filter.getCondition())),
                            connection);
            case Project project ->
                    of(
                            project.getInput(),
                            demand.through(
                                    project.getProjects(),
                                    Expressions.columns(project.getProjects())),
                            connection);
            case Join join -> of(join, demand, connection);
            default -> inputs(rel, connection);
        };
    }

    private OptionalDouble of(Join join, Demand demand, String connection) {
        List<RexNode> on = List.of(join.getCondition());
        Demand left = JoinPrinter.below(join, demand, on, true);
        Demand right = JoinPrinter.below(join, demand, on, false);
        double ofLeft = 1;
        double ofRight = 1;
        if (keys.of(join, left, right) instanceof KeySending.Choice.Send send) {
            double part = Math.max(0, 1 - send.saved() / Math.max(1, send.rows()));
            ofLeft = send.fromLeft() ? 1 : part;
            ofRight = send.fromLeft() ? part : 1;
        }
        return sum(
                of(join.getLeft(), left, connection),
                ofLeft,
                of(join.getRight(), right, connection),
                ofRight);
    }

    private OptionalDouble inputs(RelNode rel, String connection) {
        OptionalDouble all = OptionalDouble.of(0);
        for (RelNode input : rel.getInputs()) {
            all = sum(all, 1, of(input, connection), 1);
        }
        return all;
    }

    private static OptionalDouble sum(
            OptionalDouble one, double ofOne, OptionalDouble other, double ofOther) {
        return one.isEmpty() || other.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(one.getAsDouble() * ofOne + other.getAsDouble() * ofOther);
    }
}
