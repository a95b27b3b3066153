package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;

import io.penstock.spi.catalog.RemoteDialect;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Parts of what a source is asked that stand in a sub-query and once more elsewhere: PostgreSQL
 * computes a query in WITH once when it is read twice. Parts that are read twice by joins alone are
 * left to the source, which narrows each of them by itself.
 */
final class RemoteShares {
    private static final Pattern REFERENCE = Pattern.compile("\\b(t\\d+)\\.c(\\d+)\\b");

    private final SharedTrees shared;
    private final Set<SharedTrees.Key> inQueries = new LinkedHashSet<>();
    private final Map<SharedTrees.Key, Share> shares = new LinkedHashMap<>();
    private final RemoteDialect dialect;

    /** One such part, and the names of those who read it. */
    private record Share(String name, RemoteSelect select, List<String> readers) {}

    /**
     * The parts of one tree.
     *
     * @param root the tree
     */
    RemoteShares(RemoteDialect dialect, RelNode root) {
        this.dialect = dialect;
        this.shared = new SharedTrees(root);
        lookAt(root, false);
    }

    private void lookAt(RelNode root, boolean inQuery) {
        new RelVisitor() {
            @Override
            public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
                Optional<SharedTrees.Key> key = inQuery ? shared.shared(node) : Optional.empty();
                key.ifPresent(inQueries::add);
                node.accept(
                        new RexShuttle() {
                            @Override
                            public RexNode visitSubQuery(RexSubQuery query) {
                                lookAt(query.rel, true);
                                return super.visitSubQuery(query);
                            }
                        });
                super.visit(node, ordinal, parent);
            }
        }.go(root);
    }

    /** Whether a tree is such a part. */
    boolean isShared(RelNode rel) {
        return shared.shared(rel).filter(inQueries::contains).isPresent();
    }

    /**
     * Reads a part by its name; absent for one that is not shared.
     *
     * @param printer prints the part when it is read for the first time
     * @param aliases gives one to each reader
     * @throws NotAsked when the source has no such thing
     */
    Optional<RemoteSelect> read(
            RelNode rel, Function<RelNode, RemoteSelect> printer, Supplier<String> aliases) {
        Optional<SharedTrees.Key> key = shared.shared(rel).filter(inQueries::contains);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        if (dialect != RemoteDialect.POSTGRESQL) {
            throw new NotAsked("a sub-query that is read twice is computed once here");
        }
        Share share = shares.get(key.get());
        if (share == null) {
            RemoteSelect select = printer.apply(rel);
            share = new Share("s" + shares.size(), select, new ArrayList<>());
            shares.put(key.get(), share);
        }
        String alias = aliases.get();
        share.readers.add(alias);
        ImmutableList.Builder<RemoteColumn> columns = ImmutableList.builder();
        for (int i = 0; i < share.select.columns().size(); i++) {
            columns.add(share.select.columns().get(i).named(alias + "." + RemoteSelect.name(i)));
        }
        return Optional.of(RemoteSelect.of(dialect, share.name + " AS " + alias, columns.build()));
    }

    /** A statement with the parts that it reads, and of those the columns that are read. */
    String with(String statement) {
        if (shares.isEmpty()) {
            return statement;
        }
        StringBuilder text = new StringBuilder(statement);
        List<String> queries = new ArrayList<>();
        for (Share share : Lists.reverse(List.copyOf(shares.values()))) {
            String query = "%s AS (%s)".formatted(share.name, text(share, text.toString()));
            text.append(query);
            queries.add(0, query);
        }
        return "WITH %s %s".formatted(String.join(", ", queries), statement);
    }

    private static String text(Share share, String readers) {
        int columns = share.select.columns().size();
        Set<Integer> read =
                share.select.isGroupOfAll()
                        ? ImmutableSet.of()
                        : REFERENCE
                                .matcher(readers)
                                .results()
                                .filter(found -> share.readers.contains(found.group(1)))
                                .map(found -> Integer.parseInt(found.group(2)))
                                .filter(column -> column < columns)
                                .collect(Collectors.toCollection(TreeSet::new));
        return share.select.text(
                read.isEmpty() ? IntStream.range(0, columns).boxed().toList() : List.copyOf(read));
    }
}
