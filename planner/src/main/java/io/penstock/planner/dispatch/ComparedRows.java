package io.penstock.planner.dispatch;

import io.penstock.planner.access.Fence;
import io.penstock.spi.catalog.RemoteDialect;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;

import java.util.List;
import java.util.Optional;

/** Finds rows of sources that a condition further up may be asked of. */
final class ComparedRows {
    private final Homes homes;

    ComparedRows(Homes homes) {
        this.homes = homes;
    }

    /** What a source would be asked for fewer rows of, if it compared. */
    Optional<RelNode> of(RelNode operator, RexNode compared) {
        int column = Expressions.columns(compared).nth(0);
        return operator instanceof Join join
                ? joined(join, column)
                : source(operator.getInput(0), column);
    }

    private Optional<RelNode> joined(Join join, int column) {
        int middle = join.getLeft().getRowType().getFieldCount();
        return column < middle
                ? source(join.getLeft(), column)
                : source(join.getRight(), column - middle);
    }

    private Optional<RelNode> source(RelNode rel, int column) {
        Optional<Homes.Home> home = homes.of(rel);
        if (home.isPresent() && (home.get().combined() || rel instanceof TableScan)) {
            return home.get().dialect() == RemoteDialect.ANSI ? Optional.empty() : Optional.of(rel);
        }
        return switch (rel) {
            case Filter filter -> source(filter.getInput(), column);
            case Fence fence -> source(fence.getInput(), column);
            case Project project -> source(project, column);
            case Sort sort when sort.fetch == null && sort.offset == null ->
                    source(sort.getInput(), column);
            case Aggregate aggregate when column < aggregate.getGroupCount() ->
                    source(aggregate.getInput(), aggregate.getGroupSet().nth(column));
            case Join join -> joined(join, column);
            case SetOp operation ->
                    operation.getInputs().stream()
                            .map(input -> source(input, column))
                            .flatMap(Optional::stream)
                            .findFirst();
            default -> Optional.empty();
        };
    }

    private Optional<RelNode> source(Project project, int column) {
        List<Integer> read = Expressions.columns(project.getProjects().get(column)).toList();
        return read.isEmpty() ? Optional.empty() : source(project.getInput(), read.get(0));
    }

    /** Whether the source of all that is compared computes the sub-query as well. */
    boolean computes(RexNode value, RelNode operator) {
        RexNode bare = value.isA(SqlKind.CAST) ? ((RexCall) value).getOperands().get(0) : value;
        Optional<Homes.Home> home = homes.of(operator.getInput(0));
        if (operator instanceof Join
                || home.isEmpty()
                || !(bare instanceof RexSubQuery query)
                || !homes.of(query.rel)
                        .map(Homes.Home::connection)
                        .equals(home.map(Homes.Home::connection))) {
            return false;
        }
        try {
            RemoteDialect dialect = home.get().dialect();
            new RemoteSubQueries(dialect, new RemoteTree(dialect, query.rel)).scalar(query);
            return true;
        } catch (NotAsked e) {
            return false;
        }
    }
}
