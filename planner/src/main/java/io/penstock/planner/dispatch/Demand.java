package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.access.SafeExpressions;

import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the operators above want of a relation. It goes down the tree and says, at a table, what the
 * source may be asked for. Conditions stay where they are as well: passing one on only saves rows,
 * so that it never has to hold more than "a row without it does not matter".
 *
 * @param columns which of the relation's columns are read
 * @param conditions over the relation's columns; a row that fails one does not matter
 * @param rows how many rows are enough
 */
record Demand(ImmutableBitSet columns, ImmutableList<RexNode> conditions, EnoughRows rows) {

    /** How many rows are enough. */
    sealed interface EnoughRows {
        /** All of them. */
        record All() implements EnoughRows {}

        /**
         * The first ones that fulfil all conditions.
         *
         * @param order the order in which they are the first; without one, whichever they are
         * @param fetch how many go out
         * @param offset how many before them do not
         */
        record First(RelCollation order, RexNode fetch, Optional<RexNode> offset)
                implements EnoughRows {
            boolean isOrdered() {
                return !order.getFieldCollations().isEmpty();
            }
        }
    }

    private static final EnoughRows ALL = new EnoughRows.All();

    /** Everything of a relation with so many columns. */
    static Demand all(int columns) {
        return of(ImmutableBitSet.range(columns));
    }

    /** Some columns of all rows. */
    static Demand of(ImmutableBitSet columns) {
        return new Demand(columns, ImmutableList.of(), ALL);
    }

    /** The same rows, with other columns too. */
    Demand plus(ImmutableBitSet more) {
        return new Demand(columns.union(more), conditions, rows);
    }

    /** Only rows that fulfil these too. */
    Demand where(List<RexNode> more) {
        List<RexNode> movable = more.stream().filter(Expressions::isMovable).toList();
        return new Demand(
                columns,
                ImmutableList.<RexNode>builder().addAll(conditions).addAll(movable).build(),
                movable.size() == more.size() ? rows : ALL);
    }

    /** Only conditions that can't fail, whatever the rows are. */
    Demand safe() {
        ImmutableList<RexNode> safe =
                conditions.stream()
                        .filter(
                                condition ->
                                        KeyFeeds.isIn(condition)
                                                || SafeExpressions.isSafe(condition))
                        .collect(ImmutableList.toImmutableList());
        return new Demand(columns, safe, safe.size() == conditions.size() ? rows : ALL);
    }

    /** Whether the first rows in some order are enough. */
    boolean isOrdered() {
        return rows instanceof EnoughRows.First first && first.isOrdered();
    }

    Demand first(EnoughRows.First first) {
        return new Demand(columns, ImmutableList.of(), first);
    }

    /**
     * The demand on what expressions are computed from.
     *
     * @param read the columns that the wanted expressions read
     */
    Demand through(List<RexNode> expressions, ImmutableBitSet read) {
        if (Expressions.hasOver(expressions)) {
            return of(read);
        }
        List<RexNode> translated = new ArrayList<>();
        for (RexNode condition : conditions) {
            RexNode below = Expressions.replaceColumns(condition, expressions);
            if (Expressions.isMovable(below)) {
                translated.add(below);
            }
        }
        return new Demand(
                read,
                ImmutableList.copyOf(translated),
                translated.size() == conditions.size() ? below(rows, expressions) : ALL);
    }

    private static EnoughRows below(EnoughRows rows, List<RexNode> expressions) {
        if (!(rows instanceof EnoughRows.First first)) {
            return rows;
        }
        List<RelFieldCollation> keys = new ArrayList<>();
        for (RelFieldCollation key : first.order().getFieldCollations()) {
            if (!(expressions.get(key.getFieldIndex()) instanceof RexInputRef column)) {
                return ALL;
            }
            keys.add(key.withFieldIndex(column.getIndex()));
        }
        return new EnoughRows.First(RelCollations.of(keys), first.fetch(), first.offset());
    }

    /** The demand on one of two inputs that stand side by side. */
    Demand slice(int from, int to) {
        ImmutableBitSet range = ImmutableBitSet.range(from, to);
        List<RexNode> kept = new ArrayList<>();
        for (RexNode condition : conditions) {
            ImmutableBitSet used = Expressions.columns(condition);
            if (!used.isEmpty() && range.contains(used)) {
                kept.add(Expressions.shift(condition, -from));
            }
        }
        return new Demand(columns.intersect(range).shift(-from), ImmutableList.copyOf(kept), ALL);
    }
}
