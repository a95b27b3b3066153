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
                ServerProcess replay = replay(server);
                Connection ours = connect(server)) {
            try (Connection theirs = bare(stock, "protobuf");
                    Connection json = connect(server, "json");
                    Connection own = own(server);
                    Connection bare = bare(replay, "protobuf");
                    Connection bareJson = bare(replay, "json")) {
                compare(project, List.of(theirs, ours, bare, json, bareJson, own));
            }
            rows(server, ours);
            small(ours);
        }
    }

    /** What the same client gets from a server that only sends what this one said before. */
    static ServerProcess replay(ServerProcess server) throws IOException {
        return ServerProcess.of(
                Replay.class, List.of("-Xmx512m"), server.uri("/avatica").toString());
    }

    /** All read the same rows, taking turns; the first is the yardstick. */
    private void compare(Path project, List<Connection> connections) throws Exception {
        String files = project.resolve("data/rows.parquet").toString();
        double[][] rates = new double[connections.size()][ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            for (int i = 0; i < rates.length; i++) {
                String table = i == 0 ? "'" + files + "'" : "lake.rows";
                String sql = "SELECT %s FROM %s LIMIT %d".formatted(COLUMNS, table, STOCK_ROWS);
                double rate = read(connections.get(i), sql, () -> {});
                if (round >= 0) {
                    rates[i][round] = rate;
                }
            }
        }
        double stock = median(rates[0]);
        String what = "500,000 rows × 6 columns through Avatica's driver, ";
        double bare = median(rates[2]) / stock;
        double bareJson = median(rates[4]) / stock;
        compare(what + "protobuf", median(rates[1]), stock, factor(bare));
        compare(what + "JSON", median(rates[3]), stock, factor(bareJson));
        compare("the same through jdbc:penstock", median(rates[5]), stock, "");
    }

    private static String factor(double times) {
        return String.format(Locale.ROOT, "; from a server that only replays it %.1f times", times);
    }

    /** Through our own driver. */
    static Connection own(ServerProcess server) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:penstock://%s:%d/?token=%s"
                        .formatted(server.host(), server.port(), ServerProcess.TOKEN));
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
        return connect(server, "protobuf");
    }

    /** Through Avatica's own driver with this serialization. */
    static Connection connect(ServerProcess server, String serialization) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("authentication", "BASIC");
        properties.setProperty("avatica_user", "benchmark");
        properties.setProperty("avatica_password", ServerProcess.TOKEN);
        return DriverManager.getConnection(
                "jdbc:avatica:remote:url=%s;serialization=%s"
                        .formatted(server.uri("/avatica"), serialization),
                properties);
    }

    /** To a server that asks for no token. */
    static Connection bare(ServerProcess server, String serialization) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:avatica:remote:url=%s;serialization=%s"
                        .formatted(server.uri("/"), serialization),
                new Properties());
    }

    private void compare(String what, double ours, double theirs, String bound) {
        report.add(
                what
                        + ", rows/s against Avatica's own JdbcMeta over DuckDB in protobuf,"
                        + " taking turns",
                String.format(
                        Locale.ROOT,
                        "%.1f times (%,.0f against %,.0f)%s",
                        ours / theirs,
                        ours,
                        theirs,
                        bound),
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
