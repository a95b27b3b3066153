package io.penstock.spi.catalog;

import com.google.common.collect.ImmutableList;

import java.util.Optional;

/**
 * A table's keys as its source knows them.
 *
 * @param imported its columns that refer to other tables
 * @param exported other tables' columns that refer to it
 */
public record TableKeys(
        Optional<PrimaryKey> primary,
        ImmutableList<ForeignKey> imported,
        ImmutableList<ForeignKey> exported) {
    /** A table without keys, or one whose source knows of none. */
    public static final TableKeys NONE =
            new TableKeys(Optional.empty(), ImmutableList.of(), ImmutableList.of());
}
