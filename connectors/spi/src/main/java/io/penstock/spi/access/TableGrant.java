package io.penstock.spi.access;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import java.util.Optional;

/**
 * The right to read a table, and what of it.
 *
 * @param path the table's name as SQL names it: {@code shop}, {@code orders}; what it stands for is
 *     looked up as SQL's names are
 * @param filter a condition over the table's columns that rows must meet; absent for all rows
 * @param columns the columns that may be read, matched as SQL's names are; empty for all
 */
public record TableGrant(
        ImmutableList<String> path, Optional<String> filter, ImmutableSet<String> columns) {

    /** All of a table. */
    public static TableGrant whole(String... path) {
        return new TableGrant(ImmutableList.copyOf(path), Optional.empty(), ImmutableSet.of());
    }
}
