package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.explain.PlanText;
import io.penstock.planner.explain.PlanWords;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The words of one query's plan. */
final class Explanations implements PlanWords {
    private final RexBuilder rexBuilder;
    private final Islands islands;
    private final SharedTrees shared;
    private final Map<SharedTrees.Key, String> names = new HashMap<>();
    private final Map<RelNode, Integer> seen = new IdentityHashMap<>();

    private Explanations(RelNode root, Islands islands) {
        this.rexBuilder = root.getCluster().getRexBuilder();
        this.islands = islands;
        this.shared = new SharedTrees(root);
    }

    /** The plan in words. */
    static String of(RelNode root, Islands islands) {
        return PlanText.of(root, new Explanations(root, islands));
    }

    @Override
    public String expression(RexNode expression, List<String> columns, List<RelNode> queries) {
        return expression instanceof RexDynamicParam
                ? "?"
                : words(expression, columns, rexBuilder, queries);
    }

    /** An expression over columns by their names, for a reason. */
    static String words(RexNode expression, List<String> columns, RexBuilder rexBuilder) {
        return words(expression, columns, rexBuilder, new ArrayList<>());
    }

    private static String words(
            RexNode expression,
            List<String> columns,
            RexBuilder rexBuilder,
            List<RelNode> queries) {
        ImmutableList<Column> names =
                columns.stream()
                        .map(name -> new Column(name, Column.Kind.REFERENCE))
                        .collect(ImmutableList.toImmutableList());
        RexPrinter printer = new RexPrinter(names, new QueryWords(queries), rexBuilder);
        return Placeholders.resolve(printer.print(expression)).text();
    }

    private record QueryWords(List<RelNode> queries) implements RexPrinter.SubQueries {
        @Override
        public String print(RexSubQuery query, RexPrinter outer) {
            queries.add(query.rel);
            String name = "sub-query " + queries.size();
            String operands = outer.printAll(query.getOperands());
            return switch (query.getKind()) {
                case SCALAR_QUERY -> name;
                case EXISTS -> "EXISTS " + name;
                case IN -> "(%s IN %s)".formatted(operands, name);
                default -> "(%s %s %s)".formatted(operands, query.getOperator(), name).strip();
            };
        }

        @Override
        public Column outer(RexCorrelVariable variable, int column) {
            String name = variable.getType().getFieldNames().get(column);
            return new Column("outer " + name, Column.Kind.REFERENCE);
        }
    }

    @Override
    public ImmutableList<String> table(TableScan scan) {
        SourceTable source = scan.getTable().unwrap(SourceTable.class);
        if (source == null) {
            return ImmutableList.of("Rows so far");
        }
        return switch (source.access()) {
            case TableAccess.Files files ->
                    ImmutableList.of("Table %s: %s".formatted(source.name(), files(files)));
            case TableAccess.Remote ignored -> remote(scan, source);
            case TableAccess.Whole ignored ->
                    ImmutableList.of("Table %s: made by the server".formatted(source.name()));
        };
    }

    private static String files(TableAccess.Files files) {
        String format =
                files.format() instanceof TableAccess.FileFormat.Parquet ? "Parquet" : "CSV";
        int count = files.files().size();
        return "%d %s %s".formatted(count, format, count == 1 ? "file" : "files");
    }

    private ImmutableList<String> remote(TableScan scan, SourceTable source) {
        String table = "Table %s".formatted(source.name());
        return asked(scan)
                .map(island -> lines("%s: %s".formatted(table, named(island)), island))
                .orElse(ImmutableList.of(table));
    }

    @Override
    public Optional<ImmutableList<String>> asked(RelNode rel, String operator) {
        return asked(rel).map(island -> lines("%s: %s".formatted(operator, named(island)), island));
    }

    private static String named(Island island) {
        OptionalLong rows = island.rows().get();
        return rows.isEmpty()
                ? island.name()
                : String.format(
                        Locale.ROOT,
                        "%s (~%,d %s)",
                        island.name(),
                        rows.getAsLong(),
                        rows.getAsLong() == 1 ? "row" : "rows");
    }

    /** What was asked when the part was printed for the first, second, .. time. */
    private Optional<Island> asked(RelNode rel) {
        ImmutableList<Island> asked = islands.of(rel);
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        int occurrence = seen.merge(rel, 1, Integer::sum) - 1;
        return Optional.of(asked.get(Math.min(occurrence, asked.size() - 1)));
    }

    private ImmutableList<String> lines(String first, Island island) {
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        lines.add(first);
        if (island.whole()) {
            lines.add("the whole query runs at " + island.connection());
        }
        lines.add(
                "asked of %s: %s"
                        .formatted(island.connection(), islands.feeds().shown(island.sql())));
        lines.addAll(islands.feeds().words(island.sql(), island.connection()));
        island.kept().forEach(reason -> lines.add("kept here: " + reason));
        return lines.build();
    }

    @Override
    public Optional<String> kept(RelNode rel) {
        return islands.refused(rel).or(() -> islands.unsent(rel));
    }

    @Override
    public Optional<String> shared(RelNode rel) {
        return shared.shared(rel)
                .map(key -> names.computeIfAbsent(key, k -> "shared_" + names.size()));
    }
}
