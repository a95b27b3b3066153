package io.penstock.planner.dispatch;

import io.penstock.planner.access.SafeExpressions;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The parts of a query that are computed first, because sources get keys of them. */
final class PartPrinter {
    private final RelPrinter printer;
    private final Islands islands;
    private final Predicate<RelNode> shared;
    private final Map<RexNode, String> queries = new IdentityHashMap<>();

    /**
     * Prints parts of one query.
     *
     * @param shared whether a tree is computed once for several readers
     */
    PartPrinter(RelPrinter printer, Islands islands, Predicate<RelNode> shared) {
        this.printer = printer;
        this.islands = islands;
        this.shared = shared;
    }

    /** Which side of a join gives keys to the other. */
    KeySending.Choice keys(Join join, Demand left, Demand right) {
        return islands.keys(join, left, right, shared);
    }

    /** Conditions that the filter's rows are keys of its sub-queries, which are computed first. */
    List<RexNode> keys(Filter filter, Demand input) {
        List<RexNode> keys = new ArrayList<>();
        for (RexNode condition : RelOptUtil.conjunctions(filter.getCondition())) {
            if (condition instanceof RexSubQuery query
                    && query.getKind() == SqlKind.IN
                    && query.getOperands().size() == 1
                    && islands.keys(filter, query, input, shared)
                            instanceof KeySending.Choice.Send send) {
                Part part = part(query.rel, Demand.all(1), send);
                queries.put(
                        query,
                        "SELECT %s FROM %s"
                                .formatted(
                                        DuckText.name(part.feed().column()), part.feed().part()));
                keys.add(condition(part, send));
            }
        }
        return keys;
    }

    /** The text of a sub-query that is computed first; null for one that is not. */
    @Nullable String text(RexSubQuery query) {
        return queries.get(query);
    }

    /** "This is one of the part's keys", for the side that gets them. */
    RexNode condition(Part part, KeySending.Choice.Send send) {
        return islands.feeds().condition(printer.rexBuilder(), part.feed(), send.target());
    }

    /**
     * What is computed first.
     *
     * @param block reads it
     * @param feed its keys
     */
    record Part(Block block, KeyFeeds.Feed feed) {}

    /** A tree as rows that are computed before the rest. */
    Part part(RelNode rel, Demand demand, KeySending.Choice.Send send) {
        Islands.Reading<String> text =
                islands.reading(
                        () -> {
                            Block block = narrowed(rel, demand);
                            ImmutableBitSet all = ImmutableBitSet.range(block.columns().size());
                            return block.text(
                                    RelPrinter.names(rel),
                                    block.isDistinct() ? all : demand.columns());
                        });
        String name = islands.feeds().add(text.printed(), text.islands());
        return new Part(
                RelPrinter.only(printer.table(name, rel), demand.columns()),
                send.feed(name, RelPrinter.names(rel).get(send.key()), rel));
    }

    /**
     * Rows without those that don't matter, which the engine can't find out by itself any more.
     * What can fail is left where it stands: there may be a fence between.
     */
    private Block narrowed(RelNode rel, Demand demand) {
        List<RexNode> safe =
                demand.conditions().stream()
                        .filter(condition -> !KeyFeeds.isIn(condition))
                        .filter(SafeExpressions::isSafe)
                        .toList();
        if (safe.isEmpty()) {
            return printer.visit(rel, demand);
        }
        Demand wide = demand.plus(Expressions.columns(safe));
        Block block = printer.wrapAll(rel, printer.visit(rel, wide), wide.columns());
        RexPrinter expressions = printer.expressions(block.columns());
        safe.forEach(condition -> block.filter(expressions.print(condition)));
        return block;
    }
}
