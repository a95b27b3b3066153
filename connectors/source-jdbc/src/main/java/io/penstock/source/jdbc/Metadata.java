package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;

import io.penstock.spi.catalog.TableStatistics;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** How one kind of database is asked about its tables and views. */
sealed interface Metadata permits StandardMetadata, SqliteMetadata, MySqlMetadata {

    /** All tables and views but the database's own; of one schema when that is given. */
    ImmutableList<RemoteTable.Listed> list(Connection connection, Optional<String> schema)
            throws SQLException;

    /**
     * The columns of a table; empty when there is no such table.
     *
     * @param key spelled exactly as the database does
     */
    ImmutableList<ColumnInfo> columns(Connection connection, RemoteTable.Key key)
            throws SQLException;

    /**
     * The columns of many tables, in one question where that can be; what is not there any more is
     * not in it.
     *
     * @param schema the one that all of them are in, when that is given
     */
    default ImmutableListMultimap<RemoteTable.Key, ColumnInfo> columns(
            Connection connection, List<RemoteTable.Key> keys, Optional<String> schema)
            throws SQLException {
        ImmutableListMultimap.Builder<RemoteTable.Key, ColumnInfo> columns =
                ImmutableListMultimap.builder();
        for (RemoteTable.Key key : keys) {
            columns.putAll(key, columns(connection, key));
        }
        return columns.build();
    }

    /** Keys of tables, at least of the wanted ones. */
    RemoteKeys keys(Connection connection, List<RemoteTable.Key> wanted) throws SQLException;

    /**
     * A table's size, where asking is cheap.
     *
     * @param seconds after which a question is given up
     */
    TableStatistics statistics(Connection connection, RemoteTable.Key key, int seconds)
            throws SQLException;

    /** Asks what the dialect's databases know. */
    static Metadata of(Database database) {
        return switch (database.dialect()) {
            case SQLITE -> new SqliteMetadata();
            case MYSQL -> new MySqlMetadata();
            case POSTGRESQL, H2, ANSI -> new StandardMetadata(database.dialect());
        };
    }
}
