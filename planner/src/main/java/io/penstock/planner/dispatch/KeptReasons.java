package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableSet;

import io.penstock.planner.cost.CorrelatedQuery;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Why an operator that stands right above what a source gives is not computed there. */
final class KeptReasons {
    private final Islands islands;
    private final Homes homes;

    KeptReasons(Islands islands, Homes homes) {
        this.islands = islands;
        this.homes = homes;
    }

    /** The reason in words; absent for an operator that reads no source, or computes nothing. */
    Optional<String> of(RelNode rel) {
        Optional<String> unsent = unsent(rel);
        if (unsent.isPresent()) {
            return unsent;
        }
        if (rel instanceof TableScan || rel.getInputs().stream().noneMatch(this::isGiven)) {
            return Optional.empty();
        }
        return homes.of(rel).map(home -> oneSource(rel, home)).orElseGet(() -> several(rel));
    }

    /** A filter between is asked for as far as it can be, and checked here again. */
    private boolean isGiven(RelNode rel) {
        return homes.of(rel).isPresent()
                && (!islands.of(rel).isEmpty()
                        || rel instanceof Filter filter && isGiven(filter.getInput()));
    }

    private Optional<String> oneSource(RelNode rel, Homes.Home home) {
        boolean saidBelow = rel instanceof Filter filter && !hasQuery(filter);
        if (saidBelow || isChoice(rel)) {
            return Optional.empty();
        }
        try {
            home.requireKnown();
            new RemoteTree(home.dialect(), rel).print(rel);
            return Optional.of(
                    rel instanceof Sort
                            ? "rows that are read with others are put in order here"
                            : "the source would send no fewer rows");
        } catch (NotAsked e) {
            return Optional.of(e.reason());
        }
    }

    /** A choice of columns, which the source makes. */
    private static boolean isChoice(RelNode rel) {
        return rel instanceof Project project
                && project.getProjects().stream().allMatch(RexInputRef.class::isInstance);
    }

    private Optional<String> several(RelNode rel) {
        if (hasQuery(rel)) {
            return Optional.of(queryReason(rel));
        }
        return switch (rel) {
            case Join ignored -> Optional.of("its sides are not of one source");
            case SetOp ignored -> Optional.of("its queries are not of one source");
            case Filter ignored -> Optional.empty();
            case Project project when isChoice(project) -> Optional.empty();
            default -> Optional.of("it is not known to be the same at the source");
        };
    }

    private String queryReason(RelNode rel) {
        if (queries(rel).stream().allMatch(KeptReasons::isAlone)) {
            return "a sub-query is not of the same source";
        }
        if (!(rel instanceof Filter filter)) {
            return "a sub-query depends on the row outside";
        }
        return CorrelatedQuery.reason(filter)
                .orElse(
                        homes.together(filter).isPresent()
                                ? "the source might compare each row with each of a sub-query"
                                : "a sub-query is not of the same source");
    }

    private Optional<String> unsent(RelNode rel) {
        return queries(rel).stream()
                .map(islands.sent()::unsent)
                .flatMap(Optional::stream)
                .map("a sub-query's value is not sent: %s"::formatted)
                .findFirst();
    }

    private static boolean hasQuery(RelNode rel) {
        return !queries(rel).isEmpty();
    }

    private static boolean isAlone(RelNode query) {
        return RelOptUtil.getVariablesUsed(query).isEmpty();
    }

    private static ImmutableSet<RelNode> queries(RelNode rel) {
        Set<RelNode> queries = new LinkedHashSet<>();
        rel.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitSubQuery(RexSubQuery query) {
                        queries.add(query.rel);
                        return query;
                    }
                });
        return ImmutableSet.copyOf(queries);
    }
}
