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
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which source holds all tables of a tree. One for each query; on one thread. */
final class Homes {
    private final Map<RelNode, Optional<Home>> known = new IdentityHashMap<>();

    /**
     * A source that could be asked for a whole tree.
     *
     * @param combined whether the tree joins or groups: otherwise it is one table's rows
     */
    record Home(String connection, RemoteDialect dialect, boolean combined) {

        private boolean isSame(Home other) {
            return connection.equals(other.connection);
        }
    }

    /** The tree's home; absent when it has tables of several sources, of files, or none. */
    Optional<Home> of(RelNode rel) {
        Optional<Home> home = known.get(rel);
        if (home == null) {
            home = find(rel);
            known.put(rel, home);
        }
        return home;
    }

    private Optional<Home> find(RelNode rel) {
        return switch (rel) {
            case TableScan scan -> table(scan);
            case Filter filter when isAlone(List.of(filter.getCondition())) ->
                    of(filter.getInput());
            case Project project when isAlone(project.getProjects()) -> of(project.getInput());
            case Sort sort -> of(sort.getInput());
            case Aggregate aggregate -> of(aggregate.getInput()).map(Homes::combined);
            case SetOp operation -> all(operation.getInputs());
            case Join join when isAlone(List.of(join.getCondition())) -> all(join.getInputs());
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

    /** Whether expressions depend on nothing but their own row. */
    private static boolean isAlone(List<RexNode> expressions) {
        Dependence dependence = new Dependence();
        dependence.apply(expressions);
        return !dependence.found;
    }

    private static final class Dependence extends RexShuttle {
        private boolean found;

        @Override
        public RexNode visitSubQuery(RexSubQuery query) {
            found = true;
            return query;
        }

        @Override
        public RexNode visitCorrelVariable(RexCorrelVariable variable) {
            found = true;
            return variable;
        }
    }
}
