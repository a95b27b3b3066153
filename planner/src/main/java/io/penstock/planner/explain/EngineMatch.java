package io.penstock.planner.explain;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multiset;

import io.penstock.planner.explain.PlanNode.Kind;
import io.penstock.planner.explain.PlanNode.Reads;
import io.penstock.spi.engine.OperatorProfile;
import io.penstock.spi.engine.RunProfile;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Finds out which of an engine's operators did what a plan's operator says. The engine's optimiser
 * goes its own way, so two are taken for the same only when nothing else could be: they do the same
 * kind of thing over the same tables, and no other operator of either tree does. What can't be told
 * so has no numbers in the plan; the engine's own tree has all of them.
 */
public final class EngineMatch {
    private static final String FILE_NAMES = "Filename(s)";
    private static final String TABLE_NAME = "Table";
    private static final String STREAM = "rows of a source";

    /** DuckDB's names. */
    private static final ImmutableMap<String, Kind> KINDS =
            ImmutableMap.<String, Kind>builder()
                    .put("TABLE_SCAN", Kind.READ)
                    .put("FILTER", Kind.FILTER)
                    .put("HASH_JOIN", Kind.JOIN)
                    .put("NESTED_LOOP_JOIN", Kind.JOIN)
                    .put("BLOCKWISE_NL_JOIN", Kind.JOIN)
                    .put("PIECEWISE_MERGE_JOIN", Kind.JOIN)
                    .put("IE_JOIN", Kind.JOIN)
                    .put("ASOF_JOIN", Kind.JOIN)
                    .put("CROSS_PRODUCT", Kind.JOIN)
                    .put("HASH_GROUP_BY", Kind.GROUP)
                    .put("PERFECT_HASH_GROUP_BY", Kind.GROUP)
                    .put("PARTITIONED_AGGREGATE", Kind.GROUP)
                    .put("UNGROUPED_AGGREGATE", Kind.GROUP)
                    .put("TOP_N", Kind.SORT)
                    .put("ORDER_BY", Kind.SORT)
                    .put("LIMIT", Kind.SORT)
                    .put("STREAMING_LIMIT", Kind.SORT)
                    .put("UNION", Kind.SET)
                    .buildOrThrow();

    private final Map<String, String> tablesByFile = new HashMap<>();
    private final Map<String, Multiset<String>> tablesByPart = new HashMap<>();
    private final Map<PlanNode, Key> keys = new IdentityHashMap<>();
    private final ListMultimap<Key, PlanNode> planned = ArrayListMultimap.create();
    private final ListMultimap<Key, OperatorProfile> ran = ArrayListMultimap.create();
    private final Function<String, Optional<Actual>> scans;

    private EngineMatch(Function<String, Optional<Actual>> scans) {
        this.scans = scans;
    }

    /** What is done, over which tables; a table counts as often as it is read. */
    private record Key(Kind kind, Multiset<String> tables) {}

    /**
     * A plan with what its operators did.
     *
     * @param engine what the engine did; {@link RunProfile#NONE} when none ran
     * @param scans what a scan at a source gave, by its name
     */
    public static PlanNode matched(
            PlanNode plan, RunProfile engine, Function<String, Optional<Actual>> scans) {
        EngineMatch match =
                new EngineMatch(
                        name -> scans.apply(name).map(did -> did.with(engine.keys().get(name))));
        match.files(plan);
        match.tables(plan);
        engine.parts().forEach(match::part);
        engine.operators().forEach(match::tables);
        return match.numbered(plan);
    }

    private void files(PlanNode node) {
        if (node.reads() instanceof Reads.Files files) {
            files.paths().forEach(path -> tablesByFile.put(path, files.paths().get(0)));
        }
        node.inputs().forEach(this::files);
        node.queries().forEach(this::files);
    }

    private Multiset<String> tables(PlanNode node) {
        Multiset<String> tables = HashMultiset.create();
        switch (node.reads()) {
            case Reads.Files files -> tables.add(files.paths().get(0));
            case Reads.Server ignored -> tables.add(STREAM);
            case Reads.Source ignored -> tables.add(STREAM);
            case Reads.Inputs ignored -> {
                boolean leaf = node.inputs().isEmpty() && node.queries().isEmpty();
                if (leaf) {
                    tables.add(node.operator());
                }
            }
        }
        node.inputs().forEach(input -> tables.addAll(tables(input)));
        node.queries().forEach(query -> tables.addAll(tables(query)));
        Key key = new Key(node.kind(), tables);
        keys.put(node, key);
        planned.put(key, node);
        return tables;
    }

    /** What reads a part reads what the part was made of. */
    private void part(RunProfile.Part part) {
        Multiset<String> tables = HashMultiset.create();
        part.operators().forEach(operator -> tables.addAll(tables(operator)));
        tablesByPart.put(part.name(), tables);
    }

    /** The uppermost comes first among those of one key. */
    private Multiset<String> tables(OperatorProfile operator) {
        String table = operator.details().getOrDefault(TABLE_NAME, "");
        Multiset<String> part = tablesByPart.get(table.substring(table.lastIndexOf('.') + 1));
        if (part != null) {
            return part;
        }
        Multiset<String> tables = HashMultiset.create();
        if (operator.inputs().isEmpty()) {
            tables.add(table(operator));
        }
        operator.inputs().forEach(input -> tables.addAll(tables(input)));
        Kind kind = KINDS.get(operator.name());
        if (kind != null) {
            ran.get(new Key(kind, tables)).add(0, operator);
        }
        return tables;
    }

    private String table(OperatorProfile leaf) {
        String files = leaf.details().getOrDefault(FILE_NAMES, "");
        if (!files.isEmpty()) {
            String first = files.split(", ", 2)[0];
            return tablesByFile.getOrDefault(first, first);
        }
        return leaf.name().contains("SCAN") ? STREAM : leaf.name();
    }

    private PlanNode numbered(PlanNode node) {
        if (node.kind() == Kind.FILTER && node.inputs().size() == 1) {
            PlanNode input = node.inputs().get(0);
            Optional<OperatorProfile> merged =
                    ran.containsKey(keys.get(node)) ? Optional.empty() : operator(input);
            if (merged.isPresent()) {
                // The engine reads or joins and filters in one.
                return estimated(node, merged.get())
                        .with(merged.map(EngineMatch::actual), inputs(node, false));
            }
        }
        return numbered(node, true);
    }

    private PlanNode numbered(PlanNode node, boolean itself) {
        Optional<OperatorProfile> operator = itself ? operator(node) : Optional.empty();
        PlanNode told = operator.map(found -> estimated(node, found)).orElse(node);
        return told.with(
                scan(node).or(() -> operator.map(EngineMatch::actual)), inputs(node, true));
    }

    private ImmutableList<PlanNode> inputs(PlanNode node, boolean themselves) {
        return node.inputs().stream()
                .map(input -> themselves ? numbered(input) : numbered(input, false))
                .collect(ImmutableList.toImmutableList());
    }

    private Optional<Actual> scan(PlanNode node) {
        return switch (node.reads()) {
            case Reads.Source source -> scans.apply(source.name());
            case Reads.Server server -> scans.apply(server.name());
            case Reads.Files ignored -> Optional.empty();
            case Reads.Inputs ignored -> Optional.empty();
        };
    }

    /** The one that can only be this one; of several in a row the uppermost gives what it gives. */
    private Optional<OperatorProfile> operator(PlanNode node) {
        Key key = keys.get(node);
        boolean streams = node.kind() == Kind.READ && !(node.reads() instanceof Reads.Files);
        if (key == null || streams || planned.get(key).size() != 1) {
            return Optional.empty();
        }
        List<OperatorProfile> found = ran.get(key);
        boolean inARow = node.kind() == Kind.SORT || node.kind() == Kind.GROUP;
        return found.size() == 1 || (inARow && found.size() > 1 && isAbove(found))
                ? Optional.of(found.get(0))
                : Optional.empty();
    }

    private static boolean isAbove(List<OperatorProfile> operators) {
        return operators.stream().skip(1).allMatch(below -> contains(operators.get(0), below));
    }

    @SuppressWarnings("ReferenceEquality") // Two operators may have done the same.
    private static boolean contains(OperatorProfile tree, OperatorProfile wanted) {
        return tree.inputs().stream().anyMatch(input -> input == wanted || contains(input, wanted));
    }

    private static PlanNode estimated(PlanNode node, OperatorProfile operator) {
        return node.estimatedRows().isPresent() ? node : node.about(operator.estimatedRows());
    }

    private static Actual actual(OperatorProfile operator) {
        boolean fewer = operator.rowsScanned() > operator.rows();
        return new Actual(
                operator.name(),
                operator.rows(),
                fewer ? OptionalLong.of(operator.rowsScanned()) : OptionalLong.empty(),
                operator.bytes(),
                operator.time(),
                Optional.empty());
    }
}
