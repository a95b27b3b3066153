package io.penstock.source.jdbc;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.catalog.TableStatistics;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks through {@link DatabaseMetaData}.
 *
 * @param dialect which database
 */
record StandardMetadata(RemoteDialect dialect) implements Metadata {
    private static final ImmutableSet<String> SYSTEM =
            ImmutableSet.of("information_schema", "pg_catalog", "pg_toast", "sys", "system");

    @Override
    public ImmutableList<RemoteTable.Key> list(Connection connection, Optional<String> schema)
            throws SQLException {
        DatabaseMetaData metadata = connection.getMetaData();
        ImmutableList.Builder<RemoteTable.Key> tables = ImmutableList.builder();
        String pattern = schema.isPresent() ? escaped(metadata, schema.get()) : null;
        try (ResultSet rows = metadata.getTables(connection.getCatalog(), pattern, "%", null)) {
            while (rows.next()) {
                String type = Strings.nullToEmpty(rows.getString("TABLE_TYPE"));
                String in = Strings.nullToEmpty(rows.getString("TABLE_SCHEM"));
                if (isTable(type) && !SYSTEM.contains(in.toLowerCase(Locale.ROOT))) {
                    tables.add(new RemoteTable.Key(in, rows.getString("TABLE_NAME")));
                }
            }
        }
        return tables.build();
    }

    private static boolean isTable(String type) {
        String upper = type.toUpperCase(Locale.ROOT);
        boolean known = upper.endsWith("TABLE") || upper.endsWith("VIEW");
        return known && !upper.startsWith("SYSTEM") && !upper.startsWith("TEMPORARY");
    }

    @Override
    public ImmutableList<ColumnInfo> columns(Connection connection, RemoteTable.Key key)
            throws SQLException {
        DatabaseMetaData metadata = connection.getMetaData();
        ImmutableList.Builder<ColumnInfo> columns = ImmutableList.builder();
        String schema = key.schema().isEmpty() ? null : escaped(metadata, key.schema());
        try (ResultSet rows =
                metadata.getColumns(
                        connection.getCatalog(), schema, escaped(metadata, key.name()), "%")) {
            while (rows.next()) {
                columns.add(
                        new ColumnInfo(
                                rows.getString("COLUMN_NAME"),
                                rows.getInt("DATA_TYPE"),
                                Strings.nullToEmpty(rows.getString("TYPE_NAME")),
                                rows.getInt("COLUMN_SIZE"),
                                rows.getInt("DECIMAL_DIGITS"),
                                rows.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls));
            }
        }
        return columns.build();
    }

    @Override
    public TableStatistics statistics(Connection connection, RemoteTable.Key key)
            throws SQLException {
        if (dialect != RemoteDialect.POSTGRESQL) {
            return TableStatistics.UNKNOWN;
        }
        String sql =
                "SELECT c.reltuples::bigint, c.relpages::bigint *"
                    + " current_setting('block_size')::bigint FROM pg_catalog.pg_class c JOIN"
                    + " pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND"
                    + " c.relname = ? AND c.relkind IN ('r', 'm')";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, key.schema());
            statement.setString(2, key.name());
            try (ResultSet row = statement.executeQuery()) {
                // A table that was never analysed says -1, an older server 0.
                return row.next() && row.getLong(1) > 0
                        ? new TableStatistics(
                                OptionalLong.of(row.getLong(1)), OptionalLong.of(row.getLong(2)))
                        : TableStatistics.UNKNOWN;
            }
        }
    }

    /** The driver takes patterns; our names are meant as they are. */
    private static String escaped(DatabaseMetaData metadata, String name) throws SQLException {
        String escape = metadata.getSearchStringEscape();
        if (Strings.isNullOrEmpty(escape)) {
            return name;
        }
        return name.replace(escape, escape + escape)
                .replace("_", escape + "_")
                .replace("%", escape + "%");
    }
}
