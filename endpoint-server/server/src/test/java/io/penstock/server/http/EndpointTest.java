package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The checks EP-01 to EP-22, EP-37 to EP-46 and CO-01 to CO-03 of the HTTP interface, each against
 * a real server; the limits are in {@link CallLimitsTest}, the formats in {@link
 * EndpointFormatsTest}.
 */
class EndpointTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String TOP = "/v0/pipes/top.json?from_id=0";

    @TempDir private static Path folder;
    private static EndpointServer endpoints;

    @BeforeAll
    static void start() throws Exception {
        endpoints = new EndpointServer(folder);
    }

    @AfterAll
    static void stop() {
        endpoints.close();
    }

    @Test
    void ep01JsonEndpoint() {
        JsonNode json = TestClient.json(endpoints.good(TOP));
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
        assertThat(endpoints.metaType("/v0/pipes/named.json", "id")).isEqualTo("UInt64");
        assertThat(endpoints.metaType(TOP, "s")).isEqualTo("Nullable(String)");
        assertThat(endpoints.metaType("/v0/pipes/types.json", "t0")).isEqualTo("DateTime");
        assertThat(endpoints.metaType("/v0/pipes/types.json", "t3")).isEqualTo("DateTime64(3)");
        assertThat(endpoints.metaType("/v0/pipes/types.json", "arr")).isEqualTo("Array(Int32)");
        assertThat(endpoints.metaType("/v0/pipes/types.json", "m"))
                .isEqualTo("Map(String, String)");
    }

    @Test
    void ep03RowsIsTheLengthOfData() {
        JsonNode json = TestClient.json(endpoints.good(TOP));
        assertThat(json.get("rows").asInt()).isEqualTo(json.get("data").size()).isEqualTo(3);
    }

    @Test
    void ep04RowsBeforeLimit() {
        JsonNode limited = TestClient.json(endpoints.good(TOP + "&lim=2"));
        assertThat(limited.get("rows_before_limit_at_least").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(
                        TestClient.json(endpoints.good("/v0/pipes/everything.json"))
                                .has("rows_before_limit_at_least"))
                .isFalse();
    }

    @Test
    void ep05Statistics() {
        JsonNode statistics = TestClient.json(endpoints.good(TOP)).get("statistics");
        for (String name : List.of("elapsed", "rows_read", "bytes_read")) {
            assertThat(statistics.get(name).isNumber()).as(name).isTrue();
            assertThat(statistics.get(name).asDouble()).as(name).isNotNegative();
        }
    }

    @Test
    void ep06EmptyResult() {
        JsonNode json = TestClient.json(endpoints.good("/v0/pipes/top.json?from_id=99"));
        assertThat(json.get("data").isEmpty()).isTrue();
        assertThat(json.get("rows").asInt()).isZero();
        assertThat(json.get("meta")).hasSize(4);
    }

    @Test
    void ep07DefaultParameter() {
        assertThat(endpoints.data(TOP).size()).isEqualTo(3);
        assertThat(endpoints.data(TOP + "&lim=1").size()).isEqualTo(1);
    }

    @Test
    void ep08MissingParameter() {
        endpoints.assertError(endpoints.client.get("/v0/pipes/top.json"), 400, "from_id");
    }

    @Test
    void ep09BadParameterType() {
        endpoints.assertError(
                endpoints.client.get("/v0/pipes/top.json?from_id=abc"), 400, "from_id");
    }

    @Test
    void ep10UnknownParameterIsIgnored() {
        assertThat(endpoints.data(TOP + "&foo=1")).isEqualTo(endpoints.data(TOP));
    }

    @Test
    void ep11ReservedParametersAreIgnored() {
        assertThat(
                        endpoints.data(
                                TOP
                                        + "&from=x&cli_version=1&__tb__client=y&debug=z"
                                        + "&__tb__semver=1&playground=p&release_replacements=r"))
                .isEqualTo(endpoints.data(TOP));
    }

    @Test
    void ep12TokenInQuery() {
        HttpResponse<String> response =
                endpoints.client.send(endpoints.client.bare(TOP + "&token=" + TestProject.TOKEN));
        assertThat(endpoints.data(response)).hasSize(3);
        HttpRequest.Builder both =
                endpoints
                        .client
                        .bare(TOP + "&token=" + TestProject.TOKEN)
                        .header("Authorization", "Bearer wrong");
        endpoints.assertError(endpoints.client.send(both), 403, "token");
    }

    @Test
    void ep13CallById() {
        String id = endpoints.client.json("/v0/pipes/top").get("id").asText();
        assertThat(id).matches("t_[0-9a-f]{32}");
        assertThat(endpoints.data("/v0/pipes/" + id + ".json?from_id=0"))
                .isEqualTo(endpoints.data(TOP));
    }

    @Test
    void ep14PostForm() {
        assertThat(
                        endpoints.data(
                                endpoints.client.post(
                                        "/v0/pipes/top.json", FORM, "from_id=0&lim=2")))
                .hasSize(2);
    }

    @Test
    void ep15PostJson() {
        assertThat(
                        endpoints.data(
                                endpoints.client.post(
                                        "/v0/pipes/top.json",
                                        "application/json; charset=utf-8",
                                        "{\"from_id\":0}")))
                .isEqualTo(endpoints.data(TOP));
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
        assertThat(
                        endpoints.data(
                                endpoints.client.post(
                                        "/v0/pipes/top.json",
                                        "multipart/form-data; boundary=B",
                                        body)))
                .hasSize(2);
    }

    @Test
    void ep16PostMixedBodyWins() {
        assertThat(
                        endpoints.data(
                                endpoints.client.post(
                                        "/v0/pipes/top.json?lim=1&from_id=99",
                                        "application/json",
                                        "{\"from_id\":0}")))
                .hasSize(1);
    }

    @Test
    void ep17ArrayParameters() {
        JsonNode expected = endpoints.data("/v0/pipes/tagged.json?tags=a,b");
        assertThat(expected.toString())
                .isEqualTo("[{\"tag\":\"a\",\"c\":1},{\"tag\":\"b\",\"c\":2}]");
        assertThat(endpoints.data("/v0/pipes/tagged.json?tags=a&tags=b")).isEqualTo(expected);
        assertThat(
                        endpoints.data(
                                endpoints.client.post(
                                        "/v0/pipes/tagged.json",
                                        "application/json",
                                        "{\"tags\":[\"a\",\"b\"]}")))
                .isEqualTo(expected);
    }

    @Test
    void ep18JsonParameter() {
        String object = "{\"x\":1}";
        assertThat(
                        endpoints
                                .data("/v0/pipes/echo.json?o=" + TestClient.encode(object))
                                .get(0)
                                .get("o")
                                .asText())
                .isEqualTo(object);
        assertThat(
                        endpoints
                                .data(
                                        endpoints.client.post(
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
        endpoints.assertError(endpoints.client.get("/v0/pipes/block.json"), 404, "block");
    }

    @Test
    void ep20UnknownPipe() {
        endpoints.assertError(endpoints.client.get("/v0/pipes/nobody.json"), 404, "nobody");
    }

    @Test
    void ep21WrongVerb() {
        HttpResponse<String> response =
                endpoints.client.send(endpoints.client.request(TOP).DELETE());
        endpoints.assertError(response, 405, "DELETE");
        assertThat(response.headers().firstValue("Allow").orElse("")).contains("GET", "POST");
    }

    @Test
    void ep22UnknownExtension() {
        endpoints.assertError(endpoints.client.get("/v0/pipes/top.xml?from_id=0"), 404, "xml");
    }

    @Test
    void ep37SqlOverAPipe() {
        assertThat(
                        endpoints
                                .data(
                                        TOP
                                                + "&q="
                                                + TestClient.encode("select count(*) as c from _"))
                                .toString())
                .isEqualTo("[{\"c\":3}]");
    }

    @Test
    void ep37SqlOverAPipeFollowsTheRulesOfTheQueryApi() {
        String parameters = "from_id=0&least=2";
        String template = "% SELECT COUNT(*) AS c FROM _ WHERE id >= {{ Int32(least) }}";
        assertThat(
                        endpoints
                                .data(
                                        "/v0/pipes/top.json?"
                                                + parameters
                                                + "&q="
                                                + TestClient.encode(template))
                                .toString())
                .isEqualTo("[{\"c\":2}]");
        String join =
                "SELECT _.s, everything.s AS e FROM _ JOIN everything ON everything.id = _.id"
                        + " ORDER BY 1 LIMIT 1";
        assertThat(
                        endpoints
                                .data("/v0/pipes/top.json?from_id=1&q=" + TestClient.encode(join))
                                .toString())
                .isEqualTo("[{\"s\":\"three\",\"e\":\"three\"}]");
        HttpResponse<String> posted =
                endpoints.client.post(
                        "/v0/pipes/top.ndjson?from_id=2",
                        "application/json",
                        "{\"q\":\"SELECT '_' AS text, s FROM _\"}");
        assertThat(posted.body()).isEqualTo("{\"text\":\"_\",\"s\":\"three\"}\n");
    }

    @Test
    void ep37WrongSqlOverAPipe() {
        endpoints.assertError(
                endpoints.client.get(TOP + "&q=" + TestClient.encode("SELECT nobody FROM _")),
                400,
                "nobody");
        endpoints.assertError(
                endpoints.client.get(TOP + "&q=" + TestClient.encode("DROP TABLE _")),
                400,
                "SELECT");
        endpoints.assertError(
                endpoints.client.get(
                        "/v0/pipes/top.json?q=" + TestClient.encode("SELECT * FROM _")),
                400,
                "from_id");
    }

    @Test
    void ep16SplitOverQueryAndBody() {
        String path = "/v0/pipes/top.json?lim=1&from=ts-sdk&token=" + TestProject.TOKEN;
        assertThat(
                        endpoints
                                .data(
                                        endpoints.client.post(
                                                path, "application/json", "{\"from_id\":1}"))
                                .toString())
                .contains("\"two\"")
                .doesNotContain("three");
        assertThat(endpoints.data(endpoints.client.post(path, FORM, "from_id=2")).toString())
                .contains("three");
    }

    @Test
    void ep38Explain() {
        for (String path :
                List.of(
                        "/v0/pipes/top/explain?from_id=0",
                        "/v0/pipes/top?explain=true&from_id=0",
                        "/v0/pipes/top/nodes/top_rows/explain?from_id=0")) {
            JsonNode json = TestClient.json(endpoints.good(path));
            assertThat(json.get("debug_query").asText()).as(path).containsIgnoringCase("select");
            assertThat(json.get("query_explain").asText()).as(path).isNotEmpty();
        }
    }

    @Test
    void ep43UrlLimit() {
        HttpResponse<String> tooLong = endpoints.client.get(TOP + "&pad=" + "x".repeat(20_000));
        endpoints.assertError(tooLong, 414, "URL");
        HttpResponse<String> farTooLong = endpoints.client.get(TOP + "&pad=" + "x".repeat(200_000));
        assertThat(farTooLong.statusCode()).isIn(414, 431);
        assertThat(TestClient.json(farTooLong).get("error").asText()).contains("too long");
        assertThat(endpoints.data(TOP + "&pad=" + "x".repeat(4096 - TOP.length() - 5))).hasSize(3);
    }

    @Test
    void ep44RequestId() {
        String one = endpoints.good(TOP).headers().firstValue("X-Request-Id").orElse("");
        String other = endpoints.good(TOP).headers().firstValue("X-Request-Id").orElse("");
        assertThat(one).matches("[0-7][0-9A-HJKMNP-TV-Z]{25}").isNotEqualTo(other);
    }

    @Test
    void ep45Gzip() throws Exception {
        HttpResponse<byte[]> response =
                endpoints.client.send(
                        endpoints
                                .client
                                .request("/v0/pipes/wide.json")
                                .header("Accept-Encoding", "gzip"),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
        byte[] body = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
        assertThat(new ObjectMapper().readTree(body).get("data")).hasSize(3);
    }

    @Test
    void ep46TrailingSlash() {
        JsonNode json = TestClient.json(endpoints.good("/v0/pipes/"));
        assertThat(json.has("error")).isFalse();
        assertThat(json.get("pipes").findValuesAsText("name")).contains("top", "block");
        assertThat(TestClient.json(endpoints.good("/v0/pipes"))).isEqualTo(json);
        assertThat(endpoints.data("/v0/pipes/top.json/?from_id=0")).hasSize(3);
    }

    @Test
    void co01Preflight() {
        HttpResponse<String> response =
                endpoints.client.send(
                        endpoints
                                .client
                                .bare("/v0/events")
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
        assertThat(endpoints.good(TOP).headers().firstValue("Access-Control-Allow-Origin"))
                .contains("*");
    }

    @Test
    void co03CorsOn403() {
        endpoints.assertError(endpoints.client.send(endpoints.client.bare(TOP)), 403, "token");
        endpoints.assertError(
                endpoints.client.send(endpoints.client.bare("/v0/nothing")), 403, "token");
    }

    @Test
    void sourcesJoin() {
        assertThat(endpoints.data("/v0/pipes/shops.json").toString())
                .isEqualTo(
                        "[{\"name\":\"Corner\",\"s\":\"one\"},{\"name\":\"Market\",\"s\":\"two\"}]");
    }

    @Test
    void healthAndMetricsNeedNoTokenHere() {
        assertThat(endpoints.client.send(endpoints.client.bare("/v0/health")).statusCode())
                .isEqualTo(200);
        endpoints.good(TOP);
        HttpResponse<String> metrics = endpoints.client.send(endpoints.client.bare("/metrics"));
        assertThat(metrics.body())
                .contains("penstock_requests_total{door=\"http\",pipe=\"top\",status=\"200\"}")
                .contains("penstock_request_seconds_bucket{door=\"http\",pipe=\"top\",le=\"0.1\"}")
                .contains("penstock_engine_permits")
                .contains("penstock_plan_cache_hits_total")
                .contains("jvm_memory_used_bytes");
        endpoints.assertError(
                endpoints.client.send(
                        endpoints.client.bare("/metrics").header("X-Forwarded-For", "203.0.113.9")),
                403,
                "token");
    }
}
