package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** ORDER BY, LIMIT and OFFSET. */
final class SortPrinter {
    private final RelPrinter printer;

    SortPrinter(RelPrinter printer) {
        this.printer = printer;
    }

    Block print(Sort sort, Demand demand) {
        ImmutableBitSet keys = ImmutableBitSet.of(sort.getCollation().getKeys());
        Demand below = belowSort(sort, demand.plus(keys));
        Block block = printer.visit(sort.getInput(), below);
        if (!takesSort(block, keys)) {
            block = printer.wrap(sort.getInput(), block, below.columns());
        }
        String order = orderBy(sort.getCollation(), block);
        if (!order.isEmpty()) {
            block.order(order);
        }
        block.limit(limit(sort));
        return block;
    }

    /**
     * A condition above LIMIT says nothing about the rows below it. Those that are the first in the
     * order are enough; they are put in order here again, because nothing keeps it on their way.
     */
    private static Demand belowSort(Sort sort, Demand demand) {
        boolean limited = sort.fetch != null || sort.offset != null;
        if (!limited) {
            return demand;
        }
        Demand all = Demand.of(demand.columns());
        return sort.fetch == null
                ? all
                : all.first(
                        new Demand.EnoughRows.First(
                                sort.getCollation(), sort.fetch, Optional.ofNullable(sort.offset)));
    }

    private static boolean takesSort(Block block, ImmutableBitSet keys) {
        if (block.isLimited()) {
            return false;
        }
        return keys.toList().stream()
                .map(block.columns()::get)
                .allMatch(
                        column ->
                                column.isCheap()
                                        || !block.isDistinct()
                                                && !column.is(Column.Kind.HEAVY)
                                                && !column.is(Column.Kind.WINDOW)
                                                && !Placeholders.isIn(column.text()));
    }

    /** ORDER BY's keys; a constant would be taken for a column's number, and orders nothing. */
    private static String orderBy(RelCollation collation, Block block) {
        List<String> keys = new ArrayList<>();
        for (RelFieldCollation key : collation.getFieldCollations()) {
            Column column = block.columns().get(key.getFieldIndex());
            if (!column.is(Column.Kind.CONSTANT)) {
                keys.add(
                        WindowText.orderKey(
                                column.text(),
                                key.getDirection().isDescending(),
                                key.nullDirection == RelFieldCollation.NullDirection.FIRST));
            }
        }
        return String.join(", ", keys);
    }

    private String limit(Sort sort) {
        StringBuilder text = new StringBuilder();
        if (sort.fetch != null) {
            text.append(" LIMIT ").append(count(sort.fetch, RowCount.LIMIT));
        }
        if (sort.offset != null) {
            text.append(" OFFSET ").append(count(sort.offset, RowCount.OFFSET));
        }
        return text.toString();
    }

    private String count(RexNode count, RowCount role) {
        return count instanceof RexDynamicParam parameter
                ? printer.islands().count(parameter, role)
                : printer.expressions(ImmutableList.of()).print(count);
    }

    /** Whether a query's rows have an order. */
    static boolean isOrdered(RelNode root) {
        RelNode rel = root;
        while (rel instanceof Project project) {
            rel = project.getInput();
        }
        return rel instanceof Sort sort && !sort.getCollation().getKeys().isEmpty();
    }
}
