package io.penstock.benchmark;

import static io.penstock.benchmark.Report.median;
import static io.penstock.benchmark.Report.number;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * Rows and small queries through Avatica's own driver in protocol buffers, from a server with a
 * heap of 512 MB. The yardstick is {@link StockAvatica}, read by the same driver with its usual
 * frames of 100 rows; it reads fewer rows, because its speed does not depend on their number.
 */
final class AvaticaBenchmark {
    private static final long ROWS = 10_000_000;
    private static final long STOCK_ROWS = 500_000;
    private static final int ROUNDS = 3;
    private static final int SMALL = 4_000;
    private static final String COLUMNS = "id, x, s, d, even, big";

    private final Report report;
    private final Path work;

    AvaticaBenchmark(Report report, Path work) {
        this.report = report;
        this.work = work;
    }

    void run() throws Exception {
        Path project = project(work);
        List<String> settings = List.of("query-timeout=120s", "flight-port=off");
        try (ServerProcess server = new ServerProcess(project, List.of("-Xmx512m"), settings);
                ServerProcess stock = ServerProcess.of(StockAvatica.class, List.of("-Xmx512m"));
                Connection ours = connect(server);
                Connection theirs = stock(stock)) {
            String files = project.resolve("data/rows.parquet").toString();
            String theirSql = "SELECT %s FROM '%s' LIMIT %d".formatted(COLUMNS, files, STOCK_ROWS);
            String ourSql = "SELECT %s FROM lake.rows LIMIT %d".formatted(COLUMNS, STOCK_ROWS);
            double[] ourRates = new double[ROUNDS];
            double[] theirRates = new double[ROUNDS];
            for (int round = -1; round < ROUNDS; round++) {
                double our = read(ours, ourSql, () -> {});
                double their = read(theirs, theirSql, () -> {});
                if (round >= 0) {
                    ourRates[round] = our;
                    theirRates[round] = their;
                }
            }
            compare(median(ourRates), median(theirRates));
            rows(server, ours);
            small(ours);
        }
    }

    /** A folder with ten million rows of six columns; made once. */
    static Path project(Path work) throws IOException, SQLException {
        Path project = Files.createDirectories(work.resolve("avatica"));
        Path file = Files.createDirectories(project.resolve("data")).resolve("rows.parquet");
        if (!Files.exists(file)) {
            try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = duckdb.createStatement()) {
                statement.execute(
                        ("COPY (SELECT i AS id, i / 7.0::DOUBLE AS x, 'row ' || i AS s,"
                                        + " i %% 1000 AS d, i %% 2 = 0 AS even, i * 1000003 AS big"
                                        + " FROM range(%d) t(i)) TO '%s' (FORMAT parquet)")
                                .formatted(ROWS, file));
            }
        }
        Files.writeString(project.resolve("lake.connection"), "TYPE files\nFILES_PATH data/\n");
        return project;
    }

    static Connection connect(ServerProcess server) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("authentication", "BASIC");
        properties.setProperty("avatica_user", "benchmark");
        properties.setProperty("avatica_password", ServerProcess.TOKEN);
        return DriverManager.getConnection(
                "jdbc:avatica:remote:url=%s;serialization=protobuf"
                        .formatted(server.uri("/avatica")),
                properties);
    }

    private static Connection stock(ServerProcess stock) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:avatica:remote:url=%s;serialization=protobuf".formatted(stock.uri("/")),
                new Properties());
    }

    private void compare(double ours, double theirs) {
        report.add(
                "500,000 rows × 6 columns through Avatica's driver, rows/s against Avatica's own"
                        + " JdbcMeta over DuckDB, taking turns",
                String.format(
                        Locale.ROOT,
                        "%.1f times (%,.0f against %,.0f)",
                        ours / theirs,
                        ours,
                        theirs),
                "at least 3 times",
                ours >= 3 * theirs);
    }

    private void rows(ServerProcess server, Connection ours) throws Exception {
        long before = server.liveHeap();
        long[] inside = new long[1];
        double rate =
                read(
                        ours,
                        "SELECT %s FROM lake.rows".formatted(COLUMNS),
                        () -> inside[0] = server.liveHeap());
        long growth = Math.max(0, inside[0] - before);
        report.add(
                "10,000,000 rows, heap growth",
                String.format(Locale.ROOT, "%.2f MB (%,.0f rows/s)", growth / 1048576.0, rate),
                "under 64 MB",
                growth < 64L << 20);
    }

    private void small(Connection ours) throws SQLException {
        double[] millis = new double[SMALL];
        try (Statement statement = ours.createStatement()) {
            for (int i = 0; i < SMALL; i++) {
                long start = System.nanoTime();
                try (ResultSet rows = statement.executeQuery("SELECT 1")) {
                    rows.next();
                }
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        double[] warm = Arrays.copyOfRange(millis, SMALL / 2, SMALL);
        report.add(
                "SELECT 1 through Avatica's driver, one connection, p50",
                number(median(warm)) + " ms",
                "under 2 ms",
                median(warm) < 2);
    }

    @FunctionalInterface
    private interface Halfway {
        void here() throws IOException;
    }

    /** Reads every value; rows per second. */
    private double read(Connection connection, String sql, Halfway halfway) throws Exception {
        long start = System.nanoTime();
        long count = 0;
        long sum = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                sum += rows.getLong(1) + (long) rows.getDouble(2) + rows.getString(3).length();
                sum += rows.getLong(4) + (rows.getBoolean(5) ? 1 : 0) + rows.getLong(6);
                count++;
                if (count == ROWS / 2) {
                    halfway.here();
                }
            }
        }
        double rate = count / ((System.nanoTime() - start) / 1e9);
        report.progress("%d rows, %.0f rows/s (sum %d)", count, rate, sum);
        return rate;
    }
}
