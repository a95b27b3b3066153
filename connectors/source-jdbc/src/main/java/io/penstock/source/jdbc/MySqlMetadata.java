package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.TableStatistics;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks MySQL and MariaDB in their own words; their databases are what others call schemas. */
record MySqlMetadata() implements Metadata {

    @Override
    public ImmutableList<RemoteTable.Key> list(Connection connection, Optional<String> schema)
            throws SQLException {
        ImmutableList.Builder<RemoteTable.Key> tables = ImmutableList.builder();
        String sql =
                "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema"
                        + " NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')"
                        + (schema.isPresent() ? " AND table_schema = ?" : "")
                        + " ORDER BY 1, 2";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (schema.isPresent()) {
                statement.setString(1, schema.get());
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    tables.add(new RemoteTable.Key(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return tables.build();
    }

    @Override
    public ImmutableList<ColumnInfo> columns(Connection connection, RemoteTable.Key key)
            throws SQLException {
        ImmutableList.Builder<ColumnInfo> columns = ImmutableList.builder();
        String sql =
                "SELECT column_name, column_type, COALESCE(numeric_precision, 0),"
                    + " COALESCE(numeric_scale, datetime_precision, 0), is_nullable FROM"
                    + " information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER"
                    + " BY ordinal_position";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, key.schema());
            statement.setString(2, key.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.add(
                            new ColumnInfo(
                                    rows.getString(1),
                                    Types.OTHER,
                                    rows.getString(2),
                                    rows.getInt(3),
                                    rows.getInt(4),
                                    rows.getString(5).equals("YES")));
                }
            }
        }
        return columns.build();
    }

    @Override
    public TableStatistics statistics(Connection connection, RemoteTable.Key key)
            throws SQLException {
        String sql =
                "SELECT table_rows, data_length FROM information_schema.tables WHERE table_schema ="
                        + " ? AND table_name = ? AND table_type = 'BASE TABLE'";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, key.schema());
            statement.setString(2, key.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new TableStatistics(
                                OptionalLong.of(row.getLong(1)), OptionalLong.of(row.getLong(2)))
                        : TableStatistics.UNKNOWN;
            }
        }
    }
}
