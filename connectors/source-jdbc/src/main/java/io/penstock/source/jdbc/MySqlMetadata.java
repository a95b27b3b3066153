package io.penstock.source.jdbc;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.TableStatistics;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;

/** Asks MySQL and MariaDB in their own words; their databases are what others call schemas. */
record MySqlMetadata() implements Metadata {

    @Override
    public ImmutableList<RemoteTable.Listed> list(Connection connection, Optional<String> schema)
            throws SQLException {
        ImmutableList.Builder<RemoteTable.Listed> tables = ImmutableList.builder();
        String sql =
                "SELECT table_schema, table_name, table_type, table_comment FROM"
                    + " information_schema.tables WHERE table_schema NOT IN ('information_schema',"
                    + " 'mysql', 'performance_schema', 'sys')"
                        + (schema.isPresent() ? " AND table_schema = ?" : "")
                        + " ORDER BY 1, 2";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (schema.isPresent()) {
                statement.setString(1, schema.get());
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    boolean view = rows.getString(3).endsWith("VIEW");
                    // Of a view the server says VIEW, whatever its maker said.
                    tables.add(
                            new RemoteTable.Listed(
                                    rows.getString(1),
                                    rows.getString(2),
                                    view,
                                    view ? "" : rows.getString(4)));
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
                        + " COALESCE(numeric_scale, datetime_precision, 0), is_nullable,"
                        + " column_comment, collation_name FROM information_schema.columns WHERE"
                        + " table_schema = ? AND table_name = ? ORDER BY ordinal_position";
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
                                            rows.getString(5).equals("YES"),
                                            Strings.nullToEmpty(rows.getString(6)))
                                    .with(Strings.nullToEmpty(rows.getString(7))));
                }
            }
        }
        return columns.build();
    }

    @Override
    public RemoteKeys keys(Connection connection, List<RemoteTable.Key> wanted)
            throws SQLException {
        String sql =
                """
                SELECT IF(k.referenced_table_name IS NULL, 'p', 'f'), k.constraint_name,
                  k.table_schema, k.table_name, k.column_name, k.referenced_table_schema,
                  k.referenced_table_name, k.referenced_column_name, r.unique_constraint_name,
                  r.update_rule, r.delete_rule
                FROM information_schema.key_column_usage k
                LEFT JOIN information_schema.referential_constraints r
                  ON r.constraint_schema = k.constraint_schema AND r.table_name = k.table_name
                  AND r.constraint_name = k.constraint_name
                WHERE k.constraint_name = 'PRIMARY' OR k.referenced_table_name IS NOT NULL
                ORDER BY 1 DESC, k.table_schema, k.table_name, k.constraint_name,
                  k.ordinal_position
                """;
        return RemoteKeys.read(connection, sql);
    }

    @Override
    public TableStatistics statistics(Connection connection, RemoteTable.Key key, int seconds)
            throws SQLException {
        return new OtherStatistics(connection, key, seconds).mysql();
    }
}
