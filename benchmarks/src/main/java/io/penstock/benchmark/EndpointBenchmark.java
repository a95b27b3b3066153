package io.penstock.benchmark;

import static io.penstock.benchmark.Report.median;
import static io.penstock.benchmark.Report.number;

import org.duckdb.DuckDBConnection;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Endpoints under load against a bare loop over the same statement: prepared once per thread on a
 * connection of its own, each row read to its last column. They take turns; each figure is the
 * median of its rounds.
 */
final class EndpointBenchmark {
    private static final int CUSTOMERS = 150_000;
    private static final int ROUNDS = 5;
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration ROUND = Duration.ofSeconds(4);

    private final Report report;
    private final Path work;

    EndpointBenchmark(Report report, Path work) {
        this.report = report;
        this.work = work;
    }

    void run() throws Exception {
        Path files = TpchFiles.at(work, 1);
        Path project = project(files);
        String lookup =
                "SELECT * FROM read_parquet('%s') WHERE c_custkey = CAST(? AS INTEGER)"
                        .formatted(files.resolve("customer.parquet"));
        try (ServerProcess server = new ServerProcess(project, List.of("-Xmx1g"), List.of());
                DuckDBConnection duckdb =
                        (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:")) {
            try (Statement statement = duckdb.createStatement()) {
                statement.execute("SET threads = 2");
            }
            HttpLoad http = new HttpLoad(server.host(), server.port());
            double[] keyed =
                    compare(http, 16, n -> "/v0/pipes/customer.json?key=" + key(n), duckdb, lookup);
            report.add(
                    "keyed lookup in 150,000 rows of Parquet, 16 connections, queries/s against a"
                            + " bare JDBC loop with 16 threads",
                    share(keyed),
                    "at least 85 %",
                    keyed[0] >= 0.85 * keyed[1]);
            double[] tiny =
                    compare(
                            http,
                            64,
                            n -> "/v0/pipes/one.json?a=" + (n & 1023),
                            duckdb,
                            "SELECT CAST(? AS INTEGER) AS a");
            report.add(
                    "SELECT ? AS a, 64 connections, queries/s against a bare JDBC loop with 64"
                            + " threads",
                    share(tiny) + "; bare Jetty " + number(bareJetty()) + "/s",
                    "at least 70 %",
                    tiny[0] >= 0.70 * tiny[1]);
            double[] computed =
                    compare(
                            http,
                            64,
                            n -> "/v0/pipes/next.json?a=" + (n & 1023),
                            duckdb,
                            "SELECT CAST(? AS INTEGER) + 1 AS a");
            report.add(
                    "SELECT ? + 1 AS a, which the engine computes, 64 connections, queries/s"
                            + " against a bare JDBC loop with 64 threads",
                    share(computed),
                    "to know",
                    true);
        }
    }

    private static int key(int n) {
        return 1 + (int) (n * 2654435761L % CUSTOMERS & 0x7fffffff) % CUSTOMERS;
    }

    private static String share(double[] pair) {
        return "%s %% (%s/s against %s/s)"
                .formatted(
                        number(100 * pair[0] / pair[1]),
                        String.format(Locale.ROOT, "%.0f", pair[0]),
                        String.format(Locale.ROOT, "%.0f", pair[1]));
    }

    private double[] compare(
            HttpLoad http,
            int connections,
            IntFunction<String> path,
            DuckDBConnection duckdb,
            String sql)
            throws InterruptedException {
        http.warmUp(connections, path);
        Loop.rate(connections, WARM_UP, index -> jdbc(duckdb, sql));
        double[] ours = new double[ROUNDS];
        double[] theirs = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            ours[round] = http.rate(connections, ROUND, path);
            theirs[round] = Loop.rate(connections, ROUND, index -> jdbc(duckdb, sql));
            report.progress(
                    "%d connections: %.0f/s, bare loop %.0f/s",
                    connections, ours[round], theirs[round]);
        }
        return new double[] {median(ours), median(theirs)};
    }

    private static Loop.Step jdbc(DuckDBConnection duckdb, String sql) {
        return Lookups.over(duckdb::duplicate, sql, EndpointBenchmark::key);
    }

    /** What Jetty does when it only answers: the ceiling of any server on it. */
    private static double bareJetty() throws Exception {
        Server server = new Server(new java.net.InetSocketAddress("127.0.0.1", 0));
        ByteBuffer body =
                ByteBuffer.wrap("{\"data\":[{\"a\":1}]}".getBytes(StandardCharsets.US_ASCII))
                        .asReadOnlyBuffer();
        server.setHandler(
                new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback) {
                        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.remaining());
                        response.write(true, body.slice(), callback);
                        return true;
                    }
                });
        server.start();
        try {
            int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
            HttpLoad http = new HttpLoad("127.0.0.1", port);
            http.rate(64, WARM_UP, n -> "/");
            return http.rate(64, ROUND, n -> "/");
        } finally {
            server.stop();
        }
    }

    private Path project(Path files) throws IOException {
        Path project = Files.createDirectories(work.resolve("endpoints"));
        Files.writeString(
                project.resolve("tpch.connection"), "TYPE files\nFILES_PATH %s\n".formatted(files));
        Files.writeString(
                project.resolve("customer.pipe"),
                """
                NODE lookup
                SQL >
                    %
                    SELECT * FROM tpch.customer WHERE c_custkey = {{Int32(key, 1)}}

                TYPE endpoint
                """);
        Files.writeString(
                project.resolve("next.pipe"),
                """
                NODE computed
                SQL >
                    %
                    SELECT {{Int32(a, 1)}} + 1 AS a

                TYPE endpoint
                """);
        Files.writeString(
                project.resolve("one.pipe"),
                """
                NODE constant
                SQL >
                    %
                    SELECT {{Int32(a, 1)}} AS a

                TYPE endpoint
                """);
        return project;
    }
}
