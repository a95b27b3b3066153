package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Maps;

import io.penstock.spi.catalog.TableStatistics;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks SQLite in its own words: the driver loses what a type's name says. */
record SqliteMetadata() implements Metadata {
    private static final Pattern SIZED =
            Pattern.compile("[^(]*\\(\\s*(\\d{1,6})\\s*(?:,\\s*(\\d{1,6})\\s*)?\\).*");

    /** SQLITE_ERROR: what a view is made of is not there any more. */
    private static final int WRONG_SQL = 1;

    /** Stands in no name and no type: SQLite reads no statement beyond it. */
    private static final char BETWEEN = 0;

    /** How many rows decide about a column without a declared type, as those of views have. */
    private static final int SAMPLE = 1_000;

    @Override
    public ImmutableList<RemoteTable.Listed> list(Connection connection, Optional<String> schema)
            throws SQLException {
        ImmutableList.Builder<RemoteTable.Listed> tables = ImmutableList.builder();
        String sql =
                "SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view')"
                        + " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                tables.add(
                        new RemoteTable.Listed(
                                "", rows.getString(1), rows.getString(2).equals("view"), ""));
            }
        }
        return tables.build();
    }

    @Override
    public ImmutableList<ColumnInfo> columns(Connection connection, RemoteTable.Key key)
            throws SQLException {
        ImmutableList.Builder<ColumnInfo> columns = ImmutableList.builder();
        // Hidden columns of virtual tables are 1; generated ones, 2 and 3, can be read.
        String sql =
                "SELECT name, ifnull(type, ''), \"notnull\" FROM pragma_table_xinfo(?) WHERE hidden"
                        + " <> 1 ORDER BY cid";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, key.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.add(
                            column(
                                    connection,
                                    key,
                                    rows.getString(1),
                                    rows.getString(2),
                                    rows.getInt(3) == 0));
                }
            }
        }
        return columns.build();
    }

    /**
     * In one question with a row for each table: that is read in a fraction of the time that a row
     * for each column takes while a server's code is not compiled yet. A view of a table that was
     * dropped fails the question for all; then each is asked for by itself, and such a view is left
     * out.
     */
    @Override
    public ImmutableListMultimap<RemoteTable.Key, ColumnInfo> columns(
            Connection connection, List<RemoteTable.Key> keys, Optional<String> schema)
            throws SQLException {
        try {
            return columns(connection, Maps.uniqueIndex(keys, RemoteTable.Key::name));
        } catch (SQLException e) {
            if (e.getErrorCode() != WRONG_SQL) {
                throw e;
            }
            return eachByItself(connection, keys);
        }
    }

    private ImmutableListMultimap<RemoteTable.Key, ColumnInfo> eachByItself(
            Connection connection, List<RemoteTable.Key> keys) throws SQLException {
        ImmutableListMultimap.Builder<RemoteTable.Key, ColumnInfo> columns =
                ImmutableListMultimap.builder();
        for (RemoteTable.Key key : keys) {
            try {
                columns.putAll(key, columns(connection, key));
            } catch (SQLException e) {
                if (e.getErrorCode() != WRONG_SQL) {
                    throw e;
                }
            }
        }
        return columns.build();
    }

    private static ImmutableListMultimap<RemoteTable.Key, ColumnInfo> columns(
            Connection connection, Map<String, RemoteTable.Key> wanted) throws SQLException {
        ImmutableListMultimap.Builder<RemoteTable.Key, ColumnInfo> columns =
                ImmutableListMultimap.builder();
        String sql =
                """
                SELECT m.name,
                  (SELECT group_concat(x.name || char(0) || ifnull(x.type, '') || char(0)
                      || x."notnull", char(0) ORDER BY x.cid)
                    FROM pragma_table_xinfo(m.name) x WHERE x.hidden <> 1)
                FROM sqlite_schema m WHERE m.type IN ('table', 'view') ORDER BY m.rowid
                """;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                RemoteTable.Key key = wanted.get(rows.getString(1));
                String described = rows.getString(2);
                if (key != null && described != null) {
                    columns.putAll(key, columns(connection, key, described));
                }
            }
        }
        return columns.build();
    }

    /** Name, declared type and lack of NULLs of each column, with {@link #BETWEEN} between all. */
    private static ImmutableList<ColumnInfo> columns(
            Connection connection, RemoteTable.Key key, String described) throws SQLException {
        ImmutableList.Builder<ColumnInfo> columns = ImmutableList.builder();
        int from = 0;
        while (from < described.length()) {
            int type = described.indexOf(BETWEEN, from) + 1;
            int required = described.indexOf(BETWEEN, type) + 1;
            columns.add(
                    column(
                            connection,
                            key,
                            described.substring(from, type - 1),
                            described.substring(type, required - 1),
                            described.charAt(required) == '0'));
            from = required + 2;
        }
        return columns.build();
    }

    private static ColumnInfo column(
            Connection connection,
            RemoteTable.Key key,
            String name,
            String declared,
            boolean nullable)
            throws SQLException {
        return column(name, declared.isBlank() ? seen(connection, key, name) : declared, nullable);
    }

    @Override
    public RemoteKeys keys(Connection connection, List<RemoteTable.Key> wanted)
            throws SQLException {
        String sql =
                """
                SELECT 'p' AS kind, NULL, '', m.name, x.name, NULL, NULL, NULL, NULL, NULL, NULL,
                  x.pk AS place
                FROM sqlite_schema m, pragma_table_info(m.name) x WHERE m.type = 'table' AND x.pk > 0
                UNION ALL
                SELECT 'f', 'fk_' || m.name || '_' || f.id, '', m.name, f."from", '', f."table",
                  f."to", NULL, f.on_update, f.on_delete, f.seq
                FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
                ORDER BY kind DESC, 4, 2, place
                """;
        return RemoteKeys.read(connection, sql);
    }

    private static ColumnInfo column(String name, String type, boolean nullable) {
        int size = 0;
        int digits = 0;
        Matcher sized = SIZED.matcher(type);
        if (type.indexOf('(') >= 0 && sized.matches()) {
            size = Integer.parseInt(sized.group(1));
            digits = sized.group(2) == null ? 0 : Integer.parseInt(sized.group(2));
        }
        return new ColumnInfo(name, Types.OTHER, type, size, digits, nullable, "");
    }

    /** The type that the first values of a column have: a number's, text's or a blob's. */
    private static String seen(Connection connection, RemoteTable.Key key, String column)
            throws SQLException {
        String sql =
                "SELECT DISTINCT typeof(c) FROM (SELECT %s AS c FROM %s LIMIT %d) WHERE c IS NOT NULL"
                        .formatted(quoted(column), quoted(key.name()), SAMPLE);
        boolean integer = false;
        boolean real = false;
        boolean blob = false;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                switch (rows.getString(1)) {
                    case "integer" -> integer = true;
                    case "real" -> real = true;
                    case "blob" -> blob = true;
                    default -> {
                        return "TEXT";
                    }
                }
            }
        }
        if (blob) {
            return integer || real ? "TEXT" : "BLOB";
        }
        return real ? "REAL" : integer ? "INTEGER" : "TEXT";
    }

    @Override
    public TableStatistics statistics(Connection connection, RemoteTable.Key key, int seconds)
            throws SQLException {
        return new OtherStatistics(connection, key, seconds).sqlite();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
