package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.access.Branches;
import io.penstock.planner.access.Filters;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What inner joins join, and ways to join it again. A leaf is an input that is no inner join; its
 * columns begin at its offset. Conditions are on the columns of all leaves side by side. One for
 * each group of joins; on one thread.
 */
final class Leaves {
    private final RexBuilder rexBuilder;
    private final List<RelNode> all = new ArrayList<>();
    private final List<Integer> offsets = new ArrayList<>();
    private int width;

    Leaves(RexBuilder rexBuilder) {
        this.rexBuilder = rexBuilder;
    }

    void add(RelNode leaf, int offset) {
        all.add(leaf);
        offsets.add(offset);
        width = Math.max(width, offset + leaf.getRowType().getFieldCount());
    }

    List<RelNode> all() {
        return Collections.unmodifiableList(all);
    }

    RelNode get(int leaf) {
        return all.get(leaf);
    }

    int size() {
        return all.size();
    }

    /**
     * Puts a condition onto a leaf.
     *
     * @param condition on the columns of all leaves, of which it reads those of this one
     * @param queries what becomes of its sub-queries
     */
    void filter(int leaf, RexNode condition, UnaryOperator<RelNode> queries) {
        RelNode filtered = Filters.over(all.get(leaf), List.of(own(leaf, condition)));
        replace(leaf, Branches.withQueries(filtered, queries));
    }

    /** A condition on a leaf alone, over the leaf's own columns. */
    RexNode own(int leaf, RexNode condition) {
        return Expressions.shift(condition, -offsets.get(leaf));
    }

    /** Puts something with the same columns in a leaf's place. */
    void replace(int leaf, RelNode by) {
        all.set(leaf, by);
    }

    /** How many columns all of them have. */
    int width() {
        return width;
    }

    /** Those that a condition reads. */
    List<Integer> of(RexNode condition) {
        ImmutableBitSet columns = Expressions.columns(condition);
        return IntStream.range(0, all.size())
                .filter(leaf -> range(leaf).intersects(columns))
                .boxed()
                .toList();
    }

    /** The columns of a leaf. */
    ImmutableBitSet range(int leaf) {
        int from = offsets.get(leaf);
        return ImmutableBitSet.range(from, from + all.get(leaf).getRowType().getFieldCount());
    }

    /**
     * Some leaves, each joined as soon as an equality reaches it.
     *
     * @param open conditions that are not used yet; those that are used are taken out
     */
    Joined joined(List<Integer> members, List<RexNode> open) {
        List<Integer> left = new ArrayList<>(members);
        Joined joined = leaf(left.remove(0), open);
        while (!left.isEmpty()) {
            Joined reached = joined;
            Integer next =
                    left.stream()
                            .filter(leaf -> reached.isJoinedTo(leaf, open))
                            .findFirst()
                            .orElse(left.get(0));
            left.remove(next);
            joined = join(joined, leaf(next, open), open);
        }
        return joined;
    }

    private Joined leaf(int leaf, List<RexNode> open) {
        Map<Integer, Integer> place = new LinkedHashMap<>();
        int from = offsets.get(leaf);
        RelNode rel = all.get(leaf);
        for (int i = 0; i < rel.getRowType().getFieldCount(); i++) {
            place.put(from + i, i);
        }
        Joined joined = new Joined(rel, place);
        return new Joined(joined.filtered(open), place);
    }

    /** Both sides, on the open conditions that have all their columns then. */
    Joined join(Joined left, Joined right, List<RexNode> open) {
        Map<Integer, Integer> place = new LinkedHashMap<>(left.place);
        int middle = left.rel.getRowType().getFieldCount();
        right.place.forEach((column, at) -> place.put(column, middle + at));
        List<RexNode> on = taken(open, place);
        RelNode rel =
                LogicalJoin.create(
                        left.rel,
                        right.rel,
                        ImmutableList.of(),
                        RexUtil.composeConjunction(rexBuilder, on),
                        Set.of(),
                        JoinRelType.INNER);
        return new Joined(rel, place);
    }

    /** Takes the conditions that have all their columns. */
    private List<RexNode> taken(List<RexNode> open, Map<Integer, Integer> place) {
        List<RexNode> taken = new ArrayList<>();
        open.removeIf(
                condition -> {
                    ImmutableBitSet columns = Expressions.columns(condition);
                    boolean whole =
                            !columns.isEmpty()
                                    && columns.toList().stream().allMatch(place::containsKey);
                    if (whole) {
                        taken.add(Expressions.moved(condition, place));
                    }
                    return whole;
                });
        return taken;
    }

    /** What is joined so far. */
    final class Joined {
        private final RelNode rel;

        /** For each column of the leaves where it is now. */
        private final Map<Integer, Integer> place;

        private Joined(RelNode rel, Map<Integer, Integer> place) {
            this.rel = rel;
            this.place = place;
        }

        RelNode rel() {
            return rel;
        }

        /** Where a column of the leaves is now. */
        int at(int column) {
            return Objects.requireNonNull(place.get(column), "column");
        }

        /** Whether an open equality joins it with one of some leaves. */
        boolean isJoinedTo(List<Integer> some, List<RexNode> open) {
            return some.stream().anyMatch(leaf -> isJoinedTo(leaf, open));
        }

        private boolean isJoinedTo(int leaf, List<RexNode> open) {
            return open.stream()
                    .filter(condition -> condition.isA(SqlKind.EQUALS))
                    .map(Expressions::columns)
                    .anyMatch(
                            columns ->
                                    range(leaf).intersects(columns)
                                            && columns.except(range(leaf)).toList().stream()
                                                    .allMatch(place::containsKey)
                                            && !range(leaf).contains(columns));
        }

        /** With the open conditions that have all their columns. */
        RelNode filtered(List<RexNode> open) {
            List<RexNode> on = taken(open, place);
            // A condition without columns holds for every row or for none.
            if (place.size() == width) {
                on.addAll(open);
                open.clear();
            }
            return Filters.over(rel, on);
        }
    }
}
