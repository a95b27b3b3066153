package io.penstock.benchmark;

import static io.penstock.benchmark.Report.median;
import static io.penstock.benchmark.Report.number;

import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClientMiddleware;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * 10,000,000 rows of 6 columns through Flight SQL, from a server with a heap of 512 MB: beside a
 * bare producer of the same export in a process of its own, and, through the JDBC driver, beside
 * DuckDB's own JDBC driver in this process. All take turns.
 */
final class FlightBenchmark {
    private static final long ROWS = 10_000_000;
    private static final int ROUNDS = 5;
    private static final List<String> JVM = List.of("-Xmx512m");
    private static final String COLUMNS = "id, x, s, d, even, day";

    private final Report report;
    private final Path work;

    FlightBenchmark(Report report, Path work) {
        this.report = report;
        this.work = work;
    }

    void run() throws Exception {
        Path project = Files.createDirectories(work.resolve("flight"));
        Path file = project.resolve("wide.parquet");
        makeData(file);
        Files.writeString(
                project.resolve("lake.connection"),
                "TYPE files\nFILES_PATH %s\n".formatted(project));
        int port = freePort();
        int barePort = freePort();
        List<String> settings = List.of("query-timeout=10m", "flight-port=" + port);
        String bareSql = "SELECT %s FROM read_parquet('%s')".formatted(COLUMNS, file);
        try (ServerProcess server = new ServerProcess(project, JVM, settings);
                ServerProcess bare =
                        ServerProcess.of(BareFlight.class, JVM, Integer.toString(barePort))) {
            try (Arrow ours = new Arrow(port);
                    Arrow theirs = new Arrow(bare.port())) {
                arrow(ours, theirs, bareSql);
                memory(server, ours);
            }
            jdbc(port, bareSql);
        }
    }

    /** Arrow's own client of one server; the caller closes it. */
    static FlightSqlClient client(BufferAllocator allocator, int port) {
        return new FlightSqlClient(
                FlightClient.builder(allocator, Location.forGrpcInsecure("127.0.0.1", port))
                        .intercept(info -> new Token())
                        .build());
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void makeData(Path file) throws SQLException {
        if (Files.exists(file)) {
            return;
        }
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute(
                    "COPY (SELECT i AS id, i / 7.0 AS x, 'row ' || i AS s, CAST(i % 10 AS INTEGER)"
                        + " AS d, i % 2 = 0 AS even, DATE '2026-01-01' + CAST(i % 365 AS INTEGER)"
                        + " AS day"
                            + " FROM range(%d) t(i)) TO '%s' (FORMAT parquet)"
                                    .formatted(ROWS, file));
        }
    }

    private static String sql() {
        return "SELECT " + COLUMNS + " FROM lake.wide";
    }

    private void arrow(Arrow ours, Arrow theirs, String bareSql) throws Exception {
        double[] rates = new double[ROUNDS];
        double[] bareRates = new double[ROUNDS];
        ours.rate(sql(), () -> {});
        theirs.rate(bareSql, () -> {});
        for (int round = 0; round < ROUNDS; round++) {
            rates[round] = ours.rate(sql(), () -> {});
            bareRates[round] = theirs.rate(bareSql, () -> {});
            report.progress(
                    "%,.0f rows/s, bare producer %,.0f rows/s", rates[round], bareRates[round]);
        }
        double ratio = median(rates) / median(bareRates);
        report.add(
                "10,000,000 rows x 6 columns through Flight SQL, rows/s against a bare producer",
                String.format(
                        Locale.ROOT,
                        "%.0f %% (%,.0f against %,.0f)",
                        100 * ratio,
                        median(rates),
                        median(bareRates)),
                "at least 90 %",
                ratio >= 0.9);
    }

    private void memory(ServerProcess server, Arrow ours) throws Exception {
        long before = server.liveHeap();
        long[] inside = new long[1];
        ours.rate(sql(), () -> inside[0] = server.liveHeap());
        long growth = Math.max(0, inside[0] - before);
        report.add(
                "its heap growth",
                "%s MB (live before it %s MB)"
                        .formatted(number(growth / 1048576.0), number(before / 1048576.0)),
                "under 64 MB",
                growth < 64L << 20);
    }

    private void jdbc(int port, String duckSql) throws Exception {
        String url =
                "jdbc:arrow-flight-sql://127.0.0.1:%d/?useEncryption=false&token=%s"
                        .formatted(port, ServerProcess.TOKEN);
        Properties streaming = new Properties();
        streaming.setProperty("jdbc_stream_results", "true");
        double[] rates = new double[ROUNDS];
        double[] duckRates = new double[ROUNDS];
        try (Connection flight = DriverManager.getConnection(url);
                Connection duck = DriverManager.getConnection("jdbc:duckdb:", streaming)) {
            rate(flight, sql());
            rate(duck, duckSql);
            for (int round = 0; round < ROUNDS; round++) {
                rates[round] = rate(flight, sql());
                duckRates[round] = rate(duck, duckSql);
                report.progress(
                        "JDBC %,.0f rows/s, DuckDB's %,.0f rows/s", rates[round], duckRates[round]);
            }
        }
        double ratio = median(rates) / median(duckRates);
        report.add(
                "the same through the Flight SQL JDBC driver, rows/s against DuckDB's JDBC driver",
                String.format(
                        Locale.ROOT,
                        "%.2f times (%,.0f against %,.0f)",
                        ratio,
                        median(rates),
                        median(duckRates)),
                "at least 1.8 times",
                ratio >= 1.8);
    }

    /** Reads every value of every row. */
    private static double rate(Connection connection, String sql) throws SQLException, IOException {
        long start = System.nanoTime();
        long rows = 0;
        long sum = 0;
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                sum += result.getLong(1);
                sum += (long) result.getDouble(2);
                sum += result.getString(3).length();
                sum += result.getInt(4);
                sum += result.getBoolean(5) ? 1 : 0;
                sum += result.getDate(6).getTime();
                rows++;
            }
        }
        if (rows != ROWS || sum == 0) {
            throw new IOException("got " + rows + " rows");
        }
        return rows / ((System.nanoTime() - start) / 1e9);
    }

    @FunctionalInterface
    private interface Halfway {
        void here() throws IOException;
    }

    /** Arrow's own client of one server. */
    private static final class Arrow implements AutoCloseable {
        private final BufferAllocator allocator = new RootAllocator();
        private final FlightSqlClient client;

        Arrow(int port) {
            client = client(allocator, port);
        }

        double rate(String sql, Halfway halfway) throws Exception {
            long start = System.nanoTime();
            long rows = 0;
            boolean passed = false;
            FlightInfo info = client.execute(sql);
            try (FlightStream stream =
                    client.getStream(info.getEndpoints().getFirst().getTicket())) {
                while (stream.next()) {
                    rows += stream.getRoot().getRowCount();
                    if (!passed && rows > ROWS / 2) {
                        passed = true;
                        halfway.here();
                    }
                }
            }
            if (rows != ROWS) {
                throw new IOException("got " + rows + " rows");
            }
            return rows / ((System.nanoTime() - start) / 1e9);
        }

        @Override
        public void close() throws Exception {
            client.close();
            allocator.close();
        }
    }

    private static final class Token implements FlightClientMiddleware {
        @Override
        public void onBeforeSendingHeaders(CallHeaders headers) {
            headers.insert("authorization", "Bearer " + ServerProcess.TOKEN);
        }

        @Override
        public void onHeadersReceived(CallHeaders headers) {}

        @Override
        public void onCallCompleted(CallStatus status) {}
    }
}
