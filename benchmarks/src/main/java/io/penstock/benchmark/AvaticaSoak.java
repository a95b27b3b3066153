package io.penstock.benchmark;

import static io.penstock.benchmark.Report.number;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * 200 idle and 50 busy JDBC connections; afterwards the server has as many threads, statements,
 * open results and bytes of Arrow as before. A busy one runs small queries, reads large results to
 * their middle, and leaves statements for the connection to close.
 */
final class AvaticaSoak {
    private static final int IDLE = 200;
    private static final int BUSY = 50;

    private final Report report;
    private final Path work;
    private final Duration time;
    private final AtomicLong refused = new AtomicLong();

    AvaticaSoak(Report report, Path work, Duration time) {
        this.report = report;
        this.work = work;
        this.time = time;
    }

    void run() throws Exception {
        Path project = AvaticaBenchmark.project(work);
        try (ServerProcess server =
                new ServerProcess(
                        project,
                        List.of("-Xmx512m"),
                        List.of("query-timeout=120s", "flight-port=off"))) {
            soak(server, Duration.ofSeconds(10));
            Usage before = Usage.of(server);
            refused.set(0);
            long queries = soak(server, time);
            Usage after = settled(server, before);
            report.add(
                    "queries that were turned away",
                    "%,d".formatted(refused.get()),
                    "0",
                    refused.get() == 0);
            report.add(
                    "200 idle and 50 busy JDBC connections for %d s (%,d queries): threads"
                            .formatted(time.toSeconds(), queries),
                    "%.0f, before %.0f".formatted(after.threads(), before.threads()),
                    "back to the start",
                    after.threads() <= before.threads() + 10);
            report.add(
                    "connections and statements left",
                    "%.0f, %.0f".formatted(after.connections(), after.statements()),
                    "0, 0",
                    after.connections() == 0 && after.statements() == 0);
            report.add(
                    "queries and results still open at the engine",
                    number(after.running()),
                    "0",
                    after.running() == 0);
            report.add(
                    "bytes of Arrow left outside the heap",
                    number(after.arrow()),
                    "0",
                    after.arrow() == 0);
        }
    }

    private record Usage(
            double threads, double connections, double statements, double running, double arrow) {
        static Usage of(ServerProcess server) throws IOException {
            return new Usage(
                    server.metric("jvm_threads_current"),
                    server.metric("penstock_avatica_connections"),
                    server.metric("penstock_avatica_statements"),
                    server.metric("penstock_engine_running")
                            + server.metric("penstock_engine_unread"),
                    server.metric("penstock_arrow_bytes"));
        }
    }

    /** Threads of a pool live a minute after their last work. */
    private static Usage settled(ServerProcess server, Usage before)
            throws IOException, InterruptedException {
        Usage now = Usage.of(server);
        for (int i = 0; i < 12 && (now.threads() > before.threads() || now.arrow() > 0); i++) {
            TimeUnit.SECONDS.sleep(10);
            now = Usage.of(server);
        }
        return now;
    }

    private long soak(ServerProcess server, Duration length) throws Exception {
        List<Connection> idle = new ArrayList<>();
        AtomicLong queries = new AtomicLong();
        CountDownLatch ended = new CountDownLatch(BUSY);
        long end = System.nanoTime() + length.toNanos();
        try {
            for (int i = 0; i < IDLE; i++) {
                idle.add(AvaticaBenchmark.connect(server));
            }
            for (int i = 0; i < BUSY; i++) {
                Thread.ofPlatform().start(() -> busy(server, end, queries, ended));
            }
            ended.await();
        } finally {
            for (Connection connection : idle) {
                connection.close();
            }
        }
        report.progress("%d queries", queries.get());
        return queries.get();
    }

    private void busy(ServerProcess server, long end, AtomicLong queries, CountDownLatch ended) {
        while (System.nanoTime() < end) {
            try (Connection connection = AvaticaBenchmark.connect(server)) {
                for (int i = 0; i < 20 && System.nanoTime() < end; i++) {
                    query(connection);
                    queries.incrementAndGet();
                }
            } catch (SQLException | RuntimeException e) {
                if (e instanceof SQLException refusal && "53000".equals(refusal.getSQLState())) {
                    refused.incrementAndGet();
                }
                report.progress("%s", e.toString());
            }
        }
        ended.countDown();
    }

    private static void query(Connection connection) throws SQLException {
        boolean large = ThreadLocalRandom.current().nextInt(10) == 0;
        Statement statement = connection.createStatement();
        ResultSet rows =
                statement.executeQuery(
                        large ? "SELECT * FROM lake.rows LIMIT 200000" : "SELECT 1 AS one");
        for (int i = 0; i < 30_000 && rows.next(); i++) {
            rows.getLong(1);
        }
        if (ThreadLocalRandom.current().nextBoolean()) {
            statement.close();
        }
    }
}
