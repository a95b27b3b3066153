package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What EXPLAIN ANALYZE says of a join of which one side is computed first, for its keys. */
class ExplainKeysTest {
    /** Three of the shop's products have this price. */
    private static final String FEW =
            """
            SELECT p.label, sum(o.amount) AS total FROM lake.picks p
            JOIN shop.orders o ON o.product = p.product WHERE p.price = 1 GROUP BY p.label\
            """;

    @TempDir private static Path folder;
    private static PenstockServer server;
    private static TestClient client;

    @BeforeAll
    static void start() throws Exception {
        TestProject project =
                TestProject.in(folder)
                        .withShop()
                        .parquet(
                                "picks",
                                "SELECT i AS product, 'l' || i % 7 AS label,"
                                        + " CASE WHEN i <= 3 THEN 1 ELSE i END AS price"
                                        + " FROM range(1, 20001) t(i)");
        try (Connection shop =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("data/shop.db"));
                Statement statement = shop.createStatement()) {
            statement.execute("CREATE TABLE orders (product INTEGER NOT NULL, amount INTEGER)");
            statement.execute(
                    "INSERT INTO orders WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
                            + " SELECT i + 1 FROM n WHERE i < 80000)"
                            + " SELECT i % 20000 + 1, i FROM n");
            statement.execute("CREATE INDEX by_product ON orders (product)");
            statement.execute("ANALYZE");
        }
        server = project.start();
        client = new TestClient(server);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static List<String> lines(String sql) {
        HttpResponse<String> answer = client.post("/v0/sql", "text/plain", sql);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> lines = new ArrayList<>();
        TestClient.json(answer).get("data").forEach(row -> lines.add(row.get("explain").asText()));
        return lines;
    }

    private static JsonNode json(String sql) throws JsonProcessingException {
        return new ObjectMapper().readTree(lines("EXPLAIN (ANALYZE, FORMAT JSON) " + sql).get(0));
    }

    @Test
    void keysThatWereSentAreCounted() throws Exception {
        assertThat(lines("EXPLAIN " + FEW))
                .contains("          keys of lake.picks.product are sent to shop (at most 16,384)");
        assertThat(lines("EXPLAIN ANALYZE " + FEW))
                .contains(
                        "          keys of lake.picks.product that were sent to shop: 3",
                        "  computed first: part_0");
        JsonNode plan = json(FEW);
        JsonNode island = plan.get("plan").findParent("asked_of");
        assertThat(island.at("/actual/rows").asLong()).isEqualTo(12);
        assertThat(island.at("/actual/keys/0/found").asLong()).isEqualTo(3);
        assertThat(island.at("/actual/keys/0/sent").asBoolean()).isTrue();
        assertThat(plan.at("/run/parts/0/name").asText()).isEqualTo("part_0");
        assertThat(plan.at("/run/parts/0/engine/0/rows").asLong()).isEqualTo(3);
    }

    /** What was computed first has its numbers at its own place in the tree. */
    @Test
    void partsAreOperatorsAsAnyOther() throws Exception {
        JsonNode plan = json(FEW).get("plan");
        JsonNode file = plan.findParent("files");
        assertThat(file.at("/actual/rows").asLong()).isEqualTo(3);
        assertThat(file.at("/actual/by").asText()).isEqualTo("TABLE_SCAN");
        assertThat(plan.at("/actual/rows").asLong()).isEqualTo(3);
    }

    /** More products than SQLite is sent are expected to be fewer. */
    @Test
    void keysThatWereNotSentAreNot() throws Exception {
        String many = FEW.replace("p.price = 1", "p.label LIKE 'l%' AND p.price > -1");
        assertThat(lines("EXPLAIN ANALYZE " + many))
                .contains(
                        "          keys of lake.picks.product were not sent to shop: there are more"
                                + " than 16,384");
        JsonNode island = json(many).get("plan").findParent("asked_of");
        assertThat(island.at("/actual/rows").asLong()).isEqualTo(80_000);
        assertThat(island.at("/actual/keys/0/sent").asBoolean()).isFalse();
    }
}
