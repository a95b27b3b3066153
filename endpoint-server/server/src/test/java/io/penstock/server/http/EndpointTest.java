package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The checks EP-01 to EP-36 and EP-43 to EP-46, CO-01 to CO-03 of the HTTP interface, each against
 * a real server; the rest is in {@link CallLimitsTest}.
 */
class EndpointTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String TOP = "/v0/pipes/top.json?from_id=0";

    @TempDir private static Path folder;
    private static PenstockServer server;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        server =
                TestProject.in(folder)
                        .withShop()
                        .pipe(
                                "top",
                                """
                                %
                                SELECT id, s, n, ts FROM lake.ev
                                WHERE id > {{Int32(from_id, description='ids above', required=True)}}
                                ORDER BY id LIMIT {{Int32(lim, 10)}}
                                """)
                        .pipe("everything", "SELECT id, s FROM lake.ev ORDER BY id")
                        .pipe("named", "SELECT COALESCE(id, 0) AS id, n FROM lake.ev")
                        .pipe(
                                "tagged",
                                """
                                %
                                SELECT tag, COUNT(*) AS c FROM lake.tag
                                WHERE tag IN {{Array(tags, 'String')}} GROUP BY tag ORDER BY tag
                                """)
                        .pipe("echo", "%\nSELECT {{String(o)}} AS o")
                        .pipe(
                                "types",
                                """
                                SELECT CAST(9223372036854775123 AS BIGINT) AS big,
                                  CAST('NaN' AS DOUBLE) AS nan, CAST(5 AS DOUBLE) AS five,
                                  CAST(TIMESTAMP '2026-03-01 10:00:00' AS TIMESTAMP(0)) AS t0,
                                  CAST(TIMESTAMP '2026-03-01 10:00:00.125' AS TIMESTAMP(3)) AS t3,
                                  ARRAY[1, 2] AS arr, MAP['k', 'v'] AS m,
                                  CAST(NULL AS VARCHAR) AS nothing
                                """)
                        .pipe(
                                "shops",
                                """
                                SELECT s.name, e.s FROM shop.shops AS s
                                JOIN lake.ev AS e ON e.id = s.id ORDER BY s.id
                                """)
                        .pipe(
                                "metric",
                                """
                                SELECT 'events' AS name, COUNT(*) AS "value", 'counter' AS type,
                                  'Events seen' AS help, MAP['kind', 'all'] AS labels FROM lake.ev
                                """)
                        .pipe("wide", "SELECT repeat('x', 5000) AS s, id FROM lake.ev")
                        .file(
                                "pipes/block.pipe",
                                "NODE block_rows\nSQL >\n    SELECT id FROM lake.ev\n")
                        .start();
        client = new TestClient(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static HttpResponse<String> good(String path) {
        HttpResponse<String> response = client.get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response;
    }

    private static JsonNode data(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestClient.json(response).get("data");
    }

    private static JsonNode data(String path) {
        return data(client.get(path));
    }

    private static void assertError(HttpResponse<String> response, int status, String part) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(TestClient.json(response).get("error").asText()).contains(part);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    private static String metaType(String path, String column) {
        for (JsonNode meta : TestClient.json(good(path)).get("meta")) {
            if (meta.get("name").asText().equals(column)) {
                return meta.get("type").asText();
            }
        }
        return "missing";
    }

    @Test
    void ep01JsonEndpoint() {
        JsonNode json = TestClient.json(good(TOP));
        assertThat(json.fieldNames()).toIterable().contains("meta", "data", "rows", "statistics");
        assertThat(json.get("data").toString())
                .isEqualTo(
                        "[{\"id\":1,\"s\":\"one\",\"n\":1.5,\"ts\":\"2026-03-01"
                            + " 10:00:00.000000\"},{\"id\":2,\"s\":\"two\",\"n\":null,\"ts\":\"2026-03-01"
                            + " 11:00:00.000000\"},{\"id\":3,\"s\":\"three\",\"n\":3,\"ts\":\"2026-03-02"
                            + " 12:00:00.000000\"}]");
    }

    @Test
    void ep02MetaTypesAreClickHouseNames() {
        assertThat(metaType("/v0/pipes/named.json", "id")).isEqualTo("UInt64");
        assertThat(metaType(TOP, "s")).isEqualTo("Nullable(String)");
        assertThat(metaType("/v0/pipes/types.json", "t0")).isEqualTo("DateTime");
        assertThat(metaType("/v0/pipes/types.json", "t3")).isEqualTo("DateTime64(3)");
        assertThat(metaType("/v0/pipes/types.json", "arr")).isEqualTo("Array(Int32)");
        assertThat(metaType("/v0/pipes/types.json", "m")).isEqualTo("Map(String, String)");
    }

    @Test
    void ep03RowsIsTheLengthOfData() {
        JsonNode json = TestClient.json(good(TOP));
        assertThat(json.get("rows").asInt()).isEqualTo(json.get("data").size()).isEqualTo(3);
    }

    @Test
    void ep04RowsBeforeLimit() {
        JsonNode limited = TestClient.json(good(TOP + "&lim=2"));
        assertThat(limited.get("rows_before_limit_at_least").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(
                        TestClient.json(good("/v0/pipes/everything.json"))
                                .has("rows_before_limit_at_least"))
                .isFalse();
    }

    @Test
    void ep05Statistics() {
        JsonNode statistics = TestClient.json(good(TOP)).get("statistics");
        for (String name : List.of("elapsed", "rows_read", "bytes_read")) {
            assertThat(statistics.get(name).isNumber()).as(name).isTrue();
            assertThat(statistics.get(name).asDouble()).as(name).isNotNegative();
        }
    }

    @Test
    void ep06EmptyResult() {
        JsonNode json = TestClient.json(good("/v0/pipes/top.json?from_id=99"));
        assertThat(json.get("data").isEmpty()).isTrue();
        assertThat(json.get("rows").asInt()).isZero();
        assertThat(json.get("meta")).hasSize(4);
    }

    @Test
    void ep07DefaultParameter() {
        assertThat(data(TOP).size()).isEqualTo(3);
        assertThat(data(TOP + "&lim=1").size()).isEqualTo(1);
    }

    @Test
    void ep08MissingParameter() {
        assertError(client.get("/v0/pipes/top.json"), 400, "from_id");
    }

    @Test
    void ep09BadParameterType() {
        assertError(client.get("/v0/pipes/top.json?from_id=abc"), 400, "from_id");
    }

    @Test
    void ep10UnknownParameterIsIgnored() {
        assertThat(data(TOP + "&foo=1")).isEqualTo(data(TOP));
    }

    @Test
    void ep11ReservedParametersAreIgnored() {
        assertThat(
                        data(
                                TOP
                                        + "&from=x&cli_version=1&__tb__client=y&debug=z"
                                        + "&__tb__semver=1&playground=p&release_replacements=r"))
                .isEqualTo(data(TOP));
    }

    @Test
    void ep12TokenInQuery() {
        HttpResponse<String> response =
                client.send(client.bare(TOP + "&token=" + TestProject.TOKEN));
        assertThat(data(response)).hasSize(3);
        HttpRequest.Builder both =
                client.bare(TOP + "&token=" + TestProject.TOKEN)
                        .header("Authorization", "Bearer wrong");
        assertError(client.send(both), 403, "token");
    }

    @Test
    void ep13CallById() {
        String id = client.json("/v0/pipes/top").get("id").asText();
        assertThat(id).matches("t_[0-9a-f]{32}");
        assertThat(data("/v0/pipes/" + id + ".json?from_id=0")).isEqualTo(data(TOP));
    }

    @Test
    void ep14PostForm() {
        assertThat(data(client.post("/v0/pipes/top.json", FORM, "from_id=0&lim=2"))).hasSize(2);
    }

    @Test
    void ep15PostJson() {
        assertThat(
                        data(
                                client.post(
                                        "/v0/pipes/top.json",
                                        "application/json; charset=utf-8",
                                        "{\"from_id\":0}")))
                .isEqualTo(data(TOP));
    }

    @Test
    void ep15PostMultipart() {
        String body =
                "--B\r\n"
                        + "Content-Disposition: form-data; name=\"from_id\"\r\n\r\n"
                        + "1\r\n"
                        + "--B\r\n"
                        + "Content-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n"
                        + "junk\r\n"
                        + "--B--\r\n";
        assertThat(data(client.post("/v0/pipes/top.json", "multipart/form-data; boundary=B", body)))
                .hasSize(2);
    }

    @Test
    void ep16PostMixedBodyWins() {
        assertThat(
                        data(
                                client.post(
                                        "/v0/pipes/top.json?lim=1&from_id=99",
                                        "application/json",
                                        "{\"from_id\":0}")))
                .hasSize(1);
    }

    @Test
    void ep17ArrayParameters() {
        JsonNode expected = data("/v0/pipes/tagged.json?tags=a,b");
        assertThat(expected.toString())
                .isEqualTo("[{\"tag\":\"a\",\"c\":1},{\"tag\":\"b\",\"c\":2}]");
        assertThat(data("/v0/pipes/tagged.json?tags=a&tags=b")).isEqualTo(expected);
        assertThat(
                        data(
                                client.post(
                                        "/v0/pipes/tagged.json",
                                        "application/json",
                                        "{\"tags\":[\"a\",\"b\"]}")))
                .isEqualTo(expected);
    }

    @Test
    void ep18JsonParameter() {
        String object = "{\"x\":1}";
        assertThat(
                        data("/v0/pipes/echo.json?o=" + TestClient.encode(object))
                                .get(0)
                                .get("o")
                                .asText())
                .isEqualTo(object);
        assertThat(
                        data(client.post(
                                        "/v0/pipes/echo.json",
                                        "application/json",
                                        "{\"o\":{\"x\":1}}"))
                                .get(0)
                                .get("o")
                                .asText())
                .isEqualTo(object);
    }

    @Test
    void ep19UnpublishedPipe() {
        assertError(client.get("/v0/pipes/block.json"), 404, "block");
    }

    @Test
    void ep20UnknownPipe() {
        assertError(client.get("/v0/pipes/nobody.json"), 404, "nobody");
    }

    @Test
    void ep21WrongVerb() {
        HttpResponse<String> response = client.send(client.request(TOP).DELETE());
        assertError(response, 405, "DELETE");
        assertThat(response.headers().firstValue("Allow").orElse("")).contains("GET", "POST");
    }

    @Test
    void ep22UnknownExtension() {
        assertError(client.get("/v0/pipes/top.xml?from_id=0"), 404, "xml");
    }

    @Test
    void ep23Csv() {
        assertThat(good("/v0/pipes/everything.csv").body())
                .isEqualTo("1,\"one\"\n2,\"two\"\n3,\"three\"\n");
    }

    @Test
    void ep24CsvWithNames() {
        assertThat(good("/v0/pipes/everything.csvwithnames").body()).startsWith("\"id\",\"s\"\n1,");
    }

    @Test
    void ep25Ndjson() throws Exception {
        String body = good("/v0/pipes/everything.ndjson").body();
        assertThat(body).endsWith("\n");
        assertThat(body.lines()).hasSize(3);
        for (String line : body.lines().toList()) {
            assertThat(new ObjectMapper().readTree(line).has("id")).isTrue();
        }
    }

    @Test
    void ep26Parquet() throws Exception {
        byte[] body =
                client.send(
                                client.request("/v0/pipes/top.parquet?from_id=1"),
                                HttpResponse.BodyHandlers.ofByteArray())
                        .body();
        assertThat(new String(body, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
        Path file = Files.write(folder.resolve("data/answer.bin"), body);
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT string_agg(id::VARCHAR || s::VARCHAR, ' ' ORDER BY id)"
                                        + " FROM read_parquet('"
                                        + file
                                        + "')")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("2two 3three");
        }
    }

    @Test
    void ep27Prometheus() {
        assertThat(good("/v0/pipes/metric.prometheus").body())
                .isEqualTo(
                        "# HELP events Events seen\n"
                                + "# TYPE events counter\n"
                                + "events{kind=\"all\"} 3\n");
    }

    @Test
    void ep28PrometheusWithoutItsColumns() {
        assertError(client.get("/v0/pipes/everything.prometheus"), 400, "name");
    }

    @Test
    void ep29ContentTypes() {
        assertContentType("everything.json", "application/json");
        assertContentType("everything.csv", "text/csv; charset=utf-8");
        assertContentType("everything.csvwithnames", "text/csv; charset=utf-8");
        assertContentType("everything.ndjson", "application/x-ndjson");
        assertContentType("everything.parquet", "application/octet-stream");
        assertContentType("metric.prometheus", "text/plain; version=0.0.4");
    }

    private static void assertContentType(String endpoint, String type) {
        assertThat(good("/v0/pipes/" + endpoint).headers().firstValue("Content-Type"))
                .contains(type);
    }

    @Test
    void ep30BigIntegersAreBare() {
        assertThat(good("/v0/pipes/types.json").body()).contains("\"big\":9223372036854775123,");
    }

    @Test
    void ep31BigIntegersAreQuotedWhenAskedFor() {
        assertThat(good("/v0/pipes/types.json?output_format_json_quote_64bit_integers=1").body())
                .contains("\"big\":\"9223372036854775123\"");
        assertError(
                client.get("/v0/pipes/types.json?output_format_json_quote_64bit_integers=yes"),
                400,
                "output_format_json_quote_64bit_integers");
    }

    @Test
    void ep32NotANumber() {
        assertThat(good("/v0/pipes/types.json").body()).contains("\"nan\":null");
        assertThat(good("/v0/pipes/types.json?output_format_json_quote_denormals=1").body())
                .contains("\"nan\":\"nan\"");
    }

    @Test
    void ep33IntegralFloat() {
        assertThat(good("/v0/pipes/types.json").body()).contains("\"five\":5,");
    }

    @Test
    void ep34DateTimeText() {
        assertThat(data("/v0/pipes/types.json").get(0).get("t0").asText())
                .isEqualTo("2026-03-01 10:00:00");
    }

    @Test
    void ep35DateTime64Digits() {
        assertThat(data("/v0/pipes/types.json").get(0).get("t3").asText())
                .isEqualTo("2026-03-01 10:00:00.125");
    }

    @Test
    void ep36ArraysMapsAndNull() {
        JsonNode row = data("/v0/pipes/types.json").get(0);
        assertThat(row.get("arr").toString()).isEqualTo("[1,2]");
        assertThat(row.get("m").toString()).isEqualTo("{\"k\":\"v\"}");
        assertThat(row.get("nothing").isNull()).isTrue();
    }

    @Test
    void ep37SqlOverAPipe() {
        assertThat(data(TOP + "&q=" + TestClient.encode("select count(*) as c from _")).toString())
                .isEqualTo("[{\"c\":3}]");
    }

    @Test
    void ep37SqlOverAPipeFollowsTheRulesOfTheQueryApi() {
        String parameters = "from_id=0&least=2";
        String template = "% SELECT COUNT(*) AS c FROM _ WHERE id >= {{ Int32(least) }}";
        assertThat(
                        data("/v0/pipes/top.json?"
                                        + parameters
                                        + "&q="
                                        + TestClient.encode(template))
                                .toString())
                .isEqualTo("[{\"c\":2}]");
        String join =
                "SELECT _.s, everything.s AS e FROM _ JOIN everything ON everything.id = _.id"
                        + " ORDER BY 1 LIMIT 1";
        assertThat(data("/v0/pipes/top.json?from_id=1&q=" + TestClient.encode(join)).toString())
                .isEqualTo("[{\"s\":\"three\",\"e\":\"three\"}]");
        HttpResponse<String> posted =
                client.post(
                        "/v0/pipes/top.ndjson?from_id=2",
                        "application/json",
                        "{\"q\":\"SELECT '_' AS text, s FROM _\"}");
        assertThat(posted.body()).isEqualTo("{\"text\":\"_\",\"s\":\"three\"}\n");
    }

    @Test
    void ep37WrongSqlOverAPipe() {
        assertError(
                client.get(TOP + "&q=" + TestClient.encode("SELECT nobody FROM _")), 400, "nobody");
        assertError(client.get(TOP + "&q=" + TestClient.encode("DROP TABLE _")), 400, "SELECT");
        assertError(
                client.get("/v0/pipes/top.json?q=" + TestClient.encode("SELECT * FROM _")),
                400,
                "from_id");
    }

    @Test
    void ep16SplitOverQueryAndBody() {
        String path = "/v0/pipes/top.json?lim=1&from=ts-sdk&token=" + TestProject.TOKEN;
        assertThat(data(client.post(path, "application/json", "{\"from_id\":1}")).toString())
                .contains("\"two\"")
                .doesNotContain("three");
        assertThat(data(client.post(path, FORM, "from_id=2")).toString()).contains("three");
    }

    @Test
    void ep38Explain() {
        for (String path :
                List.of(
                        "/v0/pipes/top/explain?from_id=0",
                        "/v0/pipes/top?explain=true&from_id=0",
                        "/v0/pipes/top/nodes/top_rows/explain?from_id=0")) {
            JsonNode json = TestClient.json(good(path));
            assertThat(json.get("debug_query").asText()).as(path).containsIgnoringCase("select");
            assertThat(json.get("query_explain").asText()).as(path).isNotEmpty();
        }
    }

    @Test
    void ep43UrlLimit() {
        HttpResponse<String> tooLong = client.get(TOP + "&pad=" + "x".repeat(20_000));
        assertError(tooLong, 414, "URL");
        HttpResponse<String> farTooLong = client.get(TOP + "&pad=" + "x".repeat(200_000));
        assertThat(farTooLong.statusCode()).isIn(414, 431);
        assertThat(TestClient.json(farTooLong).get("error").asText()).contains("too long");
        assertThat(data(TOP + "&pad=" + "x".repeat(4096 - TOP.length() - 5))).hasSize(3);
    }

    @Test
    void ep44RequestId() {
        String one = good(TOP).headers().firstValue("X-Request-Id").orElse("");
        String other = good(TOP).headers().firstValue("X-Request-Id").orElse("");
        assertThat(one).matches("[0-7][0-9A-HJKMNP-TV-Z]{25}").isNotEqualTo(other);
    }

    @Test
    void ep45Gzip() throws Exception {
        HttpResponse<byte[]> response =
                client.send(
                        client.request("/v0/pipes/wide.json").header("Accept-Encoding", "gzip"),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
        byte[] body = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
        assertThat(new ObjectMapper().readTree(body).get("data")).hasSize(3);
    }

    @Test
    void ep46TrailingSlash() {
        JsonNode json = TestClient.json(good("/v0/pipes/"));
        assertThat(json.has("error")).isFalse();
        assertThat(json.get("pipes").findValuesAsText("name")).contains("top", "block");
        assertThat(TestClient.json(good("/v0/pipes"))).isEqualTo(json);
        assertThat(data("/v0/pipes/top.json/?from_id=0")).hasSize(3);
    }

    @Test
    void co01Preflight() {
        HttpResponse<String> response =
                client.send(
                        client.bare("/v0/events")
                                .header("Origin", "http://example.org")
                                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(response.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
                .contains("POST");
        assertThat(response.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .contains("Authorization", "Content-Type");
        assertThat(response.headers().firstValue("Access-Control-Max-Age")).contains("86400");
    }

    @Test
    void co02CorsOnSuccess() {
        assertThat(good(TOP).headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }

    @Test
    void co03CorsOn403() {
        assertError(client.send(client.bare(TOP)), 403, "token");
        assertError(client.send(client.bare("/v0/nothing")), 403, "token");
    }

    @Test
    void sourcesJoin() {
        assertThat(data("/v0/pipes/shops.json").toString())
                .isEqualTo(
                        "[{\"name\":\"Corner\",\"s\":\"one\"},{\"name\":\"Market\",\"s\":\"two\"}]");
    }

    @Test
    void healthAndMetricsNeedNoTokenHere() {
        assertThat(client.send(client.bare("/v0/health")).statusCode()).isEqualTo(200);
        good(TOP);
        HttpResponse<String> metrics = client.send(client.bare("/metrics"));
        assertThat(metrics.body())
                .contains("penstock_requests_total{door=\"http\",pipe=\"top\",status=\"200\"}")
                .contains("penstock_request_seconds_bucket{door=\"http\",pipe=\"top\",le=\"0.1\"}")
                .contains("penstock_engine_permits")
                .contains("penstock_plan_cache_hits_total")
                .contains("jvm_memory_used_bytes");
        assertError(
                client.send(client.bare("/metrics").header("X-Forwarded-For", "203.0.113.9")),
                403,
                "token");
    }
}
