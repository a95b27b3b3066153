package io.penstock.source.jdbc;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import java.util.Set;

/**
 * Columns of many tables of PostgreSQL in one question. The driver's own takes several seconds for
 * 100,000 columns; this one is for lists only and says what {@link ColumnTypes} asks for.
 */
final class PostgresColumns {
    private static final String SQL =
            """
            SELECT n.nspname, c.relname, a.attname, t.typname, a.atttypmod,
              a.attnotnull OR (t.typtype = 'd' AND t.typnotnull), d.description, %s
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_description d
              ON d.objoid = a.attrelid AND d.objsubid = a.attnum
              AND d.classoid = 'pg_catalog.pg_class'::regclass
            LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
            WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND a.attnum > 0 AND NOT a.attisdropped
            """;

    private static final String ORDER = " ORDER BY n.nspname, c.relname, a.attnum";

    private static final String COLLATIONS =
            """
            SELECT a.attname, %s
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
            WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
            """;

    /** Before version 12 what differed was never equal; a column of no text has no collation. */
    private static final String COLLATION =
            "CASE WHEN %s THEN 'LOOSE' WHEN l.collname <> 'default' THEN 'OWN' ELSE 'USUAL' END";

    private static final int FIRST_WITH_LOOSE = 12;

    /** What a type without a number of digits has. */
    private static final int MICROSECONDS = 6;

    private static final int FETCH_ROWS = 10_000;

    private PostgresColumns() {}

    static ImmutableListMultimap<RemoteTable.Key, ColumnInfo> read(
            Connection connection, Set<RemoteTable.Key> wanted, Optional<String> schema)
            throws SQLException {
        String schemas = schema.isPresent() ? "AND n.nspname = ?" : "AND n.nspname <> 'pg_catalog'";
        ImmutableListMultimap.Builder<RemoteTable.Key, ColumnInfo> columns =
                ImmutableListMultimap.builder();
        String sql = SQL.formatted(collation(connection)) + schemas + ORDER;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH_ROWS);
            if (schema.isPresent()) {
                statement.setString(1, schema.get());
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    RemoteTable.Key key = new RemoteTable.Key(row.getString(1), row.getString(2));
                    if (wanted.contains(key)) {
                        columns.put(key, column(row));
                    }
                }
            }
        }
        return columns.build();
    }

    /** How the columns of one table compare, by their names. */
    static ImmutableMap<String, ColumnInfo.Collation> collations(
            Connection connection, RemoteTable.Key key) throws SQLException {
        ImmutableMap.Builder<String, ColumnInfo.Collation> collations = ImmutableMap.builder();
        String sql = COLLATIONS.formatted(collation(connection));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, key.schema());
            statement.setString(2, key.name());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    collations.put(
                            row.getString(1), ColumnInfo.Collation.valueOf(row.getString(2)));
                }
            }
        }
        return collations.buildOrThrow();
    }

    private static String collation(Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        return COLLATION.formatted(
                version < FIRST_WITH_LOOSE ? "false" : "NOT l.collisdeterministic");
    }

    private static ColumnInfo column(ResultSet row) throws SQLException {
        String type = row.getString(4);
        int modifier = row.getInt(5);
        boolean numeric = type.equals("numeric") || type.equals("_numeric");
        return new ColumnInfo(
                        row.getString(3),
                        Types.OTHER,
                        type,
                        numeric ? precision(modifier) : 0,
                        numeric ? scale(modifier) : modifier < 0 ? MICROSECONDS : modifier,
                        !row.getBoolean(6),
                        Strings.nullToEmpty(row.getString(7)))
                .with(ColumnInfo.Collation.valueOf(row.getString(8)));
    }

    /** PostgreSQL keeps both numbers in one, and adds 4. */
    private static int precision(int modifier) {
        return modifier < 0 ? 0 : ((modifier - 4) >> 16) & 0xffff;
    }

    private static int scale(int modifier) {
        return modifier < 0 ? 0 : (modifier - 4) & 0xffff;
    }
}
