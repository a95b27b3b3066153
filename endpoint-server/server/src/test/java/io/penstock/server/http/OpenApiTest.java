package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** EP-39, and that answers are as the document says. */
class OpenApiTest {
    @TempDir private static Path folder;
    private static PenstockServer server;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        server =
                TestProject.in(folder)
                        .file(
                                "pipes/top.pipe",
                                """
                                DESCRIPTION >
                                    The events.
                                    In a second line more.
                                TAGS "events"
                                NODE ids
                                SQL >
                                    %
                                    SELECT * FROM lake.ev WHERE id > {{Int64(after, 0)}}
                                NODE top_rows
                                SQL >
                                    %
                                    SELECT id, s, n, ts FROM ids
                                    WHERE id > {{Int32(from_id, description='ids above', required=True, example=1)}}
                                    AND s != {{String(kind, 'x', enum=['x', 'y'])}}
                                    AND s NOT IN {{Array(others, 'String', 'p,q')}}
                                    AND id NOT IN {{Array(numbers, 'Int32', '7,8')}}
                                    {% if Boolean(flag, False) %} AND n > {{Float64(least, 0.5)}} {% end %}
                                    AND ts > {{Date(since, '2020-01-01', format='YYYY-MM-DD')}}
                                    AND ts < {{DateTime(until, '2999-01-01 00:00:00')}}
                                    ORDER BY {{column(order, 'id')}} LIMIT {{Int32(lim, 10)}}
                                TYPE endpoint
                                """)
                        .pipe(
                                "types",
                                """
                                SELECT CAST(9223372036854775123 AS BIGINT) AS big,
                                  CAST('NaN' AS DOUBLE) AS nan, CAST(5 AS DOUBLE) AS five,
                                  CAST(1.50 AS DECIMAL(10, 2)) AS money, TRUE AS yes,
                                  DATE '2026-01-31' AS d, TIMESTAMP '2026-03-01 10:00:00' AS t,
                                  ARRAY[1, 2] AS arr, MAP['k', 'v'] AS m, ROW(1, 'x') AS r,
                                  CAST(NULL AS VARCHAR) AS nothing
                                """)
                        .pipe("broken", "SELECT nobody FROM lake.ev")
                        .file("pipes/block.pipe", "NODE b\nSQL >\n    SELECT 1 AS a\n")
                        .start();
        client = new TestClient(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static JsonNode document() {
        return client.json("/v0/pipes/openapi.json");
    }

    private static JsonNode parameter(String name) {
        for (JsonNode parameter : document().at("/paths/~1v0~1pipes~1top.json/get/parameters")) {
            if (parameter.path("name").asText().equals(name)) {
                return parameter;
            }
        }
        throw new AssertionError("no parameter " + name);
    }

    @Test
    void ep39AValidatorFindsNothing() {
        HttpResponse<String> response = client.get("/v0/pipes/openapi.json");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        SwaggerParseResult parsed =
                new OpenAPIV3Parser().readContents(response.body(), ImmutableList.of(), options);
        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.isOpenapi31()).isTrue();
        assertThat(parsed.getOpenAPI().getPaths()).containsKey("/v0/pipes/top.json");
        assertThat(parsed.getOpenAPI().getComponents().getSecuritySchemes())
                .containsOnlyKeys("bearer", "token");
    }

    @Test
    void theValidatorWouldFindSomething() throws Exception {
        ObjectNode wrong = (ObjectNode) document();
        ((ObjectNode) wrong.at("/paths/~1v0~1pipes~1top.json/get")).remove("responses");
        ((ObjectNode) wrong.at("/paths/~1v0~1pipes~1top.json/post")).put("operationId", 7);
        SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(wrong.toString());
        assertThat(parsed.getMessages()).isNotEmpty();
    }

    @Test
    void everySchemaIsJsonSchema() {
        JsonSchema meta =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(
                                java.net.URI.create(
                                        "https://json-schema.org/draft/2020-12/schema"));
        List<JsonNode> schemas = new ArrayList<>(document().findValues("schema"));
        document().at("/components/schemas").forEach(schemas::add);
        assertThat(schemas).hasSizeGreaterThan(20);
        schemas.forEach(schema -> assertThat(meta.validate(schema)).as("%s", schema).isEmpty());
    }

    @Test
    void publishedPipesAreListedAndOthersAreNot() {
        List<String> paths = new ArrayList<>();
        document().get("paths").fieldNames().forEachRemaining(paths::add);
        assertThat(paths)
                .containsExactly(
                        "/v0/pipes/broken.json",
                        "/v0/pipes/broken.{format}",
                        "/v0/pipes/top.json",
                        "/v0/pipes/top.{format}",
                        "/v0/pipes/types.json",
                        "/v0/pipes/types.{format}");
        JsonNode top = document().at("/paths/~1v0~1pipes~1top.json/get");
        assertThat(top.get("summary").asText()).isEqualTo("The events.");
        assertThat(top.get("description").asText()).contains("In a second line more.");
        assertThat(top.get("tags").get(0).asText()).isEqualTo("events");
        assertThat(top.get("responses").fieldNames())
                .toIterable()
                .contains("200", "400", "403", "404", "408", "414", "429", "500");
    }

    @Test
    void parametersAreThoseOfEveryNodeWithTypesAndDefaults() {
        assertThat(parameter("from_id").toString())
                .isEqualTo(
                        "{\"name\":\"from_id\",\"in\":\"query\",\"description\":\"ids above\","
                                + "\"required\":true,\"schema\":{\"type\":\"integer\","
                                + "\"format\":\"int32\",\"examples\":[1]}}");
        assertThat(parameter("after").at("/schema/default").isIntegralNumber()).isTrue();
        assertThat(parameter("after").at("/schema/format").asText()).isEqualTo("int64");
        assertThat(parameter("kind").at("/schema/enum").toString()).isEqualTo("[\"x\",\"y\"]");
        assertThat(parameter("kind").get("required").asBoolean()).isFalse();
        assertThat(parameter("others").at("/schema/default").toString()).isEqualTo("[\"p\",\"q\"]");
        assertThat(parameter("others").get("explode").asBoolean(true)).isFalse();
        assertThat(parameter("numbers").at("/schema/default").toString()).isEqualTo("[7,8]");
        assertThat(parameter("flag").at("/schema").toString())
                .isEqualTo("{\"type\":\"boolean\",\"default\":false}");
        assertThat(parameter("least").at("/schema/default").asDouble()).isEqualTo(0.5);
        assertThat(parameter("since").at("/schema/format").asText()).isEqualTo("date");
        assertThat(parameter("since").get("description").asText()).contains("YYYY-MM-DD");
        assertThat(parameter("order").at("/schema/pattern").asText()).isNotEmpty();
        JsonNode body =
                document()
                        .at("/paths/~1v0~1pipes~1top.json/post/requestBody/content")
                        .path("application/json")
                        .path("schema");
        assertThat(body.at("/properties/numbers/items/type").asText()).isEqualTo("integer");
        assertThat(body.get("required").toString()).isEqualTo("[\"from_id\"]");
    }

    @Test
    void answersAreAsTheDocumentSays() {
        for (String call : List.of("top.json?from_id=0", "top.json?from_id=99", "types.json")) {
            JsonNode answer = client.json("/v0/pipes/" + call);
            String path = "/v0/pipes/" + call.replaceFirst("\\?.*", "");
            assertThat(schema(path, "200").validate(answer)).as(answer.toString()).isEmpty();
            JsonNode row = rowSchema(path);
            for (JsonNode meta : answer.get("meta")) {
                assertThat(row.path(meta.get("name").asText()).path("x-clickhouse-type"))
                        .isEqualTo(meta.get("type"));
            }
            assertThat(row).hasSize(answer.get("meta").size());
        }
        ObjectNode wrong = (ObjectNode) client.json("/v0/pipes/top.json?from_id=0");
        ((ObjectNode) wrong.get("data").get(0)).put("id", "one");
        assertThat(schema("/v0/pipes/top.json", "200").validate(wrong)).isNotEmpty();
    }

    @Test
    void aPipeThatCannotBePlannedIsListedWithoutColumns() {
        assertThat(rowSchema("/v0/pipes/broken.json").isMissingNode()).isTrue();
    }

    @Test
    void itNeedsTheToken() {
        assertThat(client.send(client.bare("/v0/pipes/openapi.json")).statusCode()).isEqualTo(403);
        String inQuery = "/v0/pipes/openapi.json?token=" + TestProject.TOKEN;
        assertThat(client.send(client.bare(inQuery)).statusCode()).isEqualTo(200);
    }

    private static JsonNode rowSchema(String path) {
        return document()
                .path("paths")
                .path(path)
                .at("/get/responses/200/content")
                .path("application/json")
                .at("/schema/properties/data/items/properties");
    }

    /** The response's schema, with the document's components beside it for references. */
    private static JsonSchema schema(String path, String status) {
        JsonNode document = document();
        ObjectNode schema =
                (ObjectNode)
                        document.path("paths")
                                .path(path)
                                .at("/get/responses/" + status + "/content")
                                .path("application/json")
                                .get("schema");
        schema.set("components", document.get("components"));
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    }
}
