package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableMap;

import io.penstock.spi.catalog.ColumnStatistics;
import io.penstock.spi.catalog.ColumnStatistics.Range;
import io.penstock.spi.catalog.TableStatistics;

import org.jspecify.annotations.Nullable;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Sizes out of PostgreSQL. Rows are what its own planner expects: that knows partitions, views and
 * foreign tables, and a table that was never analysed by its pages. Columns are what ANALYZE found,
 * from {@code pg_stats}; those of a partitioned table count with its partitions.
 */
final class PostgresStatistics {
    private static final Pattern ROWS = Pattern.compile("rows=(\\d+) width=(\\d+)");

    private static final String COLUMNS =
            """
            SELECT attname, null_frac, avg_width, n_distinct, most_common_vals::text::text[],
              histogram_bounds::text::text[]
            FROM pg_catalog.pg_stats WHERE schemaname = ? AND tablename = ? ORDER BY inherited
            """;

    private static final String UNIQUE =
            """
            SELECT ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
              WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey))
            FROM pg_catalog.pg_constraint c
              JOIN pg_catalog.pg_class t ON t.oid = c.conrelid
              JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
            WHERE c.contype IN ('p', 'u') AND n.nspname = ? AND t.relname = ?
            """;

    private PostgresStatistics() {}

    static TableStatistics read(Connection connection, RemoteTable.Key key, int seconds)
            throws SQLException {
        String name = quoted(key.schema()) + "." + quoted(key.name());
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(seconds);
            try (ResultSet plan = statement.executeQuery("EXPLAIN SELECT * FROM " + name)) {
                Matcher rows = ROWS.matcher(plan.next() ? plan.getString(1) : "");
                if (!rows.find()) {
                    return TableStatistics.UNKNOWN;
                }
                long count = Long.parseLong(rows.group(1));
                Map<String, ColumnStatistics> columns = columns(connection, key, count, seconds);
                unique(connection, key, seconds).forEach(unique -> widen(columns, unique, count));
                return new TableStatistics(
                        OptionalLong.of(count),
                        OptionalLong.of(count * Long.parseLong(rows.group(2))),
                        ImmutableMap.copyOf(columns));
            }
        }
    }

    private static Map<String, ColumnStatistics> columns(
            Connection connection, RemoteTable.Key key, long rows, int seconds)
            throws SQLException {
        Map<String, ColumnStatistics> columns = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setQueryTimeout(seconds);
            statement.setString(1, key.schema());
            statement.setString(2, key.name());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    columns.put(row.getString(1), column(row, rows));
                }
            }
        }
        return columns;
    }

    /** Columns of which no two rows have the same values. */
    private static List<List<String>> unique(
            Connection connection, RemoteTable.Key key, int seconds) throws SQLException {
        List<List<String>> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(UNIQUE)) {
            statement.setQueryTimeout(seconds);
            statement.setString(1, key.schema());
            statement.setString(2, key.name());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    all.add(texts(row.getArray(1)).toList());
                }
            }
        }
        return all;
    }

    /**
     * Gives unique columns as many values as they need to tell all rows apart: of big tables
     * ANALYZE looks at a few rows only, and finds too few values of what stands in several.
     */
    private static void widen(
            Map<String, ColumnStatistics> columns, List<String> unique, long rows) {
        for (String name : unique) {
            double others = 1;
            double full = rows;
            for (String other : unique) {
                others *= other.equals(name) ? 1 : distinct(columns, other, rows);
                full *= 1 - columns.getOrDefault(other, ColumnStatistics.UNKNOWN).nulls().orElse(0);
            }
            double least = full / Math.max(1, others);
            if (distinct(columns, name, 0) < least) {
                ColumnStatistics known = columns.getOrDefault(name, ColumnStatistics.UNKNOWN);
                columns.put(
                        name,
                        new ColumnStatistics(
                                OptionalDouble.of(least),
                                known.nulls(),
                                known.width(),
                                known.range()));
            }
        }
    }

    private static double distinct(
            Map<String, ColumnStatistics> columns, String name, double unknown) {
        return columns.getOrDefault(name, ColumnStatistics.UNKNOWN).distinct().orElse(unknown);
    }

    /** A negative number of values is their part of the rows; 0 is unknown. */
    private static ColumnStatistics column(ResultSet row, long rows) throws SQLException {
        double distinct = row.getDouble(4);
        return new ColumnStatistics(
                distinct == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(distinct > 0 ? distinct : -distinct * rows),
                OptionalDouble.of(row.getDouble(2)),
                OptionalDouble.of(row.getDouble(3)),
                Stream.of(row.getArray(5), row.getArray(6))
                        .flatMap(PostgresStatistics::texts)
                        .map(PlaceOnLine::of)
                        .filter(OptionalDouble::isPresent)
                        .map(place -> Range.of(place.getAsDouble()))
                        .reduce(Range::with));
    }

    private static Stream<String> texts(@Nullable Array array) {
        try {
            return array == null ? Stream.of() : Stream.of((String[]) array.getArray());
        } catch (SQLException e) {
            return Stream.of();
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
