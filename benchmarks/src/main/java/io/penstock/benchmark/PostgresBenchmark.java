package io.penstock.benchmark;

import static io.penstock.benchmark.Report.median;
import static io.penstock.benchmark.Report.number;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * One PostgreSQL beside bare loops over its own driver: an endpoint that looks one row up, and a
 * table that is read whole. They take turns; each figure is the median of its rounds.
 */
final class PostgresBenchmark {
    private static final int CONNECTIONS = 16;
    private static final int ROWS = 6_000_000;
    private static final int ROUNDS = 5;
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration ROUND = Duration.ofSeconds(4);

    private final Report report;
    private final Path work;

    PostgresBenchmark(Report report, Path work) {
        this.report = report;
        this.work = work;
    }

    void run() throws Exception {
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            Customers.make(url);
            lookup(url);
            makeRows(url);
            new CopyComparison(report, url, ROWS).run();
        }
    }

    private static void makeRows(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE UNLOGGED TABLE wide AS SELECT i::int8 AS id, (i %% 1000)::int4 AS k,
                      (i / 7.0)::float8 AS x, (i %% 1000000 / 100.0)::numeric(12, 2) AS price,
                      'row ' || i AS name, date '2026-01-01' + (i %% 365)::int AS day,
                      timestamp '2026-01-01' + i * interval '1 second' AS made, i %% 2 = 0 AS even
                    FROM generate_series(1, %d) AS s(i)
                    """
                            .formatted(ROWS));
            statement.execute("VACUUM ANALYZE wide");
        }
    }

    private void lookup(String url) throws IOException, InterruptedException {
        Path project = project(url);
        String sql = "SELECT * FROM customer WHERE c_custkey = ?";
        try (ServerProcess server = new ServerProcess(project, List.of("-Xmx1g"), List.of())) {
            HttpLoad http = new HttpLoad(server.host(), server.port());
            double[] ours = new double[ROUNDS];
            double[] theirs = new double[ROUNDS];
            http.warmUp(CONNECTIONS, PostgresBenchmark::path);
            Loop.rate(CONNECTIONS, WARM_UP, index -> bare(url, sql));
            for (int round = 0; round < ROUNDS; round++) {
                ours[round] = endpoint(http, ROUND);
                theirs[round] = Loop.rate(CONNECTIONS, ROUND, index -> bare(url, sql));
                report.progress("endpoint %.0f/s, bare %.0f/s", ours[round], theirs[round]);
            }
            double share = median(ours) / median(theirs);
            report.add(
                    "keyed lookup in 150,000 rows of PostgreSQL, 16 connections, queries/s against"
                            + " a bare pgjdbc loop with 16 threads",
                    "%s %% (%s/s against %s/s)"
                            .formatted(
                                    number(100 * share),
                                    whole(median(ours)),
                                    whole(median(theirs))),
                    "at least 50 %",
                    share >= 0.5);
        }
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static double endpoint(HttpLoad http, Duration time) throws InterruptedException {
        return http.rate(CONNECTIONS, time, PostgresBenchmark::path);
    }

    private static String path(int n) {
        return "/v0/pipes/customer.json?key=" + Customers.key(n);
    }

    private static Loop.Step bare(String url, String sql) {
        return Lookups.over(() -> DriverManager.getConnection(url), sql, Customers::key);
    }

    private Path project(String url) throws IOException {
        Path project = Files.createDirectories(work.resolve("postgres"));
        Files.writeString(
                project.resolve("shop.connection"),
                "TYPE jdbc\nJDBC_URL %s\nJDBC_SCHEMA public\nJDBC_POOL_SIZE %d\n"
                        .formatted(url, CONNECTIONS));
        Files.writeString(
                project.resolve("customer.pipe"),
                """
                NODE lookup
                SQL >
                    %
                    SELECT * FROM shop.customer WHERE c_custkey = {{Int32(key, 1)}}

                TYPE endpoint
                """);
        return project;
    }
}
