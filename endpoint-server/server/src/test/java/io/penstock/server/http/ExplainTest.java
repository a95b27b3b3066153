package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** EXPLAIN through every door of a real server. */
class ExplainTest {
    private static final String MIXED =
            """
            SELECT s.name, count(*) AS visits FROM lake.ev e
            JOIN shop.shops s ON CAST(s.id AS UBIGINT) = e.id
            WHERE e.id > 0 GROUP BY s.name ORDER BY visits DESC LIMIT 5\
            """;

    private static final String DIRECT = "SELECT id, name FROM shop.shops WHERE id > 1";

    @TempDir private static Path folder;
    private static PenstockServer server;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        server =
                TestProject.in(folder)
                        .withShop()
                        .withNumbers(200_000)
                        .pipe(
                                "top",
                                "%\n"
                                    + "SELECT id, name FROM shop.shops WHERE id >= {{Int32(least,"
                                    + " 2)}}")
                        .start();
        client = new TestClient(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static JsonNode good(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestClient.json(answer);
    }

    private static HttpResponse<String> ask(String sql) {
        return client.post("/v0/sql", "text/plain", sql);
    }

    private static List<String> lines(String sql) {
        List<String> lines = new ArrayList<>();
        good(ask(sql)).get("data").forEach(row -> lines.add(row.get("explain").asText()));
        return lines;
    }

    private static JsonNode json(String options, String sql) throws JsonProcessingException {
        return new ObjectMapper().readTree(lines("EXPLAIN (" + options + ") " + sql).get(0));
    }

    @Test
    void showsThePlanWithoutRunningIt() throws Exception {
        assertThat(lines("EXPLAIN " + MIXED))
                .anyMatch(line -> line.strip().equals("Table lake.ev: 1 Parquet file"))
                .anyMatch(line -> line.strip().startsWith("asked of shop: SELECT"))
                .noneMatch(line -> line.contains("gave "));
        JsonNode plan = json("FORMAT JSON", MIXED);
        assertThat(plan.has("run")).isFalse();
        assertThat(plan.get("engine").asText()).isEqualTo("duckdb");
        assertThat(plan.get("engine_sql").asText()).contains("read_parquet");
        assertThat(plan.at("/plan/operator").asText()).contains("limit 5");
    }

    @Test
    void analyzeSaysWhatEachOperatorDid() {
        assertThat(lines("  explain -- why\n ANALYZE " + MIXED))
                .contains("Sort by visits desc, limit 5")
                .anyMatch(line -> line.matches("\\s+Table shop.shops: island_0.*"))
                .anyMatch(
                        line ->
                                line.matches(
                                        "\\s+gave 2 rows .*, \\d+ bytes, [0-9.]+ ms, the first"
                                                + " after [0-9.]+ ms in shop"))
                .anyMatch(line -> line.matches("Ran in [0-9.]+ ms, planned in .*: 2 rows, .*"))
                .anyMatch(line -> line.matches("  read of shop: 2 rows, \\d+ bytes, waited .*"))
                .anyMatch(line -> line.startsWith("  read of lake: "))
                .contains("Operators of duckdb");
    }

    @Test
    void analyzeAsJson() throws Exception {
        JsonNode plan = json("ANALYZE, FORMAT JSON", MIXED);
        assertThat(plan.at("/run/rows").asLong()).isEqualTo(2);
        assertThat(plan.at("/run/milliseconds").asDouble()).isPositive();
        assertThat(plan.at("/run/sources")).hasSize(2);
        assertThat(plan.at("/run/sources/0/connection").asText()).isEqualTo("shop");
        assertThat(plan.at("/run/engine/0/operator").asText()).isNotEmpty();
        JsonNode sort = plan.get("plan");
        assertThat(sort.at("/actual/rows").asLong()).isEqualTo(2);
        JsonNode group = sort.findParents("operator").get(1);
        assertThat(group.get("operator").asText()).startsWith("Group by name");
        assertThat(group.at("/actual/rows").asLong()).isEqualTo(2);
        assertThat(group.has("estimated_rows")).isTrue();
        JsonNode island = sort.findParent("asked_of");
        assertThat(island.get("sql").asText()).startsWith("SELECT");
        assertThat(island.at("/actual/by").asText()).isEqualTo("shop");
        assertThat(island.at("/actual/rows").asLong()).isEqualTo(2);
        assertThat(island.at("/actual/first_row_milliseconds").asDouble()).isPositive();
    }

    @Test
    void aQueryOfOneSourceHasNoEngine() throws Exception {
        JsonNode plan = json("ANALYZE, FORMAT JSON", DIRECT);
        assertThat(plan.get("engine").asText()).isEqualTo("shop");
        assertThat(plan.at("/plan/whole").asBoolean()).isTrue();
        assertThat(plan.at("/plan/actual/rows").asLong()).isEqualTo(1);
        assertThat(plan.at("/run/engine")).isEmpty();
        assertThat(plan.at("/run/rows").asLong()).isEqualTo(1);
    }

    @Test
    void statisticsOfAnAnalyzedStatementAreItsOwn() {
        JsonNode answer = good(ask("EXPLAIN ANALYZE " + DIRECT));
        assertThat(answer.at("/statistics/rows_read").asLong()).isEqualTo(1);
        assertThat(good(ask("EXPLAIN " + DIRECT)).at("/statistics/rows_read").asLong()).isZero();
    }

    @Test
    void endpointsAndTheSwitchOfTheQueryApi() {
        for (String path :
                ImmutableList.of(
                        "/v0/pipes/top/explain?explain=analyze&least=1",
                        "/v0/pipes/top.json?explain=analyze&least=1",
                        "/v0/sql?explain=analyze&q="
                                + TestClient.encode("SELECT id, name FROM shop.shops"))) {
            JsonNode answer = good(client.get(path));
            assertThat(answer.get("query_explain").asText()).contains("gave 2 rows ");
            assertThat(answer.at("/plan/run/rows").asLong()).isEqualTo(2);
        }
        JsonNode planned = good(client.get("/v0/pipes/top/explain?least=1"));
        assertThat(planned.get("query_explain").asText()).doesNotContain("gave ");
        assertThat(planned.get("debug_query").asText()).startsWith("SELECT");
        assertThat(planned.get("plan").findValue("asked_of").asText()).isEqualTo("shop");
        assertThat(client.get("/v0/pipes/top/explain?explain=maybe").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EXPLAIN (VERBOSE) SELECT 1 AS a | not 'VERBOSE'",
                "EXPLAIN (ANALYZE, FORMAT YAML) SELECT 1 AS a | not 'FORMAT YAML'",
                "EXPLAIN ANALYZE DROP TABLE lake.ev | ",
                "EXPLAIN ANALYZE | ",
                "EXPLAIN EXPLAIN SELECT 1 AS a | ",
                "EXPLAIN ANALYZE SELECT nothing FROM lake.ev | column 24",
            })
    void whatCanNotBeExplainedIsRefused(String sql, String message) {
        HttpResponse<String> answer = ask(sql);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(TestClient.json(answer).get("error").asText())
                .contains(message == null ? "" : message);
    }

    @Test
    void parenthesesMayBeginAQuery() {
        assertThat(lines("EXPLAIN (SELECT id FROM lake.ev)")).anyMatch(l -> l.contains("lake.ev"));
    }

    @Test
    void whatIsAnalyzedCanBeCancelled() throws Exception {
        CompletableFuture<HttpResponse<String>> answer =
                CompletableFuture.supplyAsync(
                        () ->
                                ask(
                                        "EXPLAIN ANALYZE select count(*) as c from lake.numbers a"
                                                + " join lake.numbers b on a.x + b.x <> 0.5"));
        String id = "";
        while (id.isEmpty() && !answer.isDone()) {
            for (JsonNode query : good(client.get("/v0/queries")).get("queries")) {
                if (query.get("state").asText().equals("running")) {
                    id = query.get("id").asText();
                }
            }
            Thread.sleep(20);
        }
        HttpResponse<String> ended = client.send(client.request("/v0/queries/" + id).DELETE());
        assertThat(ended.statusCode()).as(ended.body()).isEqualTo(200);
        assertThat(answer.get().statusCode()).isEqualTo(499);
    }

    @Test
    void jdbcClientsSeeLines() throws SQLException {
        String url =
                "jdbc:penstock://127.0.0.1:%d/?token=%s"
                        .formatted(server.port(), TestProject.TOKEN);
        try (Connection jdbc = DriverManager.getConnection(url)) {
            try (PreparedStatement statement =
                    jdbc.prepareStatement(
                            "EXPLAIN ANALYZE SELECT id, name FROM shop.shops WHERE id > ?")) {
                assertThat(statement.getMetaData().getColumnName(1)).isEqualTo("explain");
                statement.setInt(1, 1);
                try (ResultSet rows = statement.executeQuery()) {
                    assertThat(read(rows)).anyMatch(line -> line.contains("gave 1 row "));
                }
            }
        }
    }

    @Test
    void flightSqlClientsSeeLines() throws SQLException {
        String url =
                "jdbc:arrow-flight-sql://"
                        + server.flightUrl().orElseThrow().getAuthority()
                        + "/"
                        + "?useEncryption=false&token="
                        + TestProject.TOKEN;
        try (Connection flight = DriverManager.getConnection(url);
                ResultSet rows =
                        flight.createStatement().executeQuery("EXPLAIN ANALYZE " + DIRECT)) {
            assertThat(rows.getMetaData().getColumnName(1)).isEqualTo("explain");
            assertThat(read(rows)).anyMatch(line -> line.contains("gave 1 row "));
        }
    }

    private static List<String> read(ResultSet rows) throws SQLException {
        List<String> lines = new ArrayList<>();
        while (rows.next()) {
            lines.add(rows.getString(1));
        }
        return lines;
    }
}
