package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.TableStatistics;

/**
 * A table as its database describes it.
 *
 * @param schema the database's schema, empty where it has none
 * @param name its name there
 * @param columns in order
 */
record RemoteTable(
        String schema, String name, ImmutableList<ColumnInfo> columns, TableStatistics statistics) {

    /** A table's two names. */
    record Key(String schema, String name) {}
}
