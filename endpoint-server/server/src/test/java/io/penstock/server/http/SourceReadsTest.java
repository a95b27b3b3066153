package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What each source gave: in the answer, in the log and in the metrics. */
class SourceReadsTest {
    /** All three rows of each match; DuckDB would not count those of the file that can't. */
    private static final String MIXED =
            "SELECT e.s, o.name FROM lake.ev e JOIN shop.names o ON CAST(o.id AS UBIGINT) = e.id";

    private static final String DIRECT = "SELECT id, name FROM shop.names WHERE id > 1";

    @TempDir private Path folder;
    private PenstockServer server;
    private TestClient client;

    @BeforeEach
    void start() throws Exception {
        TestProject project = TestProject.in(folder).withShop();
        sqlite("CREATE TABLE names (id INTEGER NOT NULL, name TEXT NOT NULL)");
        sqlite("INSERT INTO names VALUES (1, 'a'), (2, 'b'), (3, 'c')");
        server = project.start("watch", "false");
        client = new TestClient(server);
    }

    private void sqlite(String sql) throws SQLException {
        try (Connection sqlite =
                        DriverManager.getConnection("jdbc:sqlite:" + folder + "/data/shop.db");
                Statement statement = sqlite.createStatement()) {
            statement.execute(sql);
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private HttpResponse<String> ask(String sql) {
        return client.get("/v0/sql?q=" + TestClient.encode(sql));
    }

    private long metric(String name, String connection) {
        String text = client.send(client.bare("/metrics")).body();
        Matcher line =
                Pattern.compile(
                                "^penstock_source_%s_total\\{connection=\"%s\"} (\\S+)$"
                                        .formatted(name, Pattern.quote(connection)),
                                Pattern.MULTILINE)
                        .matcher(text);
        return line.find() ? Math.round(Double.parseDouble(line.group(1))) : 0;
    }

    private static JsonNode statistics(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestClient.json(answer).get("statistics");
    }

    @Test
    void rowsOfADatabaseAndOfFilesAreCountedOnce() throws Exception {
        try (LoggedCalls log = new LoggedCalls()) {
            HttpResponse<String> answer = ask(MIXED);
            assertThat(statistics(answer).get("rows_read").asLong()).isEqualTo(6);
            assertThat(statistics(answer).get("bytes_read").asLong()).isPositive();
            assertThat(statistics(answer).properties()).hasSize(3);
            String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
            assertThat(log.await(id))
                    .containsPattern(
                            " sources: shop 3 rows \\d+ B \\d+ ms, lake 3 rows [0-9.]+ k?B$");
        }
        assertThat(metric("rows", "shop")).isEqualTo(3);
        assertThat(metric("rows", "lake")).isEqualTo(3);
        assertThat(metric("queries", "shop")).isEqualTo(1);
        assertThat(metric("queries", "lake")).isEqualTo(1);
        assertThat(metric("bytes", "shop")).isPositive();
        assertThat(metric("errors", "shop")).isZero();
    }

    @Test
    void aQueryThatRunsWholeAtItsSourceIsCountedToo() throws Exception {
        try (LoggedCalls log = new LoggedCalls()) {
            HttpResponse<String> answer = ask(DIRECT);
            assertThat(statistics(answer).get("rows_read").asLong()).isEqualTo(2);
            String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
            assertThat(log.await(id))
                    .contains(" engine=shop ")
                    .containsPattern(" sources: shop 2 rows \\d+ B \\d+ ms$");
        }
        statistics(ask(DIRECT));
        assertThat(metric("rows", "shop")).isEqualTo(4);
        assertThat(metric("queries", "shop")).isEqualTo(2);
        assertThat(metric("rows", "lake")).isZero();
    }

    @Test
    void whatFailsAtTheSourceIsCounted() throws Exception {
        statistics(ask(DIRECT));
        sqlite("DROP TABLE names");
        assertThat(ask(DIRECT).statusCode()).isEqualTo(500);
        assertThat(metric("errors", "shop")).isEqualTo(1);
        assertThat(metric("queries", "shop")).isEqualTo(2);
    }

    @Test
    void whatNeedsNoSourceHasNone() throws Exception {
        try (LoggedCalls log = new LoggedCalls()) {
            HttpResponse<String> answer = ask("SELECT 1 AS a");
            assertThat(statistics(answer).get("rows_read").asLong()).isZero();
            String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
            assertThat(log.await(id)).doesNotContain("sources:");
        }
    }
}
