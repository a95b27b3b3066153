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

import java.nio.file.Path;

/** PI-01, PI-02 and PI-15: pipes and nodes as clients list them. */
class PipeObjectsTest {
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
                                DESCRIPTION The events
                                NODE ids
                                SQL >
                                    %
                                    SELECT id, s FROM lake.ev WHERE id > {{Int32(after, 0)}}
                                NODE top_rows
                                SQL >
                                    SELECT ids.id, tag FROM ids JOIN lake.tag ON event = ids.id
                                    JOIN plain ON plain.id = ids.id
                                TYPE endpoint
                                """)
                        .pipe("plain", "SELECT id, n FROM lake.ev")
                        .file(
                                "datasources/kept.datasource",
                                "SCHEMA >\n    `id` UInt64,\n    `s` String\n")
                        .file(
                                "pipes/fill.pipe",
                                "NODE filled\nSQL >\n    SELECT id, s FROM lake.ev\n"
                                        + "TYPE materialized\nDATASOURCE kept\n")
                        .file(
                                "pipes/nightly.pipe",
                                "NODE copied\nSQL >\n    SELECT id, s FROM lake.ev\n"
                                        + "TYPE copy\nTARGET_DATASOURCE kept\nCOPY_MODE replace\n"
                                        + "COPY_SCHEDULE 0 3 * * *\n")
                        .start();
        client = new TestClient(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static JsonNode pipe(String path) {
        JsonNode pipe = client.json("/v0/pipes/" + path);
        assertThat(pipe.has("error")).as(pipe.toString()).isFalse();
        return pipe;
    }

    @Test
    void pi01TheListHasUrls() {
        JsonNode pipes = client.json("/v0/pipes").get("pipes");
        assertThat(pipes).hasSize(4);
        assertThat(pipes.get(3).get("name").asText()).isEqualTo("top");
        assertThat(pipes.get(3).get("url").asText()).endsWith("/v0/pipes/top.json");
    }

    @Test
    void pi02AttrsAreExactlyThoseAskedForAndUrl() {
        JsonNode pipes =
                client.json("/v0/pipes?attrs=id,name,description,type,endpoint").get("pipes");
        for (JsonNode pipe : pipes) {
            assertThat(pipe.fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder(
                            "id", "name", "description", "type", "endpoint", "url");
        }
        JsonNode nodes = client.json("/v0/pipes?attrs=nodes&node_attrs=name,columns").get("pipes");
        assertThat(nodes.get(3).get("nodes").toString())
                .isEqualTo(
                        "[{\"name\":\"ids\",\"columns\":[{\"name\":\"id\",\"type\":\"Nullable(UInt64)\"},"
                            + "{\"name\":\"s\",\"type\":\"Nullable(String)\"}]},"
                            + "{\"name\":\"top_rows\",\"columns\":[{\"name\":\"id\",\"type\":\"Nullable(UInt64)\"},"
                            + "{\"name\":\"tag\",\"type\":\"Nullable(String)\"}]}]");
    }

    @Test
    void pi15DetailHasTypesParametersAndColumns() {
        JsonNode nodes = pipe("top").get("nodes");
        assertThat(nodes.get(0).get("node_type").asText()).isEqualTo("standard");
        assertThat(nodes.get(1).get("node_type").asText()).isEqualTo("endpoint");
        assertThat(nodes.get(1).at("/params/0/name").asText()).isEqualTo("after");
        assertThat(nodes.get(1).at("/columns/1/name").asText()).isEqualTo("tag");
        assertThat(nodes.get(1).has("dependencies")).isFalse();
    }

    @Test
    void dependenciesComeWhenAskedFor() {
        JsonNode nodes = pipe("top?dependencies=true").get("nodes");
        assertThat(nodes.get(0).get("dependencies").toString()).isEqualTo("[\"lake.ev\"]");
        assertThat(nodes.get(1).get("dependencies"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("ids", "lake.tag", "plain");
        JsonNode listed = client.json("/v0/pipes?dependencies=1").get("pipes");
        assertThat(listed.get(3).get("nodes")).isEqualTo(withoutColumns(nodes));
    }

    private static JsonNode withoutColumns(JsonNode nodes) {
        JsonNode copy = nodes.deepCopy();
        copy.forEach(
                node -> ((com.fasterxml.jackson.databind.node.ObjectNode) node).remove("columns"));
        return copy;
    }

    @Test
    void rolesAreToldWithTheirTargets() {
        JsonNode fill = pipe("fill");
        assertThat(fill.get("type").asText()).isEqualTo("materialized");
        assertThat(fill.get("materialized_datasource").asText()).isEqualTo("kept");
        assertThat(fill.at("/nodes/0/node_type").asText()).isEqualTo("materialized");
        assertThat(fill.at("/nodes/0/materialized").asText()).matches("t_[0-9a-f]{32}");
        JsonNode nightly = pipe("nightly");
        assertThat(nightly.get("type").asText()).isEqualTo("copy");
        assertThat(nightly.get("copy_target_datasource").asText()).isEqualTo("kept");
        assertThat(nightly.get("copy_mode").asText()).isEqualTo("replace");
        assertThat(nightly.get("copy_schedule").asText()).isEqualTo("0 3 * * *");
        assertThat(nightly.at("/nodes/0/node_type").asText()).isEqualTo("copy");
    }

    @Test
    void theCatalogListsTablesAndPipes() {
        JsonNode catalog = client.json("/v0/catalog");
        assertThat(catalog.get("tables").findValuesAsText("name")).contains("ev", "tag", "top");
        assertThat(catalog.get("functions")).extracting(JsonNode::asText).contains("coalesce");
        assertThat(client.json("/v0/catalog/lake.tag").get("columns").toString())
                .isEqualTo(
                        "[{\"name\":\"event\",\"type\":\"Nullable(Int64)\",\"description\":null},"
                            + "{\"name\":\"tag\",\"type\":\"Nullable(String)\",\"description\":null}]");
        assertThat(client.json("/v0/catalog/TOP").get("kind").asText()).isEqualTo("view");
        assertThat(client.get("/v0/catalog/lake.nobody").statusCode()).isEqualTo(404);
        assertThat(client.send(client.bare("/v0/catalog")).statusCode()).isEqualTo(403);
    }

    @Test
    void sqlOfACallerIsExplained() {
        JsonNode plan = client.json("/v0/sql?explain=true&q=select+id+from+lake.ev+where+id+%3E+1");
        assertThat(plan.get("query_explain").asText()).contains("lake.ev");
        assertThat(plan.get("debug_query").asText()).isNotBlank();
        assertThat(client.get("/v0/sql?explain=true&q=select+nobody").statusCode()).isEqualTo(400);
    }
}
