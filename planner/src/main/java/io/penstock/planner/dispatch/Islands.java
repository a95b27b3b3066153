package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What the sources of one query are asked; equal questions are asked once. */
final class Islands {
    private final Map<String, Island> byQuestion = new HashMap<>();
    private final List<Island> islands = new ArrayList<>();
    private final Map<String, Integer> reads = new HashMap<>();
    private final Map<TableScan, List<Island>> byScan = new IdentityHashMap<>();
    private boolean again;

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
        ImmutableBitSet columns =
                demand.columns().isEmpty() ? ImmutableBitSet.of(0) : demand.columns();
        RemoteScan question = new RemoteScan(remote, scan, columns);
        demand.conditions().forEach(question::filter);
        if (demand.rows() instanceof Demand.EnoughRows.First first) {
            limit(question, first);
        }
        String sql = question.sql();
        Island island =
                byQuestion.computeIfAbsent(
                        table.name().connection() + "\n" + sql,
                        key -> add(table, sql, columns, question));
        reads.merge(island.name(), again ? 2 : 1, Integer::sum);
        byScan.computeIfAbsent(scan, key -> new ArrayList<>()).add(island);
        return island.name();
    }

    private Island add(
            SourceTable table, String sql, ImmutableBitSet columns, RemoteScan question) {
        List<Field> fields =
                columns.toList().stream().map(table.schema().getFields()::get).toList();
        Island island =
                new Island(
                        "island_" + islands.size(),
                        table,
                        sql,
                        new Schema(fields),
                        question.kept());
        islands.add(island);
        return island;
    }

    private static void limit(RemoteScan question, Demand.EnoughRows.First first) {
        Optional<Long> fetch = number(first.fetch());
        Optional<Long> offset =
                first.offset().isEmpty()
                        ? Optional.of(0L)
                        : first.offset().flatMap(Islands::number);
        if (fetch.isPresent() && offset.isPresent()) {
            question.limit(Long.toString(Math.addExact(fetch.get(), offset.get())));
        } else if (first.fetch() instanceof RexDynamicParam parameter && first.offset().isEmpty()) {
            question.limit(Placeholders.of(parameter.getIndex()));
        } else {
            question.keep("LIMIT: it depends on an OFFSET that is a parameter");
        }
    }

    private static Optional<Long> number(RexNode node) {
        return node instanceof RexLiteral literal
                ? Optional.ofNullable(literal.getValueAs(Long.class))
                : Optional.empty();
    }

    /** The questions in the order of their names. */
    ImmutableList<PlannedScan> planned() {
        return islands.stream().map(this::planned).collect(ImmutableList.toImmutableList());
    }

    private PlannedScan planned(Island island) {
        Placeholders.Text text = Placeholders.resolve(island.sql());
        return new PlannedScan(
                island.name(),
                island.table().name().connection(),
                text.text(),
                text.indices(),
                island.schema(),
                reads.getOrDefault(island.name(), 0) < 2);
    }

    /** What was asked for a scan, once for each time that it was printed. */
    ImmutableList<Island> of(TableScan scan) {
        return ImmutableList.copyOf(byScan.getOrDefault(scan, List.of()));
    }
}
