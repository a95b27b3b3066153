package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Stopwatch;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Running queries: seen, and ended by whoever looks after the server. */
@Timeout(120)
class QueriesTest {
    private static final String QUERIES = "/v0/queries";

    /** 4 thousand million pairs; nothing of it goes out before the end. */
    private static final String LONG_IN_DUCKDB =
            "select count(*) as c from lake.numbers a join lake.numbers b on a.x + b.x <> 0.5";

    private static final String LONG_IN_POSTGRES = "select waited from pg.slow";

    /** What people notice; on a busy machine threads wait for a processor besides. */
    private static final Duration AT_ONCE = Duration.ofMillis(200);

    private static final Duration BUSY_MACHINE = Duration.ofMillis(800);

    /** Several batches of the rows below. */
    private static final int READ_BYTES = 8 << 20;

    /** The batch that is being written when a call ends does not count as gone out. */
    private static final int BATCH_ROWS = 16 * 1024;

    @TempDir private static Path folder;
    private static EmbeddedPostgres postgres;
    private static PenstockServer server;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE VIEW slow AS SELECT i, pg_sleep(0.2)::text AS waited"
                            + " FROM generate_series(1, 100000) AS s(i)");
        }
        server =
                TestProject.in(folder)
                        .withNumbers(200_000)
                        .file(
                                "pg.connection",
                                """
                                TYPE jdbc
                                JDBC_URL %s
                                JDBC_USER postgres
                                JDBC_SCHEMA public
                                """
                                        .formatted(
                                                postgres.getJdbcUrl("postgres", "postgres")
                                                        .replaceAll("\\?.*", "")))
                        .pipe("long_pipe", LONG_IN_DUCKDB)
                        .start("query-timeout", "60s");
        client = new TestClient(server);
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        server.close();
        postgres.close();
    }

    private static CompletableFuture<HttpResponse<String>> started(String sql) {
        return CompletableFuture.supplyAsync(
                () -> client.get("/v0/sql?q=" + TestClient.encode(sql)),
                task -> Thread.ofPlatform().start(task));
    }

    private static JsonNode await(Predicate<JsonNode> wanted) throws InterruptedException {
        while (true) {
            for (JsonNode query : client.json(QUERIES).get("queries")) {
                if (wanted.test(query)) {
                    return query;
                }
            }
            Thread.onSpinWait();
        }
    }

    private static HttpResponse<String> end(String id) {
        return client.send(client.request(QUERIES + "/" + id).DELETE());
    }

    private static Duration cancelled(CompletableFuture<HttpResponse<String>> answer, String id)
            throws Exception {
        Stopwatch watch = Stopwatch.createStarted();
        assertThat(end(id).statusCode()).isEqualTo(200);
        HttpResponse<String> response = answer.get(30, TimeUnit.SECONDS);
        Duration took = watch.elapsed();
        assertThat(response.statusCode()).isEqualTo(499);
        assertThat(response.headers().firstValue("X-DB-Exception-Code")).contains("394");
        assertThat(TestClient.json(response).get("error").asText()).contains("cancelled");
        return took;
    }

    private static boolean isRunning(JsonNode query) {
        return query.get("state").asText().equals("running");
    }

    @Test
    void aQueryOfDuckDbIsListedWithItsProgressAndEnded() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = started(LONG_IN_DUCKDB);
        JsonNode query =
                await(each -> isRunning(each) && each.get("progress").asDouble(0) > 0.0001);
        assertThat(query.get("owner").asText()).isEqualTo("admin");
        assertThat(query.get("door").asText()).isEqualTo("sql");
        assertThat(query.get("progress").asDouble()).isBetween(0.0, 1.0);
        assertThat(query.get("rows").asLong()).isZero();
        assertThat(query.get("elapsed").asDouble()).isPositive();
        assertThat(query.get("started_at").asText()).matches("\\d{4}-\\d\\d-\\d\\d .*");
        Duration took = cancelled(answer, query.get("id").asText());
        assertThat(took).isLessThan(AT_ONCE.plus(BUSY_MACHINE));
        assertThat(client.json(QUERIES).get("queries")).isEmpty();
        assertThat(server.sql().queries().running()).isEmpty();
    }

    @Test
    void aQueryOfPostgresIsEndedThereToo() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = started(LONG_IN_POSTGRES);
        JsonNode query = await(QueriesTest::isRunning);
        while (busyBackends() == 0) {
            Thread.onSpinWait();
        }
        Duration took = cancelled(answer, query.get("id").asText());
        Stopwatch watch = Stopwatch.createStarted();
        while (busyBackends() > 0) {
            Thread.onSpinWait();
        }
        assertThat(took.plus(watch.elapsed())).isLessThan(AT_ONCE.plus(BUSY_MACHINE));
    }

    private static int busyBackends() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND"
                                        + " query LIKE '%slow%' AND pid <> pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void callsOfEndpointsAreQueriesToo() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                CompletableFuture.supplyAsync(
                        () -> client.get("/v0/pipes/long_pipe.json"),
                        task -> Thread.ofPlatform().start(task));
        JsonNode query = await(each -> each.get("door").asText().equals("http"));
        cancelled(answer, query.get("id").asText());
    }

    @Test
    void rowsThatGoOutAreCounted() throws Exception {
        HttpResponse<java.io.InputStream> response =
                client.send(
                        client.request(
                                "/v0/sql?q="
                                        + TestClient.encode(
                                                "select a.s, b.s as t from lake.numbers a cross"
                                                        + " join lake.numbers b FORMAT CSV")),
                        HttpResponse.BodyHandlers.ofInputStream());
        long lines = lines(response.body().readNBytes(READ_BYTES));
        JsonNode query = await(each -> each.get("state").asText().equals("returning"));
        assertThat(query.get("rows").asLong()).isGreaterThanOrEqualTo(lines);
        assertThat(query.get("bytes").asLong()).isGreaterThan(query.get("rows").asLong());
        try (LoggedCalls calls = new LoggedCalls()) {
            end(query.get("id").asText());
            response.body().close();
            String line = calls.await(query.get("id").asText());
            assertThat(line).contains("format=CSV").contains("status=499");
            assertThat(number(line, "bytes")).isGreaterThanOrEqualTo(READ_BYTES);
            assertThat(number(line, "rows")).isGreaterThanOrEqualTo(lines - BATCH_ROWS);
        }
    }

    private static long lines(byte[] text) {
        return IntStream.range(0, text.length).filter(i -> text[i] == '\n').count();
    }

    private static long number(String line, String key) {
        return Long.parseLong(line.replaceAll(".*\\b" + key + "=(\\d+).*", "$1"));
    }

    @Test
    void whatDoesNotRunIsNotThere() {
        HttpResponse<String> response = end("01ARZ3NDEKTSV4RRFFQ69G5FAV");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("01ARZ3NDEKTSV4RRFFQ69G5FAV");
        assertThat(client.send(client.bare(QUERIES)).statusCode()).isEqualTo(403);
        assertThat(client.send(client.request(QUERIES).DELETE()).statusCode()).isEqualTo(405);
        assertThat(client.get(QUERIES + "/x").statusCode()).isEqualTo(405);
    }
}
