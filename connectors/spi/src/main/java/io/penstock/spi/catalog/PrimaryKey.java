package io.penstock.spi.catalog;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;

import java.util.Optional;

/**
 * The columns that tell a table's rows apart, because their database says so.
 *
 * @param name the constraint's name
 * @param columns in the key's order; never empty
 */
public record PrimaryKey(Optional<String> name, ImmutableList<String> columns) {
    public PrimaryKey {
        checkArgument(!columns.isEmpty(), "a key without columns");
    }
}
