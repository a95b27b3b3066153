package io.penstock.source.jdbc;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.catalog.TableStatistics;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks through {@link DatabaseMetaData}.
 *
 * @param dialect which database
 */
record StandardMetadata(RemoteDialect dialect) implements Metadata {
    private static final String POSTGRES_KEYS =
            """
            SELECT c.contype, c.conname, n.nspname, t.relname, a.attname, fn.nspname, ft.relname,
              fa.attname, u.relname, c.confupdtype, c.confdeltype
            FROM pg_catalog.pg_constraint c
            JOIN pg_catalog.pg_class t ON t.oid = c.conrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
            CROSS JOIN LATERAL generate_subscripts(c.conkey, 1) AS k(place)
            JOIN pg_catalog.pg_attribute a
              ON a.attrelid = c.conrelid AND a.attnum = c.conkey[k.place]
            LEFT JOIN pg_catalog.pg_class ft ON ft.oid = c.confrelid
            LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = ft.relnamespace
            LEFT JOIN pg_catalog.pg_attribute fa
              ON fa.attrelid = c.confrelid AND fa.attnum = c.confkey[k.place]
            LEFT JOIN pg_catalog.pg_class u ON u.oid = c.conindid
            WHERE c.contype IN ('p', 'f')
            ORDER BY c.contype DESC, n.nspname, t.relname, c.conname, k.place
            """;

    private static final ImmutableSet<String> SYSTEM =
            ImmutableSet.of("information_schema", "pg_catalog", "pg_toast", "sys", "system");

    @Override
    public ImmutableList<RemoteTable.Listed> list(Connection connection, Optional<String> schema)
            throws SQLException {
        DatabaseMetaData metadata = connection.getMetaData();
        ImmutableList.Builder<RemoteTable.Listed> tables = ImmutableList.builder();
        String pattern = schema.isPresent() ? escaped(metadata, schema.get()) : null;
        try (ResultSet rows = metadata.getTables(connection.getCatalog(), pattern, "%", null)) {
            while (rows.next()) {
                String type = Strings.nullToEmpty(rows.getString("TABLE_TYPE"));
                String in = Strings.nullToEmpty(rows.getString("TABLE_SCHEM"));
                if (isTable(type) && !SYSTEM.contains(in.toLowerCase(Locale.ROOT))) {
                    tables.add(
                            new RemoteTable.Listed(
                                    in,
                                    rows.getString("TABLE_NAME"),
                                    type.toUpperCase(Locale.ROOT).endsWith("VIEW"),
                                    rows.getString("REMARKS")));
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
                columns.add(column(rows));
            }
        }
        return dialect == RemoteDialect.POSTGRESQL
                ? collated(columns.build(), PostgresColumns.collations(connection, key))
                : columns.build();
    }

    private static ImmutableList<ColumnInfo> collated(
            List<ColumnInfo> columns, Map<String, ColumnInfo.Collation> collations) {
        return columns.stream()
                .map(
                        column ->
                                column.with(
                                        collations.getOrDefault(
                                                column.name(), ColumnInfo.Collation.USUAL)))
                .collect(ImmutableList.toImmutableList());
    }

    private static ColumnInfo column(ResultSet row) throws SQLException {
        return new ColumnInfo(
                row.getString("COLUMN_NAME"),
                row.getInt("DATA_TYPE"),
                Strings.nullToEmpty(row.getString("TYPE_NAME")),
                row.getInt("COLUMN_SIZE"),
                row.getInt("DECIMAL_DIGITS"),
                row.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls,
                Strings.nullToEmpty(row.getString("REMARKS")));
    }

    @Override
    public ImmutableListMultimap<RemoteTable.Key, ColumnInfo> columns(
            Connection connection, List<RemoteTable.Key> keys, Optional<String> schema)
            throws SQLException {
        Set<RemoteTable.Key> wanted = ImmutableSet.copyOf(keys);
        if (dialect == RemoteDialect.POSTGRESQL) {
            return PostgresColumns.read(connection, wanted, schema);
        }
        DatabaseMetaData metadata = connection.getMetaData();
        String pattern = schema.isPresent() ? escaped(metadata, schema.get()) : null;
        ImmutableListMultimap.Builder<RemoteTable.Key, ColumnInfo> columns =
                ImmutableListMultimap.builder();
        try (ResultSet rows = metadata.getColumns(connection.getCatalog(), pattern, "%", "%")) {
            while (rows.next()) {
                RemoteTable.Key key =
                        new RemoteTable.Key(
                                Strings.nullToEmpty(rows.getString("TABLE_SCHEM")),
                                rows.getString("TABLE_NAME"));
                if (wanted.contains(key)) {
                    columns.put(key, column(rows));
                }
            }
        }
        return columns.build();
    }

    @Override
    public RemoteKeys keys(Connection connection, List<RemoteTable.Key> wanted)
            throws SQLException {
        return dialect == RemoteDialect.POSTGRESQL
                ? RemoteKeys.read(connection, POSTGRES_KEYS)
                : RemoteKeys.ask(connection, wanted);
    }

    @Override
    public TableStatistics statistics(Connection connection, RemoteTable.Key key, int seconds)
            throws SQLException {
        return switch (dialect) {
            case POSTGRESQL -> PostgresStatistics.read(connection, key, seconds);
            case H2 -> new OtherStatistics(connection, key, seconds).h2();
            case MYSQL, SQLITE, ANSI -> TableStatistics.UNKNOWN;
        };
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
