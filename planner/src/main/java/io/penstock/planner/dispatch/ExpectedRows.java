package io.penstock.planner.dispatch;

import com.google.common.base.Suppliers;

import io.penstock.planner.cost.Cardinality;
import io.penstock.planner.cost.Estimate;
import io.penstock.planner.cost.SeenRows;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * About how many rows sources give: as many as they gave to the same question before, or else what
 * follows from what is known of their tables. One for each query; on one thread.
 */
final class ExpectedRows {
    private final Cardinality cardinality;
    private final SeenRows seen;
    private final Homes homes;
    private final BiFunction<RelNode, Demand, Optional<SeenRows.Question>> asking;

    /**
     * Expectations of one query.
     *
     * @param asking what a source would be asked for a tree that joins or groups, or for a table;
     *     absent when it would not be asked for just these rows
     */
    ExpectedRows(
            Cardinality cardinality,
            SeenRows seen,
            Homes homes,
            BiFunction<RelNode, Demand, Optional<SeenRows.Question>> asking) {
        this.cardinality = cardinality;
        this.seen = seen;
        this.homes = homes;
        this.asking = asking;
    }

    /** Of a question what was seen until now; if it was never asked, what was thought before. */
    Supplier<OptionalLong> of(SeenRows.Question question, Supplier<OptionalLong> before) {
        OptionalLong rows = seen.of(question);
        return rows.isPresent() ? () -> rows : before;
    }

    /** What is left of a tree. */
    Optional<Estimate> of(RelNode rel, Demand demand) {
        Optional<Estimate> estimate = cardinality.of(rel, demand.conditions());
        OptionalLong rows = seen(rel, demand);
        if (rows.isEmpty()) {
            return estimate;
        }
        int columns = rel.getRowType().getFieldCount();
        return Optional.of(
                estimate.orElseGet(() -> Estimate.of(0, columns)).withRows(rows.getAsLong()));
    }

    /** How many rows came last time; empty when nobody asked. */
    OptionalLong seen(RelNode rel, Demand demand) {
        return seen.isEmpty() ? OptionalLong.empty() : below(rel, demand);
    }

    /** Goes down to what a source is asked, with all that is demanded of it. */
    private OptionalLong below(RelNode rel, Demand demand) {
        Optional<Homes.Home> home = homes.of(rel);
        if (home.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!home.get().combined() && rel instanceof Filter filter) {
            List<RexNode> conditions = RelOptUtil.conjunctions(filter.getCondition());
            return below(
                    filter.getInput(),
                    demand.plus(Expressions.columns(conditions)).where(conditions));
        }
        if (!home.get().combined() && rel instanceof Project project) {
            List<RexNode> wanted =
                    demand.columns().toList().stream().map(project.getProjects()::get).toList();
            return below(
                    project.getInput(),
                    demand.through(project.getProjects(), Expressions.columns(wanted)));
        }
        return asking.apply(rel, demand).map(seen::of).orElse(OptionalLong.empty());
    }

    /** What was thought before anybody asked; conditions that are kept here count as well. */
    Supplier<OptionalLong> before(RelNode rel, Demand demand) {
        double kept = KeyFeeds.kept(demand.conditions());
        return Suppliers.memoize(
                () ->
                        cardinality
                                .of(rel, withoutKeys(demand.conditions()))
                                .map(all -> all.withRows(all.rows() * kept))
                                .map(some -> OptionalLong.of(rows(some, demand)))
                                .orElse(OptionalLong.empty()));
    }

    private static List<RexNode> withoutKeys(List<RexNode> conditions) {
        return conditions.stream().filter(condition -> !KeyFeeds.isIn(condition)).toList();
    }

    private static long rows(Estimate estimate, Demand demand) {
        Optional<Long> most =
                demand.rows() instanceof Demand.EnoughRows.First first
                        ? number(first.fetch())
                        : Optional.empty();
        return Math.min(Math.round(estimate.rows()), most.orElse(Long.MAX_VALUE));
    }

    static Optional<Long> number(RexNode node) {
        return node instanceof RexLiteral literal
                ? Optional.ofNullable(literal.getValueAs(Long.class))
                : Optional.empty();
    }
}
