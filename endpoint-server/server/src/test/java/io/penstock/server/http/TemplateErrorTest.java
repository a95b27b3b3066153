package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpResponse;
import java.nio.file.Path;

/** What callers get when a template itself ends a call, from a real server. */
class TemplateErrorTest {
    @TempDir private static Path folder;
    private static PenstockServer server;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        server =
                TestProject.in(folder)
                        .pipe(
                                "guarded",
                                """
                                %
                                {% if not defined(who) %}
                                  {{ error('tell who is asking') }}
                                {% elif who == 'nobody' %}
                                  {{ custom_error({'error': 'not you', 'codes': [1, None, 2.5]}, 403) }}
                                {% elif who == 'text' %}
                                  {{ custom_error('it is "no"', status=422) }}
                                {% elif who == 'plain' %}
                                  {{ custom_error({'error': 'no'}) }}
                                {% elif who == 'fine' %}
                                  {{ custom_error({'error': 'no'}, 200) }}
                                {% elif defined(echo) %}
                                  {{ custom_error({'who': who, echo: who}, 418) }}
                                {% end %}
                                SELECT id FROM lake.ev ORDER BY id
                                """)
                        .pipe("reader", "%\nSELECT COUNT(*) AS c FROM guarded")
                        .start();
        client = new TestClient(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            textBlock =
                    """
                    nobody ~ 403 ~ {"error":"not you","codes":[1,null,2.5]}
                    text   ~ 422 ~ "it is \\"no\\""
                    plain  ~ 400 ~ {"error":"no"}
                    """)
    void customErrorIsTheWholeAnswer(String who, int status, String body) {
        assertDocument(client.get("/v0/pipes/guarded.json?who=" + who), status, body);
        assertDocument(
                client.post(
                        "/v0/pipes/guarded.json", "application/json", "{\"who\": \"" + who + "\"}"),
                status,
                body);
    }

    private static void assertDocument(HttpResponse<String> response, int status, String body) {
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv", "ndjson", "parquet", "prometheus"})
    void theDocumentIsJsonWhateverTheFormat(String format) {
        assertDocument(
                client.get("/v0/pipes/guarded." + format + "?who=nobody"),
                403,
                "{\"error\":\"not you\",\"codes\":[1,null,2.5]}");
    }

    @Test
    void aPipeThatReadsAnotherEndsWithItsError() {
        assertDocument(client.get("/v0/pipes/reader.json?who=plain"), 400, "{\"error\":\"no\"}");
        assertDocument(
                client.get(
                        "/v0/sql?who=plain&q="
                                + TestClient.encode("SELECT * FROM guarded FORMAT JSON")),
                400,
                "{\"error\":\"no\"}");
    }

    @Test
    void aClientsTemplateMayUseIt() {
        assertDocument(
                client.get(
                        "/v0/sql?q="
                                + TestClient.encode("% SELECT {{ custom_error({'a': 1}, 404) }}")),
                404,
                "{\"a\":1}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"}, {\"x\": \"",
                "</script>",
                "\\",
                "\u2028\n\r\t",
                "\ud83d\ude00",
                "{{ 1 }}"
            })
    void whatCallersPassStaysText(String who) {
        HttpResponse<String> response =
                client.get("/v0/pipes/guarded.json?echo=key&who=" + TestClient.encode(who));
        assertThat(response.statusCode()).isEqualTo(418);
        JsonNode document = TestClient.json(response);
        assertThat(document).hasSize(2);
        assertThat(document.get("who").asText()).isEqualTo(who);
        assertThat(document.get("key").asText()).isEqualTo(who);
    }

    @Test
    void aStatusThatIsNoErrorIsTheAuthorsMistake() {
        HttpResponse<String> response = client.get("/v0/pipes/guarded.json?who=fine");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(TestClient.json(response).get("error").asText())
                .startsWith("pipes/guarded.pipe:")
                .endsWith("The status of custom_error(..) is 200; it must be 400 to 599");
    }

    @Test
    void errorIsTheMessageInTheUsualEnvelope() {
        HttpResponse<String> response = client.get("/v0/pipes/guarded.json");
        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode body = TestClient.json(response);
        assertThat(body.get("error").asText()).isEqualTo("tell who is asking");
        assertThat(body.has("documentation")).isTrue();
        assertThat(response.headers().firstValue("X-DB-Exception-Code")).contains("36");
    }

    @Test
    void whoeverIsWelcomeGetsRows() {
        HttpResponse<String> response = client.get("/v0/pipes/guarded.csv?who=me");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("1\n2\n3\n");
    }
}
