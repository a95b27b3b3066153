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
import java.util.LinkedHashMap;
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
                return new TableStatistics(
                        OptionalLong.of(count),
                        OptionalLong.of(count * Long.parseLong(rows.group(2))),
                        columns(connection, key, count, seconds));
            }
        }
    }

    private static ImmutableMap<String, ColumnStatistics> columns(
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
        return ImmutableMap.copyOf(columns);
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
