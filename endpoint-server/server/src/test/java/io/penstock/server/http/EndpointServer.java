package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import java.net.http.HttpResponse;
import java.nio.file.Path;

/** A server over pipes of every kind, and what tests of calls ask it. */
final class EndpointServer implements AutoCloseable {
    private final PenstockServer server;
    final TestClient client;

    EndpointServer(Path folder) throws Exception {
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

    @Override
    public void close() {
        client.close();
        server.close();
    }

    HttpResponse<String> good(String path) {
        HttpResponse<String> response = client.get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response;
    }

    JsonNode data(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestClient.json(response).get("data");
    }

    JsonNode data(String path) {
        return data(client.get(path));
    }

    void assertError(HttpResponse<String> response, int status, String part) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(TestClient.json(response).get("error").asText()).contains(part);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    String metaType(String path, String column) {
        for (JsonNode meta : TestClient.json(good(path)).get("meta")) {
            if (meta.get("name").asText().equals(column)) {
                return meta.get("type").asText();
            }
        }
        return "missing";
    }
}
