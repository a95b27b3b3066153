package io.penstock.planner.dispatch;

import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
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

/** Which source holds all tables of a tree. One for each query; on one thread. */
final class Homes {
    private final Map<RelNode, Optional<Home>> known = new IdentityHashMap<>();
    private final Way way;

    Homes(Way way) {
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

    private Optional<Home> find(RelNode rel) {
        return switch (rel) {
            case TableScan scan -> table(scan);
            case SentRows rows -> Optional.of(rows.home());
            case Filter filter -> with(filter.getInput(), List.of(filter.getCondition()));
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
