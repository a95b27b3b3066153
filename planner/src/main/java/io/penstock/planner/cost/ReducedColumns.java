package io.penstock.planner.cost;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.ColumnStatistics;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinInfo;
import org.apache.calcite.rel.core.JoinRelType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What columns hold after inner joins. A table whose column is joined with one of fewer values
 * loses the rows of the others, and with them values of its other columns, which are joined in
 * turn: regions of one name leave five nations, and those a fifth of the customers. Source:
 * Bernstein, Chiu, "Using Semi-Joins to Solve Relational Queries", Journal of the ACM 28(1), 1981,
 * of whose full reducer this estimates each step.
 */
final class ReducedColumns {
    /** What a table loses reaches tables that are so many joins away. */
    private static final int MOST_ROUNDS = 6;

    /** A table or whatever else is joined, and where its columns begin. */
    private static final class Leaf {
        private final int from;
        private Estimate left;

        Leaf(int from, Estimate left) {
            this.from = from;
            this.left = left;
        }

        OptionalDouble distinct(int column) {
            return left.distinct(column - from);
        }

        /** Keeps rows with some of a column's values; whether that makes a difference. */
        boolean narrow(int column, double values) {
            OptionalDouble all = distinct(column);
            if (all.isPresent() && all.getAsDouble() <= values) {
                return false;
            }
            Estimate some =
                    all.isPresent() ? left.scaled(values / Math.max(1, all.getAsDouble())) : left;
            left = some.withColumn(column - from, known -> Estimate.withDistinct(known, values));
            return true;
        }

        /** The columns, with no more values than there are rows. */
        ImmutableList<ColumnStatistics> columns() {
            ImmutableList.Builder<ColumnStatistics> columns = ImmutableList.builder();
            for (int i = 0; i < left.columns().size(); i++) {
                ColumnStatistics known = left.columns().get(i);
                OptionalDouble values = left.distinct(i);
                columns.add(
                        values.isPresent()
                                ? Estimate.withDistinct(known, values.getAsDouble())
                                : known);
            }
            return columns.build();
        }
    }

    private record Equality(int one, int other) {}

    private final Function<RelNode, Optional<Estimate>> estimates;
    private final List<Leaf> leaves = new ArrayList<>();
    private final List<Equality> equalities = new ArrayList<>();

    private ReducedColumns(Function<RelNode, Optional<Estimate>> estimates) {
        this.estimates = estimates;
    }

    /**
     * The columns of an inner join, and of the inner joins below it.
     *
     * @param estimates what is known of each tree below; present
     */
    static ImmutableList<ColumnStatistics> of(
            Join join, Function<RelNode, Optional<Estimate>> estimates) {
        ReducedColumns reduced = new ReducedColumns(estimates);
        reduced.collect(join, 0);
        reduced.reduce();
        return reduced.leaves.stream()
                .flatMap(leaf -> leaf.columns().stream())
                .collect(ImmutableList.toImmutableList());
    }

    private void collect(RelNode rel, int from) {
        if (rel instanceof Join join && join.getJoinType() == JoinRelType.INNER) {
            int middle = from + join.getLeft().getRowType().getFieldCount();
            collect(join.getLeft(), from);
            collect(join.getRight(), middle);
            JoinInfo info = join.analyzeCondition();
            for (int i = 0; i < info.leftKeys.size(); i++) {
                equalities.add(
                        new Equality(from + info.leftKeys.get(i), middle + info.rightKeys.get(i)));
            }
        } else {
            leaves.add(new Leaf(from, estimates.apply(rel).orElseThrow()));
        }
    }

    private void reduce() {
        boolean changed = true;
        for (int round = 0; changed && round < MOST_ROUNDS; round++) {
            changed = false;
            for (Equality equality : equalities) {
                Leaf one = leaf(equality.one());
                Leaf other = leaf(equality.other());
                double values =
                        Math.min(
                                one.distinct(equality.one()).orElse(one.left.rows()),
                                other.distinct(equality.other()).orElse(other.left.rows()));
                changed |= one.narrow(equality.one(), values);
                changed |= other.narrow(equality.other(), values);
            }
        }
    }

    private Leaf leaf(int column) {
        Leaf found = leaves.get(0);
        for (Leaf leaf : leaves) {
            found = leaf.from <= column ? leaf : found;
        }
        return found;
    }
}
