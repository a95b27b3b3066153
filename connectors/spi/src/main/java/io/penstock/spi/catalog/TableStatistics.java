package io.penstock.spi.catalog;

import java.util.OptionalLong;

/**
 * What is known of a table's size without reading it.
 *
 * @param rows how many rows; absent when unknown
 * @param bytes how many bytes at the source; absent when unknown
 */
public record TableStatistics(OptionalLong rows, OptionalLong bytes) {
    /** Nothing known. */
    public static final TableStatistics UNKNOWN =
            new TableStatistics(OptionalLong.empty(), OptionalLong.empty());
}
