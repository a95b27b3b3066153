package io.penstock.server.avatica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.io.BaseEncoding;

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

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Avatica's own remote driver at a real server. */
final class StockDriverTest {
    @TempDir private static Path folder;
    private static PenstockServer server;

    @BeforeAll
    static void start() throws IOException, SQLException {
        server =
                TestProject.in(folder)
                        .withShop()
                        .withNumbers(50_000)
                        .pipe("top", "SELECT id, s FROM lake.ev")
                        .start("body-limit", "64KB", "query-timeout", "60s");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static SQLException failure(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            return catchThrowableOfType(SQLException.class, () -> statement.execute(sql));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** lake.ev.n is a DECIMAL(2,1) with 1.5 and 3.0. */
    @ParameterizedTest
    @CsvSource({
        "n < ?, 12.34, 2",
        "n = ?, 1.50, 1",
        "n = ?, 1.54, 0",
        "n > ?, 1.54, 1",
        "n > ?, 0.00000000001, 2",
        "n < ?, 123456789012345678901234567890, 2",
        "n > ?, -999999999999999999999999999999999999, 2"
    })
    void decimalsAreComparedWithAllTheirDigits(String condition, BigDecimal value, long rows)
            throws SQLException {
        for (String serialization : new String[] {"protobuf", "json"}) {
            try (Connection connection = StockDriver.connect(server, serialization);
                    PreparedStatement statement =
                            connection.prepareStatement(
                                    "SELECT count(*) FROM lake.ev WHERE " + condition)) {
                assertThat(statement.getParameterMetaData().getPrecision(1)).isEqualTo(2);
                assertThat(statement.getParameterMetaData().getScale(1)).isEqualTo(1);
                assertThat(statement.getParameterMetaData().isSigned(1)).isTrue();
                statement.setBigDecimal(1, value);
                try (ResultSet answer = statement.executeQuery()) {
                    answer.next();
                    assertThat(answer.getLong(1)).isEqualTo(rows);
                }
            }
        }
    }

    @Test
    void parametersAreDescribedWithTheirDigits() throws SQLException {
        try (Connection connection = StockDriver.connect(server);
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT id FROM lake.ev WHERE CAST(n AS DECIMAL(12,3)) IN (?, ?)"
                                        + " AND id = ? AND CAST(? AS DECIMAL(38,10)) > 0")) {
            ParameterMetaData parameters = statement.getParameterMetaData();
            assertThat(parameters.getPrecision(2)).isEqualTo(12);
            assertThat(parameters.getScale(2)).isEqualTo(3);
            assertThat(parameters.getParameterTypeName(3)).isEqualTo("UBIGINT");
            assertThat(parameters.isSigned(3)).isFalse();
            assertThat(parameters.getPrecision(4)).isEqualTo(38);
            assertThat(parameters.getScale(4)).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"protobuf", "json"})
    void queriesOverManyFrames(String serialization) throws SQLException {
        try (Connection connection = StockDriver.connect(server, serialization);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT id, x, s FROM lake.numbers ORDER BY id")) {
            long count = 0;
            while (rows.next()) {
                assertThat(rows.getLong(1)).isEqualTo(count);
                assertThat(rows.getDouble("x")).isEqualTo(count / 7.0);
                assertThat(rows.getString(3)).isEqualTo("row " + count);
                count++;
            }
            assertThat(count).isEqualTo(50_000);
        }
        assertThat(server.sql().queries().running()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"protobuf", "json"})
    void preparesAndRunsAgain(String serialization) throws SQLException {
        try (Connection connection = StockDriver.connect(server, serialization);
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT s FROM lake.numbers WHERE id = ? AND s LIKE ?")) {
            for (int id = 0; id < 3; id++) {
                statement.setInt(1, id);
                statement.setString(2, "row%");
                try (ResultSet rows = statement.executeQuery()) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getString(1)).isEqualTo("row " + id);
                    assertThat(rows.next()).isFalse();
                }
            }
            assertThat(statement.getParameterMetaData().getParameterTypeName(1))
                    .isEqualTo("BIGINT");
            assertThat(statement.getParameterMetaData().getParameterTypeName(2))
                    .isEqualTo("VARCHAR");
            assertThat(statement.getMetaData().getColumnLabel(1)).isEqualTo("s");
        }
    }

    @Test
    void parametersThatDoNotFitAreTold() throws SQLException {
        try (Connection connection = StockDriver.connect(server);
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT s FROM lake.numbers WHERE id = ? AND day = ?")) {
            assertThatThrownBy(statement::executeQuery)
                    .hasMessageContaining("Parameter 1 has no value");
            statement.setString(1, "five");
            statement.setString(2, "2026-01-01");
            assertThatThrownBy(statement::executeQuery)
                    .hasMessageContaining("Parameter 1 is 'five'; it must be BIGINT");
            statement.setString(1, " 5 ");
            statement.setString(2, "yesterday");
            assertThatThrownBy(statement::executeQuery)
                    .hasMessageContaining("Parameter 2 is 'yesterday'; it must be DATE");
            statement.setDate(2, java.sql.Date.valueOf("2026-01-06"));
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("row 5");
            }
        }
    }

    @Test
    void errorsHaveAStateAPlaceAndNoStackOfOurs() throws SQLException {
        try (Connection connection = StockDriver.connect(server)) {
            SQLException unknown = failure(connection, "SELECT id\nFROM nowhere");
            assertThat(unknown.getSQLState()).isEqualTo("42P01");
            assertThat(unknown.getErrorCode()).isEqualTo(60);
            assertThat(unknown.getMessage()).contains("line 2, column 6: Unknown table 'nowhere'");
            StringWriter printed = new StringWriter();
            unknown.printStackTrace(new PrintWriter(printed));
            assertThat(printed.toString())
                    .doesNotContain("io.penstock.query", "io.penstock.planner", "AvaticaService");
            assertThat(failure(connection, "SELECT 1 FROM").getSQLState()).isEqualTo("42601");
            assertThat(failure(connection, "SELECT nothing FROM lake.ev").getSQLState())
                    .isEqualTo("42703");
        }
    }

    @Test
    void nothingIsWritten() throws SQLException {
        try (Connection connection = StockDriver.connect(server);
                Statement statement = connection.createStatement()) {
            for (String sql :
                    new String[] {
                        "INSERT INTO lake.ev VALUES (1)",
                        "UPDATE lake.ev SET s = 'x'",
                        "DELETE FROM lake.ev",
                        "CREATE TABLE t (a INTEGER)",
                        "DROP TABLE lake.ev"
                    }) {
                SQLException refused = failure(connection, sql);
                assertThat(refused.getSQLState()).as(sql).isIn("25006", "42601");
                assertThat(refused.getMessage()).contains("SELECT");
            }
            statement.addBatch("SELECT 1");
            assertThatThrownBy(statement::executeBatch).hasMessageContaining("Batches are for");
            connection.setAutoCommit(false);
            assertThatThrownBy(connection::createStatement).hasMessageContaining("no transactions");
        }
    }

    @Test
    void theTokenIsPasswordUserHeaderOrParameter() throws Exception {
        Properties asUser = StockDriver.properties();
        asUser.setProperty("avatica_user", TestProject.TOKEN);
        asUser.setProperty("avatica_password", "");
        try (Connection connection =
                DriverManager.getConnection(StockDriver.url(server, "protobuf"), asUser)) {
            assertThat(connection.getMetaData().getTables(null, null, "%", null).next()).isTrue();
        }
        String url =
                "jdbc:avatica:remote:url=%s/avatica?token=%s;serialization=protobuf"
                        .formatted(server.url(), TestProject.TOKEN);
        try (Connection connection = DriverManager.getConnection(url, new Properties());
                Statement statement = connection.createStatement()) {
            assertThat(statement.execute("SELECT 1")).isTrue();
        }
        Properties bearer = new Properties();
        bearer.setProperty("authentication", "BEARER");
        bearer.setProperty("bearer_token", TestProject.TOKEN);
        try (Connection connection =
                        DriverManager.getConnection(StockDriver.url(server, "json"), bearer);
                Statement statement = connection.createStatement()) {
            assertThat(statement.execute("SELECT 1")).isTrue();
        }
    }

    @Test
    void withoutTheTokenNobodyComesIn() throws Exception {
        Properties wrong = StockDriver.properties();
        wrong.setProperty("avatica_password", "guess");
        assertThatThrownBy(
                        () ->
                                DriverManager.getConnection(
                                        StockDriver.url(server, "protobuf"), wrong))
                .hasMessageContaining("The token is not valid here");
        try (TestClient client = new TestClient(server)) {
            HttpResponse<String> none =
                    client.send(
                            client.bare("/avatica")
                                    .POST(HttpRequest.BodyPublishers.ofString("{}")));
            assertThat(none.statusCode()).isEqualTo(401);
            assertThat(none.headers().allValues("WWW-Authenticate"))
                    .anyMatch(value -> value.startsWith("Basic"))
                    .anyMatch(value -> value.startsWith("Bearer"));
            HttpResponse<String> basic =
                    client.send(
                            client.bare("/avatica")
                                    .header("Authorization", "Basic " + encoded("x:guess"))
                                    .POST(HttpRequest.BodyPublishers.ofString("{}")));
            assertThat(basic.body()).contains("The token is not valid here", "28000");
            assertThat(client.send(client.request("/avatica/c/1").DELETE()).statusCode())
                    .isEqualTo(404);
            assertThat(client.send(client.bare("/avatica/c/1?token=guess").DELETE()).statusCode())
                    .isEqualTo(403);
        }
    }

    private static String encoded(String text) {
        return BaseEncoding.base64().encode(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void requestsHaveAForm() {
        try (TestClient client = new TestClient(server)) {
            assertThat(client.get("/avatica").statusCode()).isEqualTo(405);
            assertThat(client.post("/avatica", "text/plain", "nonsense").statusCode())
                    .isEqualTo(400);
            HttpResponse<String> large =
                    client.post("/avatica", "text/plain", "x".repeat(65 << 10));
            assertThat(large.statusCode()).isEqualTo(413);
            assertThat(large.body()).contains("longer than the limit of 65536 bytes");
        }
    }

    @Test
    void timesAreWhatTheConnectionChose() throws SQLException {
        String sql = "SELECT TIMESTAMP '2026-03-01 10:00:00.123456' AS ts";
        try (Connection connection = StockDriver.connect(server)) {
            SQLException unfit = failure(connection, sql);
            assertThat(unfit.getSQLState()).isEqualTo("22000");
            assertThat(unfit.getMessage())
                    .contains("'ts' has 2026-03-01 10:00:00.123456", "times=truncate");
        }
        Properties truncate = StockDriver.properties();
        truncate.setProperty("times", "truncate");
        try (Connection connection =
                        DriverManager.getConnection(StockDriver.url(server, "protobuf"), truncate);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("2026-03-01 10:00:00.123");
        }
        Properties wrong = StockDriver.properties();
        wrong.setProperty("times", "roughly");
        assertThatThrownBy(
                        () ->
                                DriverManager.getConnection(
                                        StockDriver.url(server, "protobuf"), wrong))
                .hasMessageContaining("times is 'roughly'; it must be one of strict");
    }
}
