package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableMap;

import io.penstock.spi.catalog.ColumnStatistics;
import io.penstock.spi.catalog.TableStatistics;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Sizes out of databases that know little more than how many rows there are. */
final class OtherStatistics {
    /** So many rows are counted where nobody knows how many there are. */
    private static final int COUNTED = 1_000_000;

    /** H2 says so of columns that were never analysed. */
    private static final int H2_UNKNOWN = 50;

    /** H2 says so, in percents, of columns with any smaller part of the rows' values. */
    private static final int H2_FEW = 1;

    private final Connection connection;
    private final RemoteTable.Key key;
    private final int seconds;
    private final Map<String, ColumnStatistics> columns = new LinkedHashMap<>();

    /**
     * Questions about one table.
     *
     * @param seconds after which a question is given up
     */
    OtherStatistics(Connection connection, RemoteTable.Key key, int seconds) {
        this.connection = connection;
        this.key = key;
        this.seconds = seconds;
    }

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private void ask(String sql, Row reader, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(seconds);
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            } finally {
                // H2 would keep the limit for whatever its connection is asked next.
                statement.setQueryTimeout(0);
            }
        }
    }

    private static ColumnStatistics distinct(double values) {
        return new ColumnStatistics(
                OptionalDouble.of(values),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty());
    }

    private TableStatistics with(OptionalLong rows, OptionalLong bytes) {
        return new TableStatistics(rows, bytes, ImmutableMap.copyOf(columns));
    }

    /** The engine's own estimate, and of each index's first column how many values it has. */
    TableStatistics mysql() throws SQLException {
        long[] size = {-1, 0};
        ask(
                "SELECT table_rows, data_length FROM information_schema.tables WHERE table_schema ="
                        + " ? AND table_name = ? AND table_type = 'BASE TABLE'",
                row -> {
                    size[0] = row.getLong(1);
                    size[1] = row.getLong(2);
                },
                key.schema(),
                key.name());
        if (size[0] < 0) {
            return TableStatistics.UNKNOWN;
        }
        ask(
                "SELECT column_name, cardinality FROM information_schema.statistics WHERE"
                    + " table_schema = ? AND table_name = ? AND seq_in_index = 1 AND cardinality >"
                    + " 0",
                row -> columns.put(row.getString(1), distinct(row.getDouble(2))),
                key.schema(),
                key.name());
        return with(OptionalLong.of(size[0]), OptionalLong.of(size[1]));
    }

    /** The number of rows is known; how many values a column has, when somebody said ANALYZE. */
    TableStatistics h2() throws SQLException {
        long[] size = {-1};
        ask(
                "SELECT \"ROW_COUNT_ESTIMATE\" FROM \"INFORMATION_SCHEMA\".\"TABLES\" WHERE"
                        + " \"TABLE_SCHEMA\" = ? AND \"TABLE_NAME\" = ? AND \"TABLE_TYPE\" LIKE"
                        + " '%TABLE%'",
                row -> size[0] = row.getLong(1), key.schema(), key.name());
        if (size[0] < 0) {
            return TableStatistics.UNKNOWN;
        }
        ask(
                ("SELECT \"COLUMN_NAME\", \"SELECTIVITY\" FROM \"INFORMATION_SCHEMA\".\"COLUMNS\""
                     + " WHERE \"TABLE_SCHEMA\" = ? AND \"TABLE_NAME\" = ? AND \"SELECTIVITY\" > %d"
                     + " AND \"SELECTIVITY\" <> %d")
                        .formatted(H2_FEW, H2_UNKNOWN),
                row ->
                        columns.put(
                                row.getString(1),
                                distinct(Math.max(1, row.getDouble(2) / 100 * size[0]))),
                key.schema(),
                key.name());
        return with(OptionalLong.of(size[0]), OptionalLong.empty());
    }

    /** What ANALYZE wrote down, or else a count that ends somewhere. */
    TableStatistics sqlite() throws SQLException {
        long rows = wasAnalysed() ? analysed() : -1;
        if (rows < 0) {
            rows = counted();
        }
        return with(OptionalLong.of(rows), OptionalLong.empty());
    }

    private boolean wasAnalysed() throws SQLException {
        boolean[] found = {false};
        ask("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'", row -> found[0] = true);
        return found[0];
    }

    /** An index's line says how many rows there are, and how many have the first column alike. */
    private long analysed() throws SQLException {
        long[] size = {-1};
        ask(
                "SELECT s.stat, x.name FROM sqlite_stat1 s LEFT JOIN pragma_index_info(s.idx) x ON"
                        + " x.seqno = 0 WHERE s.tbl = ?",
                row -> {
                    String[] words = row.getString(1).split(" ");
                    size[0] = Math.max(size[0], Long.parseLong(words[0]));
                    if (words.length > 1 && row.getString(2) != null) {
                        double alike = Math.max(1, Double.parseDouble(words[1]));
                        columns.put(row.getString(2), distinct(size[0] / alike));
                    }
                },
                key.name());
        return size[0];
    }

    private long counted() throws SQLException {
        String sql =
                "SELECT count(*) FROM (SELECT 1 FROM \"%s\" LIMIT %d)"
                        .formatted(key.name().replace("\"", "\"\""), COUNTED);
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(seconds);
            try (ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
