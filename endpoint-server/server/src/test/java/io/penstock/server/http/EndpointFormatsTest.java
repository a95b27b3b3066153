package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

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

/** The checks EP-23 to EP-36 of the HTTP interface: what answers look like in each format. */
class EndpointFormatsTest {

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
    void ep23Csv() {
        assertThat(endpoints.good("/v0/pipes/everything.csv").body())
                .isEqualTo("1,\"one\"\n2,\"two\"\n3,\"three\"\n");
    }

    @Test
    void ep24CsvWithNames() {
        assertThat(endpoints.good("/v0/pipes/everything.csvwithnames").body())
                .startsWith("\"id\",\"s\"\n1,");
    }

    @Test
    void ep25Ndjson() throws Exception {
        String body = endpoints.good("/v0/pipes/everything.ndjson").body();
        assertThat(body).endsWith("\n");
        assertThat(body.lines()).hasSize(3);
        for (String line : body.lines().toList()) {
            assertThat(new ObjectMapper().readTree(line).has("id")).isTrue();
        }
    }

    @Test
    void ep26Parquet() throws Exception {
        byte[] body =
                endpoints
                        .client
                        .send(
                                endpoints.client.request("/v0/pipes/top.parquet?from_id=1"),
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
        assertThat(endpoints.good("/v0/pipes/metric.prometheus").body())
                .isEqualTo(
                        "# HELP events Events seen\n"
                                + "# TYPE events counter\n"
                                + "events{kind=\"all\"} 3\n");
    }

    @Test
    void ep28PrometheusWithoutItsColumns() {
        endpoints.assertError(endpoints.client.get("/v0/pipes/everything.prometheus"), 400, "name");
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
        assertThat(endpoints.good("/v0/pipes/" + endpoint).headers().firstValue("Content-Type"))
                .contains(type);
    }

    @Test
    void ep30BigIntegersAreBare() {
        assertThat(endpoints.good("/v0/pipes/types.json").body())
                .contains("\"big\":9223372036854775123,");
    }

    @Test
    void ep31BigIntegersAreQuotedWhenAskedFor() {
        assertThat(
                        endpoints
                                .good(
                                        "/v0/pipes/types.json?output_format_json_quote_64bit_integers=1")
                                .body())
                .contains("\"big\":\"9223372036854775123\"");
        endpoints.assertError(
                endpoints.client.get(
                        "/v0/pipes/types.json?output_format_json_quote_64bit_integers=yes"),
                400,
                "output_format_json_quote_64bit_integers");
    }

    @Test
    void ep32NotANumber() {
        assertThat(endpoints.good("/v0/pipes/types.json").body()).contains("\"nan\":null");
        assertThat(
                        endpoints
                                .good("/v0/pipes/types.json?output_format_json_quote_denormals=1")
                                .body())
                .contains("\"nan\":\"nan\"");
    }

    @Test
    void ep33IntegralFloat() {
        assertThat(endpoints.good("/v0/pipes/types.json").body()).contains("\"five\":5,");
    }

    @Test
    void ep34DateTimeText() {
        assertThat(endpoints.data("/v0/pipes/types.json").get(0).get("t0").asText())
                .isEqualTo("2026-03-01 10:00:00");
    }

    @Test
    void ep35DateTime64Digits() {
        assertThat(endpoints.data("/v0/pipes/types.json").get(0).get("t3").asText())
                .isEqualTo("2026-03-01 10:00:00.125");
    }

    @Test
    void ep36ArraysMapsAndNull() {
        JsonNode row = endpoints.data("/v0/pipes/types.json").get(0);
        assertThat(row.get("arr").toString()).isEqualTo("[1,2]");
        assertThat(row.get("m").toString()).isEqualTo("{\"k\":\"v\"}");
        assertThat(row.get("nothing").isNull()).isTrue();
    }
}
