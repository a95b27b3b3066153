package io.penstock.planner.dispatch;

import io.penstock.planner.cost.Cardinality;
import io.penstock.planner.cost.CorrelatedQuery;
import io.penstock.planner.cost.Estimate;
import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which source holds all tables of a tree. One for each query; on one thread. */
final class Homes {
    /**
     * How many pairs of rows a source may have to look at that knows no better: all but PostgreSQL
     * look for a row that fits once for each row outside, and not each table has an index for it.
     */
    private static final double MOST_COMPARED = 10_000_000;

    private final Map<RelNode, Optional<Home>> known = new IdentityHashMap<>();
    private final Cardinality cardinality;
    private final Way way;

    Homes(Cardinality cardinality, Way way) {
        this.cardinality = cardinality;
        this.way = way;
    }

    /**
     * A source that could be asked for a whole tree.
     *
     * @param combined whether the tree joins or groups: otherwise it is one table's rows
     */
    record Home(String connection, RemoteDialect dialect, boolean combined) {

        /**
         * Passes when it is known what the source computes besides columns and conditions.
         *
         * @throws NotAsked otherwise
         */
        void requireKnown() {
            if (dialect == RemoteDialect.ANSI) {
                throw new NotAsked(
                        "what else %s computes as we do is not known".formatted(connection));
            }
        }

        private boolean isSame(Home other) {
            return connection.equals(other.connection);
        }
    }

    /** The tree's home; absent when it has tables of several sources, of files, or none. */
    Optional<Home> of(RelNode rel) {
        Optional<Home> home = known.get(rel);
        if (home == null) {
            home = find(rel).filter(found -> way != Way.SHIPPED || !found.combined());
            known.put(rel, home);
        }
        return home;
    }

    /** Whether a source that has all tables of a tree computes all of it as we do. */
    boolean computes(RelNode rel) {
        Optional<Home> home = of(rel);
        if (home.isEmpty()) {
            return false;
        }
        try {
            home.get().requireKnown();
            new RemoteTree(home.get().dialect(), rel).print(rel);
            return true;
        } catch (NotAsked e) {
            return false;
        }
    }

    private Optional<Home> find(RelNode rel) {
        return switch (rel) {
            case TableScan scan -> table(scan);
            case SentRows rows -> Optional.of(rows.home());
            case Filter filter -> together(filter).filter(home -> isQuick(filter, home));
            case Project project when Expressions.hasOver(project.getProjects()) ->
                    with(project.getInput(), project.getProjects()).map(Homes::combined);
            case Project project -> with(project.getInput(), project.getProjects());
            case Sort sort -> of(sort.getInput());
            case Aggregate aggregate -> of(aggregate.getInput()).map(Homes::combined);
            case SetOp operation -> all(operation.getInputs());
            case Join join when isAlone(join.getCondition()) -> all(join.getInputs());
            default -> Optional.empty();
        };
    }

    private static Optional<Home> table(TableScan scan) {
        SourceTable table =
                Recursion.isTransient(scan) ? null : scan.getTable().unwrap(SourceTable.class);
        return table != null && table.access() instanceof TableAccess.Remote remote
                ? Optional.of(new Home(table.name().connection(), remote.dialect(), false))
                : Optional.empty();
    }

    private Optional<Home> all(List<RelNode> inputs) {
        Optional<Home> first = of(inputs.get(0));
        for (RelNode input : inputs.subList(1, inputs.size())) {
            Optional<Home> other = of(input);
            if (first.isEmpty() || other.isEmpty() || !first.get().isSame(other.get())) {
                return Optional.empty();
            }
        }
        return first.map(Homes::combined);
    }

    private static Home combined(Home home) {
        return new Home(home.connection(), home.dialect(), true);
    }

    /**
     * The home of a filter and of the queries inside it, those that depend on its rows among them,
     * however long it takes there.
     */
    Optional<Home> together(Filter filter) {
        List<RelNode> inputs = new ArrayList<>(List.of(filter.getInput()));
        List<RexNode> conditions = RelOptUtil.conjunctions(filter.getCondition());
        if (!collect(conditions, filter.getVariablesSet(), inputs)) {
            return Optional.empty();
        }
        return inputs.size() == 1 ? of(filter.getInput()) : all(inputs);
    }

    /** Whether conditions depend on no row but their own; what they read besides is collected. */
    private static boolean collect(
            List<RexNode> conditions, Set<CorrelationId> rows, List<RelNode> inputs) {
        for (RexNode condition : conditions) {
            Optional<CorrelatedQuery> query =
                    CorrelatedQuery.of(condition).filter(found -> rows.contains(found.outer()));
            if (query.isPresent()) {
                inputs.add(query.get().rows());
                if (!collect(query.get().conditions(), query.get().variables(), inputs)) {
                    return false;
                }
            } else if (CorrelatedQuery.isIn(condition)
                    || !Expressions.variables(List.of(condition)).isEmpty()) {
                return false;
            } else {
                Expressions.eachSubQuery(condition, inputs::add);
            }
        }
        return true;
    }

    /** Whether a source won't compare too many rows with each of a sub-query's. */
    private boolean isQuick(Filter filter, Home home) {
        return home.dialect() == RemoteDialect.POSTGRESQL
                || way == Way.AT_SOURCES
                || compared(filter.getInput(), RelOptUtil.conjunctions(filter.getCondition()))
                        <= MOST_COMPARED;
    }

    /** How many pairs of rows a source looks at that looks at all. */
    private double compared(RelNode rel, List<RexNode> conditions) {
        double pairs = 0;
        for (RexNode condition : conditions) {
            Optional<CorrelatedQuery> query = CorrelatedQuery.of(condition);
            if (query.isPresent()) {
                RelNode inner = query.get().rows();
                double each = Math.max(rows(inner), compared(inner, query.get().conditions()));
                pairs += rows(rel) * each;
            }
        }
        return pairs;
    }

    private double rows(RelNode rel) {
        return cardinality.of(rel).map(Estimate::rows).orElse(MOST_COMPARED + 1);
    }

    /** The home of an operator and of the queries inside it. */
    private Optional<Home> with(RelNode input, List<RexNode> expressions) {
        List<RelNode> inputs = new ArrayList<>(List.of(input));
        expressions.forEach(e -> Expressions.eachSubQuery(e, inputs::add));
        if (!Expressions.variables(expressions).isEmpty()) {
            return Optional.empty();
        }
        return inputs.size() == 1 ? of(input) : all(inputs);
    }

    /** Whether an expression depends on nothing but its own row. */
    private static boolean isAlone(RexNode expression) {
        return !Expressions.hasSubQuery(expression)
                && Expressions.variables(List.of(expression)).isEmpty();
    }
}
