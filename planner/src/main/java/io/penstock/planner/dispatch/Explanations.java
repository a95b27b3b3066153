package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.explain.PlanNode;
import io.penstock.planner.explain.PlanNode.Reads;
import io.penstock.planner.explain.PlanTree;
import io.penstock.planner.explain.PlanWords;
import io.penstock.planner.explain.SentKeys;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/** The words of one query's plan. */
final class Explanations implements PlanWords {
    private final RexBuilder rexBuilder;
    private final Islands islands;
    private final EarlyGroups groups;
    private final KeptReasons reasons;
    private final SharedTrees shared;
    private final Map<SharedTrees.Key, String> names = new HashMap<>();
    private final Map<RelNode, Integer> seen = new IdentityHashMap<>();

    private Explanations(RelNode root, Islands islands, EarlyGroups groups) {
        this.rexBuilder = root.getCluster().getRexBuilder();
        this.islands = islands;
        this.groups = groups;
        this.reasons = new KeptReasons(islands, islands.homes());
        this.shared = new SharedTrees(root);
    }

    /** The plan in words. */
    static PlanNode of(RelNode root, Islands islands, EarlyGroups groups) {
        return PlanTree.of(root, new Explanations(root, islands, groups));
    }

    @Override
    public String expression(RexNode expression, List<String> columns, List<RelNode> queries) {
        return expression instanceof RexDynamicParam && !(expression instanceof SentValue)
                ? "?"
                : words(
                        expression,
                        columns,
                        new QueryWords(
                                queries, value -> Optional.of(islands.sent().expression(value))),
                        rexBuilder);
    }

    /** An expression over columns by their names, for a reason. */
    static String words(RexNode expression, List<String> columns, RexBuilder rexBuilder) {
        QueryWords queries = new QueryWords(new ArrayList<>(), value -> Optional.empty());
        return words(expression, columns, queries, rexBuilder);
    }

    private static String words(
            RexNode expression,
            List<String> columns,
            RexPrinter.SubQueries queries,
            RexBuilder rexBuilder) {
        ImmutableList<Column> names =
                columns.stream()
                        .map(name -> new Column(name, Column.Kind.REFERENCE))
                        .collect(ImmutableList.toImmutableList());
        RexPrinter printer = new RexPrinter(names, queries, rexBuilder);
        return Placeholders.resolve(printer.print(expression)).text();
    }

    /**
     * Sub-queries by numbers.
     *
     * @param sent what computes a value first; absent where it is not shown
     */
    private record QueryWords(List<RelNode> queries, Function<SentValue, Optional<RexNode>> sent)
            implements RexPrinter.SubQueries {
        @Override
        public String sent(SentValue value, RexPrinter outer) {
            return sent.apply(value).map(outer::print).orElse("a sub-query");
        }

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
    public String table(TableScan scan) {
        SourceTable source = scan.getTable().unwrap(SourceTable.class);
        if (source == null) {
            return "Rows so far";
        }
        String table = "Table " + source.name();
        return switch (source.access()) {
            case TableAccess.Files files -> "%s: %s".formatted(table, files(files));
            case TableAccess.Remote ignored -> table;
            case TableAccess.Whole ignored -> table + ": made by the server";
        };
    }

    private static String files(TableAccess.Files files) {
        String format =
                files.format() instanceof TableAccess.FileFormat.Parquet ? "Parquet" : "CSV";
        int count = files.files().size();
        return "%d %s %s".formatted(count, format, count == 1 ? "file" : "files");
    }

    @Override
    public Optional<Reading> reading(RelNode rel) {
        Optional<SourceTable> table =
                rel instanceof TableScan scan
                        ? Optional.ofNullable(scan.getTable().unwrap(SourceTable.class))
                        : Optional.empty();
        if (table.isPresent() && table.get().access() instanceof TableAccess.Files files) {
            Reads reads = new Reads.Files(paths(files));
            return Optional.of(new Reading(reads, List.of(), rows(rel), List.of()));
        }
        boolean made = table.isPresent() && table.get().access() instanceof TableAccess.Whole;
        return asked(rel).map(island -> made ? made(island) : asked(island, rel));
    }

    private static ImmutableList<String> paths(TableAccess.Files files) {
        return files.files().stream()
                .map(file -> Path.of(file).toString())
                .collect(ImmutableList.toImmutableList());
    }

    private static Reading made(Island island) {
        Reads reads = new Reads.Server(island.name());
        return new Reading(reads, List.of(), OptionalLong.empty(), List.of());
    }

    private Reading asked(Island island, RelNode rel) {
        Reads reads =
                new Reads.Source(
                        island.name(),
                        island.connection(),
                        islands.feeds().shown(island.sql()),
                        island.whole(),
                        keys(island),
                        sent(island));
        return new Reading(reads, island.kept(), island.rows().get(), queriesIn(rel));
    }

    /** The sub-queries of all that a source computes that it gets the values of. */
    private ImmutableList<RelNode> queriesIn(RelNode rel) {
        Stream<RelNode> values =
                SentValues.anywhereIn(rel).stream()
                        .map(islands.sent()::expression)
                        .flatMap(value -> Expressions.subQueries(value).stream());
        return Stream.concat(values, RowSending.in(rel).stream().map(SentRows::rows))
                .collect(ImmutableList.toImmutableList());
    }

    private ImmutableList<SentKeys> keys(Island island) {
        ImmutableList<SentKeys> rows =
                islands.feeds().resolve(island.sql()).parameters().stream()
                        .flatMap(parameter -> islands.rows().of(parameter).stream())
                        .distinct()
                        .map(sent -> sent.words(island.connection()))
                        .collect(ImmutableList.toImmutableList());
        return ImmutableList.<SentKeys>builder()
                .addAll(islands.feeds().sent(island.sql(), island.connection()))
                .addAll(rows)
                .build();
    }

    private ImmutableList<String> sent(Island island) {
        return islands.feeds().resolve(island.sql()).parameters().stream()
                .filter(islands.sent()::isSent)
                .distinct()
                .map(islands.sent()::of)
                .map(value -> SubQueryWords.of(islands.sent().expression(value)))
                .collect(ImmutableList.toImmutableList());
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

    @Override
    public List<String> kept(RelNode rel) {
        Optional<String> reason =
                islands.refused(rel)
                        .or(() -> islands.unsent(rel))
                        .or(() -> groups.reason(rel))
                        .or(() -> reasons.of(rel));
        return Stream.concat(reason.stream(), islands.rows().reason(rel).stream()).toList();
    }

    @Override
    public OptionalLong rows(RelNode rel) {
        return islands.estimated(rel);
    }

    @Override
    public Optional<String> shared(RelNode rel) {
        return shared.shared(rel)
                .map(key -> names.computeIfAbsent(key, k -> "shared_" + names.size()));
    }
}
