package io.penstock.spi.catalog;

import com.google.common.collect.ImmutableMap;

import java.util.OptionalLong;

/**
 * What is known of a table's size without reading it.
 *
 * @param rows about how many rows; absent when unknown
 * @param bytes how many bytes at the source; absent when unknown
 * @param columns of columns by their names in the table's schema; those that are not in it are
 *     unknown
 */
public record TableStatistics(
        OptionalLong rows, OptionalLong bytes, ImmutableMap<String, ColumnStatistics> columns) {
    /** Nothing known. */
    public static final TableStatistics UNKNOWN =
            new TableStatistics(OptionalLong.empty(), OptionalLong.empty());

    /** Statistics that say nothing of columns. */
    public TableStatistics(OptionalLong rows, OptionalLong bytes) {
        this(rows, bytes, ImmutableMap.of());
    }

    /** What is known of a column. */
    public ColumnStatistics column(String name) {
        return columns.getOrDefault(name, ColumnStatistics.UNKNOWN);
    }
}
