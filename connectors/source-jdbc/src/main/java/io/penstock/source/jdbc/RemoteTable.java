package io.penstock.source.jdbc;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.TableKind;

import org.jspecify.annotations.Nullable;

/**
 * A table as its database describes it.
 *
 * @param schema the database's schema, empty where it has none
 * @param name its name there
 * @param columns in order
 */
record RemoteTable(String schema, String name, ImmutableList<ColumnInfo> columns) {

    /** A table's two names. */
    record Key(String schema, String name) {}

    /**
     * A table in a list.
     *
     * @param remarks what its maker says about it; empty for nothing
     */
    record Listed(Key key, TableKind kind, String remarks) {
        Listed(String schema, String name, boolean view, @Nullable String remarks) {
            this(
                    new Key(schema, name),
                    view ? TableKind.VIEW : TableKind.TABLE,
                    Strings.nullToEmpty(remarks));
        }
    }
}
