package io.penstock.benchmark;

import static io.penstock.benchmark.Report.median;
import static io.penstock.benchmark.Report.number;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.source.jdbc.JdbcSourceFactory;
import io.penstock.spi.ConnectionSettings;
import io.penstock.spi.Source;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.scan.Scan;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Locale;

/**
 * The table {@code wide} of 8 columns, read into Arrow, beside PostgreSQL's own driver: a cursor
 * with the best of three fetch sizes, each value taken by the getter of its type and dropped.
 */
final class CopyComparison {
    private static final int ROUNDS = 3;
    private static final int[] FETCH_ROWS = {1_000, 10_000, 50_000};
    private static final String COLUMNS = "id, k, x, price, name, day, made, even";

    private final Report report;
    private final String url;
    private final long expected;

    CopyComparison(Report report, String url, long expected) {
        this.report = report;
        this.url = url;
        this.expected = expected;
    }

    void run() throws SQLException, IOException {
        try (Source source =
                new JdbcSourceFactory()
                        .open(
                                new ConnectionSettings(
                                        "shop",
                                        "jdbc",
                                        ImmutableMap.of("JDBC_URL", url, "JDBC_SCHEMA", "public"),
                                        ImmutableMap.of(),
                                        Path.of("."),
                                        Path.of("drivers")))) {
            compare(source);
        }
    }

    private void compare(Source source) throws SQLException, IOException {
        int fetchRows = best();
        arrow(source);
        double[] ours = new double[ROUNDS];
        double[] theirs = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            ours[round] = arrow(source);
            theirs[round] = driver(fetchRows);
            report.progress("into Arrow %,.0f rows/s, driver %,.0f", ours[round], theirs[round]);
        }
        double times = median(ours) / median(theirs);
        report.add(
                "%,d rows x 8 columns of PostgreSQL into Arrow, rows/s against pgjdbc's ResultSet"
                        .formatted(expected),
                String.format(
                        Locale.ROOT,
                        "%s times (%,.0f against %,.0f, %,d rows a fetch)",
                        number(times),
                        median(ours),
                        median(theirs),
                        fetchRows),
                "at least 2.5 times",
                times >= 2.5);
    }

    private int best() throws SQLException, IOException {
        int best = FETCH_ROWS[0];
        double rate = 0;
        for (int fetchRows : FETCH_ROWS) {
            double now = driver(fetchRows);
            if (now > rate) {
                rate = now;
                best = fetchRows;
            }
        }
        return best;
    }

    private double arrow(Source source) throws IOException {
        SourceTable table = source.table(ImmutableList.of("wide")).orElseThrow();
        Scan.Pushed scan =
                new Scan.Pushed(
                        "island_0",
                        "shop",
                        "SELECT " + COLUMNS + " FROM wide",
                        ImmutableList.of(),
                        table.schema(),
                        true);
        long start = System.nanoTime();
        long rows = 0;
        try (BatchStream stream =
                source.read(scan, new QueryContext("benchmark", Duration.ofMinutes(10)))) {
            while (stream.next()) {
                rows += stream.batch().getRowCount();
            }
        }
        return rate(rows, start);
    }

    private double driver(int fetchRows) throws SQLException, IOException {
        long start = System.nanoTime();
        long rows = 0;
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT " + COLUMNS + " FROM wide")) {
                statement.setFetchSize(fetchRows);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        rows += take(row);
                    }
                }
            }
        }
        return rate(rows, start);
    }

    /** One, whatever the values are. */
    private static int take(ResultSet row) throws SQLException {
        long sum = row.getLong(1) + row.getInt(2) + (long) row.getDouble(3);
        sum += row.getBigDecimal(4).signum() + row.getString(5).length();
        sum += row.getObject(6, LocalDate.class).getDayOfMonth();
        sum += row.getObject(7, LocalDateTime.class).getDayOfMonth();
        sum += row.getBoolean(8) ? 1 : 0;
        return sum == Long.MIN_VALUE ? 0 : 1;
    }

    private double rate(long rows, long start) throws IOException {
        if (rows != expected) {
            throw new IOException("got %d rows instead of %d".formatted(rows, expected));
        }
        return rows / ((System.nanoTime() - start) / 1e9);
    }
}
