package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableSortedSet;

import io.penstock.spi.catalog.SourceTable;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What people call the value of a sub-query: {@code the value of max(day) of lake.visits}. */
final class SubQueryWords {
    private SubQueryWords() {}

    /** An expression that is a sub-query or made of some. */
    static String of(RexNode expression) {
        RelNode only = expression instanceof RexSubQuery query ? query.rel : null;
        String value =
                Optional.ofNullable(only)
                        .flatMap(SubQueryWords::aggregate)
                        .map("the value of %s of "::formatted)
                        .orElse("a value of ");
        ImmutableSortedSet.Builder<String> tables = ImmutableSortedSet.naturalOrder();
        Expressions.eachSubQuery(expression, rel -> addTables(rel, tables));
        return value + String.join(", ", tables.build());
    }

    private static Optional<String> aggregate(RelNode rel) {
        return switch (rel) {
            case Project project when project.getProjects().size() == 1 ->
                    project.getProjects().get(0).isA(SqlKind.INPUT_REF)
                            ? aggregate(project.getInput())
                            : Optional.empty();
            case Aggregate aggregate when aggregate.getAggCallList().size() == 1 ->
                    Optional.of(call(aggregate.getAggCallList().get(0), aggregate.getInput()));
            default -> Optional.empty();
        };
    }

    private static String call(AggregateCall call, RelNode input) {
        List<String> names = input.getRowType().getFieldNames();
        String arguments =
                call.getArgList().stream().map(names::get).collect(Collectors.joining(", "));
        return "%s(%s%s)"
                .formatted(
                        call.getAggregation().getName().toLowerCase(Locale.ROOT),
                        call.isDistinct() ? "distinct " : "",
                        arguments.isEmpty() ? "*" : arguments);
    }

    private static void addTables(RelNode rel, ImmutableSortedSet.Builder<String> tables) {
        SourceTable table =
                rel instanceof TableScan scan ? scan.getTable().unwrap(SourceTable.class) : null;
        if (table != null) {
            tables.add(table.name().toString());
        }
        rel.getInputs().forEach(input -> addTables(input, tables));
        SentValues.queries(rel).forEach(query -> addTables(query, tables));
    }
}
