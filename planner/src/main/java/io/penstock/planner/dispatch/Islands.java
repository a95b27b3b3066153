package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.catalog.TypeMapping;
import io.penstock.planner.cost.Cardinality;
import io.penstock.planner.cost.SeenRows;
import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What the sources of one query are asked; equal questions are asked once. */
final class Islands {
    private static final String ORDER = "ORDER BY with LIMIT: ";

    private final Map<String, Island> byQuestion = new HashMap<>();
    private final List<Island> islands = new ArrayList<>();
    private final Map<String, Integer> reads = new HashMap<>();
    private final Map<RelNode, List<Island>> byRel = new IdentityHashMap<>();
    private final Map<RelNode, String> refused = new IdentityHashMap<>();
    private final Map<RelNode, String> notFirst = new IdentityHashMap<>();
    private final Map<Integer, RowCount> counts = new TreeMap<>();
    private final Homes homes;
    private final Cardinality cardinality;
    private final ExpectedRows expected;
    private final ManyGroups groups;
    private final Way way;
    private final KeyFeeds feeds = new KeyFeeds();
    private final SentValues sent;
    private final RowSending rows;
    private final Map<RelNode, String> unsent = new IdentityHashMap<>();
    private Set<String> read = new LinkedHashSet<>();
    private boolean again;

    Islands(
            Homes homes,
            Cardinality cardinality,
            SeenRows seen,
            SentValues sent,
            Map<SharedTrees.Digest, String> unsentRows,
            Way way) {
        this.homes = homes;
        this.sent = sent;
        this.cardinality = cardinality;
        this.way = way;
        this.expected = new ExpectedRows(cardinality, seen, homes, this::exactly);
        this.groups = new ManyGroups(cardinality, this::seen);
        this.rows = new RowSending(homes, cardinality, expected::of, this::seen, way, unsentRows);
    }

    /** Prints the step of a recursive query: what it reads is read once for each round. */
    <T> T again(Supplier<T> printing) {
        boolean outside = again;
        again = true;
        try {
            return printing.get();
        } finally {
            again = outside;
        }
    }

    /**
     * A table's rows, as few and as narrow as the source can be trusted to make them.
     *
     * @return the name under which they are read
     */
    String scan(TableScan scan, SourceTable table, TableAccess.Remote remote, Demand demand) {
        return asked(scan, question(scan, table, remote, demand));
    }

    private Question question(
            TableScan scan, SourceTable table, TableAccess.Remote remote, Demand demand) {
        ImmutableBitSet columns = columns(demand);
        RemoteScan question = new RemoteScan(remote, scan, columns);
        for (RexNode condition : demand.conditions()) {
            question.filter(condition).ifPresent(reason -> sent.refuse(condition, reason));
        }
        if (demand.rows() instanceof Demand.EnoughRows.First first && !first.isOrdered()) {
            limit(question, first);
        }
        Optional.ofNullable(notFirst.get(scan))
                .filter(reason -> reason.startsWith(ORDER))
                .ifPresent(question::keep);
        return question(
                table, question.sql(), columns, question.kept(), expected.before(scan, demand));
    }

    /**
     * A table that its source makes whole; only its columns are chosen.
     *
     * @return the name under which it is read
     */
    String whole(TableScan scan, SourceTable table, Demand demand) {
        String name = String.join(".", table.name().path());
        return asked(
                scan,
                question(
                        table,
                        name,
                        columns(demand),
                        ImmutableList.of(),
                        expected.before(scan, Demand.of(demand.columns()))));
    }

    private static ImmutableBitSet columns(Demand demand) {
        return demand.columns().isEmpty() ? ImmutableBitSet.of(0) : demand.columns();
    }

    private static Question question(
            SourceTable table,
            String sql,
            ImmutableBitSet columns,
            ImmutableList<String> kept,
            Supplier<OptionalLong> rows) {
        List<Field> fields =
                columns.toList().stream().map(table.schema().getFields()::get).toList();
        return new Question(table.name().connection(), sql, new Schema(fields), kept, false, rows);
    }

    private record Question(
            String connection,
            String sql,
            Schema schema,
            ImmutableList<String> kept,
            boolean whole,
            Supplier<OptionalLong> rows) {}

    private String asked(RelNode rel, Question question) {
        Island island =
                byQuestion.computeIfAbsent(
                        question.connection() + "\n" + question.sql() + "\n" + question.schema(),
                        key -> add(question));
        reads.merge(island.name(), again ? 2 : 1, Integer::sum);
        read.add(island.name());
        byRel.computeIfAbsent(rel, key -> new ArrayList<>()).add(island);
        return island.name();
    }

    private Island add(Question question) {
        Island island =
                new Island(
                        "island_" + islands.size(),
                        question.connection(),
                        question.sql(),
                        question.schema(),
                        question.kept(),
                        question.whole(),
                        expected.of(remembered(question), question.rows()));
        islands.add(island);
        return island;
    }

    private SeenRows.Question remembered(Question question) {
        KeyFeeds.Text text = feeds.resolve(question.sql());
        return new SeenRows.Question(question.connection(), text.sql(), !text.keys().isEmpty());
    }

    /**
     * What a source would be asked for a tree that it has the tables of; absent when not for just
     * these rows.
     */
    private Optional<SeenRows.Question> exactly(RelNode rel, Demand demand) {
        try {
            Optional<Question> question = wouldAsk(rel, demand);
            return question.filter(asked -> asked.kept().isEmpty()).map(this::remembered);
        } catch (NotAsked e) {
            return Optional.empty();
        }
    }

    private Optional<Question> wouldAsk(RelNode rel, Demand demand) {
        Optional<Homes.Home> combined = homes.of(rel).filter(Homes.Home::combined);
        if (combined.isPresent()) {
            return Optional.of(question(rel, demand, combined.get()));
        }
        SourceTable table =
                rel instanceof TableScan scan ? scan.getTable().unwrap(SourceTable.class) : null;
        return table != null && table.access() instanceof TableAccess.Remote remote
                ? Optional.of(question((TableScan) rel, table, remote, demand))
                : Optional.empty();
    }

    /**
     * The whole query, if one source has all its tables and computes exactly what we would, in the
     * order that is wanted.
     *
     * @param schema the result's columns
     * @return whether it is asked; then nothing else is
     */
    boolean whole(RelRoot root, Schema schema) {
        Optional<Homes.Home> home =
                homes.of(root.rel).filter(found -> found.dialect() != RemoteDialect.ANSI);
        if (home.isEmpty()) {
            return false;
        }
        try {
            RemoteTree tree = new RemoteTree(home.get().dialect(), root.rel);
            RemoteSelect select = tree.print(root.rel);
            if (SortPrinter.isOrdered(root.rel) && !select.isOrdered()) {
                return false;
            }
            String sql = tree.statement(select, root.fields.leftList());
            counts.putAll(tree.counts());
            asked(
                    root.rel,
                    new Question(
                            home.get().connection(),
                            sql,
                            schema,
                            ImmutableList.of(),
                            true,
                            expected.before(root.rel, Demand.all(0))));
            return true;
        } catch (NotAsked e) {
            // Its parts are tried one by one, and say for themselves what is wrong with them.
            return false;
        }
    }

    /**
     * The rows of a tree over several tables of one source, or of groups of them, if the source
     * computes exactly what we would.
     *
     * @return the name under which they are read; the columns are called as {@link
     *     RelPrinter#names} says, and those that nobody demands are not there
     */
    Optional<String> tree(RelNode rel, Demand demand) {
        Optional<Homes.Home> home = homes.of(rel);
        if (home.isEmpty() || refused.containsKey(rel)) {
            return Optional.empty();
        }
        if (!home.get().combined()) {
            return demand.isOrdered() ? first(rel, demand, home.get()) : Optional.empty();
        }
        try {
            home.get().requireKnown();
            if (way == Way.PLANNED) {
                groups.requireNone(rel, demand);
            }
            return Optional.of(asked(rel, question(rel, demand, home.get())));
        } catch (NotAsked e) {
            refused.put(rel, e.reason());
            return Optional.empty();
        }
    }

    /** The first rows of one table, if its source can say which ones those are. */
    private Optional<String> first(RelNode rel, Demand demand, Homes.Home home) {
        try {
            home.requireKnown();
            Question question = question(rel, demand, home);
            if (question.kept().isEmpty()) {
                return Optional.of(asked(rel, question));
            }
            notFirst.put(rel, question.kept().get(question.kept().size() - 1));
        } catch (NotAsked e) {
            notFirst.put(rel, ORDER + e.reason());
        }
        // All of its rows are asked for instead.
        return Optional.empty();
    }

    private Question question(RelNode rel, Demand demand, Homes.Home home) {
        RemoteTree tree = new RemoteTree(home.dialect(), rel);
        RemoteSelect select = tree.print(rel);
        List<String> kept = new ArrayList<>();
        for (RexNode condition : demand.conditions()) {
            try {
                select = tree.filtered(select, rel, List.of(condition));
            } catch (NotAsked e) {
                kept.add(e.reason());
                sent.refuse(condition, e.reason());
            }
        }
        if (kept.isEmpty() && demand.rows() instanceof Demand.EnoughRows.First first) {
            select = limited(tree, select, rel, first, kept);
        }
        List<Integer> columns = columns(select, demand);
        counts.putAll(tree.counts());
        return new Question(
                home.connection(),
                tree.statement(select, columns),
                schema(rel, columns),
                ImmutableList.copyOf(kept),
                false,
                expected.before(rel, demand));
    }

    private RemoteSelect limited(
            RemoteTree tree,
            RemoteSelect select,
            RelNode rel,
            Demand.EnoughRows.First first,
            List<String> kept) {
        try {
            return first.isOrdered()
                    ? tree.sorted(select, rel, first.order(), enough(first), "")
                    : tree.limited(select, enough(first));
        } catch (NotAsked e) {
            kept.add((first.isOrdered() ? ORDER : "LIMIT: ") + e.reason());
            return select;
        }
    }

    private String enough(Demand.EnoughRows.First first) {
        Optional<Long> fetch = ExpectedRows.number(first.fetch());
        Optional<Long> offset =
                first.offset().isEmpty()
                        ? Optional.of(0L)
                        : first.offset().flatMap(ExpectedRows::number);
        if (fetch.isPresent() && offset.isPresent()) {
            return Long.toString(Math.addExact(fetch.get(), offset.get()));
        }
        if (first.fetch() instanceof RexDynamicParam parameter && first.offset().isEmpty()) {
            return count(parameter, RowCount.LIMIT);
        }
        throw new NotAsked("it depends on an OFFSET that is a parameter");
    }

    /** One group of everything shows by its aggregates: so they are asked for in any case. */
    private static List<Integer> columns(RemoteSelect select, Demand demand) {
        if (select.isGroupOfAll()) {
            return ImmutableBitSet.range(select.columns().size()).toList();
        }
        return demand.columns().isEmpty() ? List.of(0) : demand.columns().toList();
    }

    private static Schema schema(RelNode rel, List<Integer> columns) {
        List<String> names = RelPrinter.names(rel);
        return new Schema(
                columns.stream()
                        .map(
                                i ->
                                        TypeMapping.field(
                                                names.get(i),
                                                rel.getRowType().getFieldList().get(i).getType()))
                        .toList());
    }

    /** About how many rows a tree gives. */
    OptionalLong estimated(RelNode rel) {
        return cardinality
                .of(rel)
                .map(estimate -> OptionalLong.of(Math.max(1, Math.round(estimate.rows()))))
                .orElse(OptionalLong.empty());
    }

    /** How many rows a tree gave last time when its source was asked for it as it is. */
    OptionalLong seen(RelNode rel) {
        return expected.seen(rel, Demand.all(rel.getRowType().getFieldCount()));
    }

    /** Why a tree is not asked of the one source that has all its tables. */
    Optional<String> refused(RelNode rel) {
        return Optional.ofNullable(refused.get(rel));
    }

    private void limit(RemoteScan question, Demand.EnoughRows.First first) {
        try {
            question.limit(enough(first));
        } catch (NotAsked e) {
            question.keep("LIMIT: " + e.reason());
        }
    }

    /** The questions in the order of their names. */
    ImmutableList<PlannedScan> planned() {
        PlannedScans scans = new PlannedScans(feeds, sent, rows);
        return islands.stream()
                .map(island -> scans.of(island, reads.getOrDefault(island.name(), 0)))
                .collect(ImmutableList.toImmutableList());
    }

    SentValues sent() {
        return sent;
    }

    RowSending rows() {
        return rows;
    }

    /** What is computed first, in order. */
    ImmutableList<PlannedPart> parts() {
        return feeds.parts().stream()
                .map(PlannedScans::of)
                .collect(ImmutableList.toImmutableList());
    }

    Homes homes() {
        return homes;
    }

    KeyFeeds feeds() {
        return feeds;
    }

    /** Which side of a join of two sources gives keys to the other. */
    KeySending.Choice keys(Join join, Demand left, Demand right, Predicate<RelNode> shared) {
        return chosen(join, () -> keySending(shared).of(join, left, right));
    }

    /** Whether a sub-query gives keys to the rows that are looked for in it. */
    KeySending.Choice keys(
            Filter filter, RexSubQuery query, Demand input, Predicate<RelNode> shared) {
        return chosen(filter, () -> keySending(shared).of(filter, query, input));
    }

    private KeySending keySending(Predicate<RelNode> shared) {
        return new KeySending(cardinality, expected::of, homes, shared, way);
    }

    private KeySending.Choice chosen(RelNode rel, Supplier<KeySending.Choice> choosing) {
        if (again || way == Way.AT_SOURCES || way == Way.SHIPPED) {
            return new KeySending.Choice.Nothing();
        }
        KeySending.Choice choice = choosing.get();
        if (choice instanceof KeySending.Choice.Keep keep) {
            unsent.put(rel, keep.reason());
        }
        return choice;
    }

    /** Why no keys are sent from one side of a join to the other. */
    Optional<String> unsent(RelNode join) {
        return Optional.ofNullable(unsent.get(join)).map(reason -> "keys are not sent: " + reason);
    }

    /** Prints something and says which islands it reads. */
    <T> Reading<T> reading(Supplier<T> printing) {
        Set<String> outside = read;
        Set<String> inside = new LinkedHashSet<>();
        read = inside;
        try {
            return new Reading<>(printing.get(), ImmutableSet.copyOf(inside));
        } finally {
            read = outside;
            read.addAll(inside);
        }
    }

    /** What was printed and the islands in it. */
    record Reading<T>(T printed, ImmutableSet<String> islands) {}

    /** A value that stands as LIMIT or OFFSET. */
    String count(RexDynamicParam parameter, RowCount role) {
        counts.put(parameter.getIndex(), role);
        return Placeholders.of(parameter.getIndex());
    }

    /** The values that stand as LIMIT or OFFSET. */
    ImmutableMap<Integer, RowCount> counts() {
        return ImmutableMap.copyOf(counts);
    }

    /** What was asked for a table or tree, once for each time that it was printed. */
    ImmutableList<Island> of(RelNode rel) {
        return ImmutableList.copyOf(byRel.getOrDefault(rel, List.of()));
    }
}
