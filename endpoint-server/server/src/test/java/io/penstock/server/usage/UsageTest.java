package io.penstock.server.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;
import io.penstock.server.deploy.Deployments;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** What the server keeps of calls, read with SQL as users do. */
class UsageTest {
    private static final String TOP =
            "% SELECT id, s FROM lake.ev WHERE id > {{Int32(from_id)}} ORDER BY id LIMIT"
                    + " {{Int32(lim, 10)}}";

    @TempDir private static Path folder;
    private static TestProject project;
    private static PenstockServer server;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        project =
                TestProject.in(folder)
                        .pipe("top", TOP)
                        .pipe(
                                "slowest",
                                "SELECT pipe_name, max(duration) AS longest, count(*) AS calls"
                                        + " FROM tinybird.pipe_stats_rt GROUP BY pipe_name")
                        .pipe("broken", "SELECT CAST(s AS INTEGER) AS i FROM lake.ev");
        server = project.start();
        client = new TestClient(server);
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        server.close();
    }

    private static JsonNode rows(String sql) {
        HttpResponse<String> response = client.get("/v0/sql?q=" + TestClient.encode(sql));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestClient.json(response).get("data");
    }

    private static JsonNode row(String table, HttpResponse<String> call) {
        String id = call.headers().firstValue("X-Request-Id").orElseThrow();
        JsonNode rows =
                rows("SELECT * FROM tinybird.%s WHERE request_id = '%s'".formatted(table, id));
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    /** SV-01 */
    @Test
    void aCallOfAnEndpointIsARow() {
        HttpResponse<String> call =
                client.send(
                        client.bare(
                                        "/v0/pipes/top.json?from_id=0&token="
                                                + TestProject.TOKEN
                                                + "&lim=2")
                                .header("User-Agent", "test/1"));
        assertThat(call.statusCode()).isEqualTo(200);
        JsonNode row = row("pipe_stats_rt", call);
        assertThat(row.get("pipe_name").asText()).isEqualTo("top");
        assertThat(row.get("pipe_id").asText()).matches("t_[0-9a-f]{32}");
        assertThat(row.get("url").asText()).isEqualTo("/v0/pipes/top.json?from_id=0&lim=2");
        assertThat(row.get("result_rows").asInt()).isEqualTo(2);
        assertThat(row.get("duration").asDouble()).isPositive();
        assertThat(row.get("error").asInt()).isZero();
        assertThat(row.get("error_message").isNull()).isTrue();
        assertThat(row.get("status_code").asInt()).isEqualTo(200);
        assertThat(row.get("method").asText()).isEqualTo("GET");
        assertThat(row.get("user_agent").asText()).isEqualTo("test/1");
        assertThat(row.get("token_name").asText()).isEqualTo("admin");
        assertThat(row.get("parameters").toString()).isEqualTo("{\"from_id\":\"0\",\"lim\":\"2\"}");
        assertThat(row.get("resource_tags").isArray()).isTrue();
        assertThat(row.get("start_datetime").asText())
                .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
    }

    @Test
    void columnsHaveTheTypesThatClientsExpect() {
        JsonNode meta =
                client.json(
                                "/v0/sql?q="
                                        + TestClient.encode(
                                                "SELECT * FROM tinybird.pipe_stats_rt LIMIT 1"))
                        .get("meta");
        List<String> types =
                Stream.iterate(0, i -> i < meta.size(), i -> i + 1)
                        .map(
                                i ->
                                        meta.get(i).get("name").asText()
                                                + " "
                                                + meta.get(i).get("type").asText())
                        .toList();
        assertThat(types)
                .contains(
                        "start_datetime DateTime",
                        "duration Float32",
                        "read_bytes UInt64",
                        "error UInt8",
                        "status_code Int32",
                        "parameters Map(String, String)",
                        "resource_tags Array(String)",
                        "error_message Nullable(String)");
    }

    /** SV-02 */
    @Test
    void aCallThatFailsIsInTheErrorsToo() {
        HttpResponse<String> call = client.get("/v0/pipes/top.json?from_id=abc");
        assertThat(call.statusCode()).isEqualTo(400);
        JsonNode error = row("endpoint_errors", call);
        assertThat(error.get("pipe_name").asText()).isEqualTo("top");
        assertThat(error.get("status_code").asInt()).isEqualTo(400);
        assertThat(error.get("error").asText()).contains("from_id");
        assertThat(error.get("params").asText()).isEqualTo("{\"from_id\":\"abc\"}");
        JsonNode row = row("pipe_stats_rt", call);
        assertThat(row.get("error").asInt()).isEqualTo(1);
        assertThat(row.get("error_message").asText()).isEqualTo(error.get("error").asText());
    }

    @Test
    void aPipeThatIsNotThereIsNoSql() {
        HttpResponse<String> call = client.get("/v0/pipes/nothing.json");
        assertThat(call.statusCode()).isEqualTo(404);
        JsonNode row = row("pipe_stats_rt", call);
        assertThat(row.get("pipe_name").asText()).isEmpty();
        assertThat(row.get("status_code").asInt()).isEqualTo(404);
        assertThat(row("endpoint_errors", call).get("pipe_id").asText()).isEmpty();
        assertThat(rows("SELECT 1 AS a FROM tinybird.pipe_stats WHERE pipe_name = ''"))
                .isNotEmpty();
    }

    /** SV-05 */
    @Test
    void parametersThatNoTemplateTakesMarkCalls() {
        HttpResponse<String> call =
                client.get("/v0/pipes/top.json?from_id=0&app_name=dashboard&%74oken=secret-canary");
        JsonNode row = row("pipe_stats_rt", call);
        assertThat(row.get("url").asText()).contains("app_name=dashboard").doesNotContain("canary");
    }

    /** SV-06 */
    @Test
    void parametersInABodyAreNotKept() {
        HttpResponse<String> call =
                client.post(
                        "/v0/pipes/top.json?lim=1",
                        "application/x-www-form-urlencoded",
                        "from_id=1");
        JsonNode row = row("pipe_stats_rt", call);
        assertThat(row.get("method").asText()).isEqualTo("POST");
        assertThat(row.get("url").asText()).isEqualTo("/v0/pipes/top.json?lim=1");
        assertThat(row.get("parameters").toString()).doesNotContain("from_id");
    }

    @Test
    void sqlIsAPipeOfItsOwnAndSqlOverTheseTablesIsNotKept() {
        HttpResponse<String> sql =
                client.get("/v0/sql?q=" + TestClient.encode("SELECT 41 + 1 AS a"));
        JsonNode row = row("pipe_stats_rt", sql);
        assertThat(row.get("pipe_id").asText()).isEqualTo("query_api");
        assertThat(row.get("pipe_name").asText()).isEqualTo("query_api");
        assertThat(
                        rows("SELECT count(*) AS c FROM tinybird.pipe_stats_rt WHERE url LIKE"
                                        + " '%tinybird%'")
                                .get(0)
                                .get("c")
                                .asInt())
                .isZero();
    }

    @Test
    void statementsOfJdbcClientsAreKeptWithTheirText() throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:penstock://%s:%d/?token=%s"
                                        .formatted(
                                                server.url().getHost(),
                                                server.url().getPort(),
                                                TestProject.TOKEN));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT s FROM lake.ev WHERE id = 2")) {
            assertThat(result.next()).isTrue();
        }
        JsonNode found =
                rows(
                        "SELECT * FROM tinybird.bi_stats_rt WHERE query = 'SELECT s FROM lake.ev"
                                + " WHERE id = 2'");
        assertThat(found).hasSize(1);
        assertThat(found.get(0).get("result_rows").asInt()).isEqualTo(1);
        assertThat(found.get(0).get("token_name").asText()).isEqualTo("admin");
    }

    @Test
    void endpointsOverTheseTablesWork() {
        client.get("/v0/pipes/top.json?from_id=0");
        JsonNode data = client.json("/v0/pipes/slowest.json").get("data");
        assertThat(data.findValuesAsText("pipe_name")).contains("top");
        assertThat(rows("SELECT 1 AS a FROM tinybird.pipe_stats_rt WHERE pipe_name = 'slowest'"))
                .isNotEmpty();
    }

    @Test
    void aDayIsAddedUpByPipe() {
        String sql =
                "SELECT view_count, error_count, avg_duration_state, quantile_timing_state"
                        + " FROM tinybird.pipe_stats WHERE pipe_name = 'broken'";
        int before = rows(sql).isEmpty() ? 0 : rows(sql).get(0).get("view_count").asInt();
        client.get("/v0/pipes/broken.json");
        client.get("/v0/pipes/broken.json");
        JsonNode day = rows(sql).get(0);
        assertThat(day.get("view_count").asInt()).isEqualTo(before + 2);
        assertThat(day.get("error_count").asInt()).isEqualTo(before + 2);
        assertThat(day.get("avg_duration_state").asDouble()).isPositive();
        assertThat(day.get("quantile_timing_state")).hasSize(3);
    }

    @Test
    void whoIsKeptOutIsInTheAuditLog() {
        HttpResponse<String> call =
                client.send(client.bare("/v0/pipes/top.json?token=wrong-canary-token"));
        assertThat(call.statusCode()).isEqualTo(403);
        JsonNode row = row("audit_log", call);
        assertThat(row.get("event").asText()).isEqualTo("denied");
        assertThat(row.get("resource").asText()).isEqualTo("/v0/pipes/top.json");
        assertThat(row.get("detail").asText()).contains("not valid");
        assertThat(row.get("address").asText()).isEqualTo("127.0.0.1");
        assertThat(row.toString()).doesNotContain("canary");
    }

    @Test
    void reloadsAreInTheAuditLog(@TempDir Path other) throws Exception {
        TestProject own = TestProject.in(other).pipe("top", TOP);
        try (PenstockServer one = own.start();
                TestClient caller = new TestClient(one)) {
            assertThat(one.reload()).isInstanceOf(Deployments.Outcome.Deployed.class);
            own.pipe("wrong", "SELECT nothing FROM lake.ev");
            assertThat(one.reload()).isInstanceOf(Deployments.Outcome.Refused.class);
            JsonNode events =
                    caller.json(
                                    "/v0/sql?q="
                                            + TestClient.encode(
                                                    "SELECT event, detail FROM tinybird.audit_log"
                                                            + " WHERE resource = 'project' ORDER BY"
                                                            + " event"))
                            .get("data");
            assertThat(events.findValuesAsText("event"))
                    .containsExactly("deployed", "deployment_refused");
            assertThat(events.get(1).get("detail").asText()).contains("pipes/wrong.pipe:");
        }
    }

    @Test
    void aPipeOverEachOfThemIsServed(@TempDir Path other) throws Exception {
        TestProject all = TestProject.in(other);
        for (String table : UsageTables.ALL.keySet()) {
            all.pipe("over_" + table, "SELECT count(*) AS c FROM tinybird." + table);
        }
        try (PenstockServer one = all.start();
                TestClient caller = new TestClient(one)) {
            assertThat(one.reload()).isInstanceOf(Deployments.Outcome.Deployed.class);
            assertThat(one.deployment().warnings()).isEmpty();
            for (String table : UsageTables.ALL.keySet()) {
                assertThat(caller.get("/v0/pipes/over_" + table + ".json").statusCode())
                        .as(table)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void tablesAreListed() {
        assertThat(
                        rows("SELECT table_name FROM information_schema.tables WHERE table_schema ="
                                        + " 'tinybird' ORDER BY 1")
                                .findValuesAsText("table_name"))
                .containsExactly(
                        "audit_log",
                        "bi_stats_rt",
                        "endpoint_errors",
                        "pipe_stats",
                        "pipe_stats_rt");
    }

    @Test
    void aRestartKeepsWhatWasKept(@TempDir Path other) throws Exception {
        TestProject own = TestProject.in(other).pipe("top", TOP);
        for (int start = 1; start <= 3; start++) {
            try (PenstockServer again = own.start();
                    TestClient caller = new TestClient(again)) {
                caller.get("/v0/pipes/top.json?from_id=0");
                JsonNode counted =
                        caller.json(
                                        "/v0/sql?q="
                                                + TestClient.encode(
                                                        "SELECT (SELECT count(*) FROM"
                                                                + " tinybird.pipe_stats_rt WHERE"
                                                                + " pipe_name = 'top') AS calls,"
                                                                + " (SELECT view_count FROM"
                                                                + " tinybird.pipe_stats WHERE"
                                                                + " pipe_name = 'top' ORDER BY date"
                                                                + " DESC LIMIT 1) AS today"))
                                .get("data")
                                .get(0);
                assertThat(counted.get("calls").asInt()).isEqualTo(start);
                assertThat(counted.get("today").asInt()).isBetween(1, start);
            }
        }
    }

    @Test
    void noFileHasAToken() throws Exception {
        client.send(client.bare("/v0/pipes/top.json?from_id=0&token=" + TestProject.TOKEN));
        rows("SELECT count(*) AS c FROM tinybird.pipe_stats_rt");
        try (Stream<Path> files = Files.walk(folder.resolve(".penstock/usage"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(TestProject.TOKEN);
            }
        }
    }

    @Test
    void aServerCanBeToldToKeepNothing(@TempDir Path other) throws Exception {
        try (PenstockServer quiet = TestProject.in(other).pipe("top", TOP).start("usage", "false");
                TestClient caller = new TestClient(quiet)) {
            caller.get("/v0/pipes/top.json?from_id=0");
            JsonNode answer =
                    caller.json(
                            "/v0/sql?q="
                                    + TestClient.encode(
                                            "SELECT count(*) AS c FROM tinybird.pipe_stats_rt"));
            assertThat(answer.get("data").get(0).get("c").asInt()).isZero();
        }
    }
}
