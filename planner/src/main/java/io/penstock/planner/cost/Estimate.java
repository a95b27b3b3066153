package io.penstock.planner.cost;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.ColumnStatistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/**
 * About how many rows a tree gives and what its columns hold.
 *
 * @param rows never negative
 * @param columns one for each of the tree's
 */
public record Estimate(double rows, ImmutableList<ColumnStatistics> columns) {

    /** Rows of columns that nothing is known of. */
    public static Estimate of(double rows, int columns) {
        List<ColumnStatistics> unknown = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            unknown.add(ColumnStatistics.UNKNOWN);
        }
        return new Estimate(rows, ImmutableList.copyOf(unknown));
    }

    /** How many different values a column has among these rows; empty when nobody knows. */
    public OptionalDouble distinct(int column) {
        ColumnStatistics statistics = columns.get(column);
        double most = Math.max(1, rows);
        if (statistics.distinct().isPresent()) {
            return OptionalDouble.of(Math.min(most, statistics.distinct().getAsDouble()));
        }
        // Whole numbers and days can't have more values than there are between two of them.
        return statistics
                .range()
                .map(range -> OptionalDouble.of(Math.min(most, range.high() - range.low() + 1)))
                .orElse(OptionalDouble.empty());
    }

    /** A part of these rows. */
    Estimate scaled(double selectivity) {
        return withRows(rows * selectivity);
    }

    /** As many rows with such columns. */
    public Estimate withRows(double newRows) {
        return new Estimate(Math.max(0, newRows), columns);
    }

    Estimate withColumn(int column, UnaryOperator<ColumnStatistics> change) {
        ImmutableList.Builder<ColumnStatistics> changed = ImmutableList.builder();
        for (int i = 0; i < columns.size(); i++) {
            changed.add(i == column ? change.apply(columns.get(i)) : columns.get(i));
        }
        return new Estimate(rows, changed.build());
    }

    Estimate beside(Estimate right, double newRows) {
        return new Estimate(
                Math.max(0, newRows),
                ImmutableList.<ColumnStatistics>builder()
                        .addAll(columns)
                        .addAll(right.columns)
                        .build());
    }

    static ColumnStatistics withDistinct(ColumnStatistics column, double values) {
        return new ColumnStatistics(
                OptionalDouble.of(values), column.nulls(), column.width(), column.range());
    }

    static ColumnStatistics withRange(
            ColumnStatistics column, Optional<ColumnStatistics.Range> range) {
        return new ColumnStatistics(column.distinct(), column.nulls(), column.width(), range);
    }
}
