package io.penstock.spi.catalog;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;

import java.util.Optional;

/**
 * Columns of a table whose values are those of another table's key, because their database says so.
 *
 * @param name the constraint's name
 * @param keyName the name of the constraint that it refers to
 * @param table the table that refers
 * @param columns its columns, in the key's order; never empty
 * @param referenced the table that is referred to; of the same source
 * @param referencedColumns as many, in the same order
 */
public record ForeignKey(
        Optional<String> name,
        Optional<String> keyName,
        TableName table,
        ImmutableList<String> columns,
        TableName referenced,
        ImmutableList<String> referencedColumns,
        KeyRule onUpdate,
        KeyRule onDelete) {
    public ForeignKey {
        checkArgument(
                !columns.isEmpty() && columns.size() == referencedColumns.size(),
                "%s columns refer to %s",
                columns.size(),
                referencedColumns.size());
    }
}
