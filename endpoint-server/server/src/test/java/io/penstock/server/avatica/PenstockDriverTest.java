package io.penstock.server.avatica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.base.Stopwatch;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What our driver adds to Avatica's. */
final class PenstockDriverTest {
    private static final String SLOW =
            "SELECT count(*) FROM lake.numbers a, lake.numbers b, lake.numbers c"
                    + " WHERE a.x + b.x + c.x = 1";

    @TempDir private static Path folder;
    private static PenstockServer server;

    @BeforeAll
    static void start() throws IOException, SQLException {
        server =
                TestProject.in(folder)
                        .withShop()
                        .withNumbers(100_000)
                        .start("query-timeout", "60s");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static String url(String more) {
        return "jdbc:penstock://127.0.0.1:%d/?token=%s%s"
                .formatted(server.port(), TestProject.TOKEN, more);
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(url(""));
    }

    private static void awaitRunning() throws InterruptedException {
        Stopwatch waited = Stopwatch.createStarted();
        while (server.sql().queries().running().isEmpty()) {
            assertThat(waited.elapsed()).isLessThan(Duration.ofSeconds(20));
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Test
    void cancelsFromAnotherThread() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            CompletableFuture<SQLException> failed =
                    CompletableFuture.supplyAsync(
                            () ->
                                    catchThrowableOfType(
                                            SQLException.class,
                                            () -> statement.executeQuery(SLOW)));
            awaitRunning();
            Stopwatch took = Stopwatch.createStarted();
            statement.cancel();
            assertThat(failed.get(20, TimeUnit.SECONDS).getSQLState()).isEqualTo("57014");
            assertThat(took.elapsed()).isLessThan(Duration.ofSeconds(5));
            try (ResultSet rows = statement.executeQuery("SELECT 1")) {
                assertThat(rows.next()).isTrue();
            }
            statement.cancel();
        }
    }

    @Test
    void keepsToTheQueryTimeout() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement(SLOW)) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.executeQuery(SLOW))
                    .isInstanceOf(SQLTimeoutException.class)
                    .hasMessageContaining("longer than the 1 s of setQueryTimeout");
            prepared.setQueryTimeout(1);
            assertThatThrownBy(prepared::executeQuery).isInstanceOf(SQLTimeoutException.class);
            try (ResultSet rows = statement.executeQuery("SELECT 1")) {
                assertThat(rows.next()).isTrue();
            }
        }
    }

    @Test
    void timesHaveAllTheirDigits() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT TIMESTAMP '2026-03-01 10:00:00.123456' AS ts,"
                                        + " TIME '23:59:59.123456' AS t,"
                                        + " CAST('-0043-03-15' AS DATE) AS d,"
                                        + " CAST(TIMESTAMP '2026-03-01 10:00:00.5' AS"
                                        + " TIMESTAMP WITH LOCAL TIME ZONE) AS i,"
                                        + " CAST(NULL AS TIMESTAMP) AS n")) {
            rows.next();
            assertThat(rows.getTimestamp(1))
                    .isEqualTo(Timestamp.valueOf("2026-03-01 10:00:00.123456"));
            assertThat(rows.getObject("ts", LocalDateTime.class))
                    .isEqualTo(LocalDateTime.parse("2026-03-01T10:00:00.123456"));
            assertThat(rows.getString(2)).isEqualTo("23:59:59.123456");
            assertThat(rows.getObject(2, LocalTime.class))
                    .isEqualTo(LocalTime.parse("23:59:59.123456"));
            assertThat(rows.getObject(3, LocalDate.class)).isEqualTo(LocalDate.of(-43, 3, 15));
            assertThat(rows.getObject(4)).isEqualTo(OffsetDateTime.parse("2026-03-01T10:00:00.5Z"));
            assertThat(rows.getObject(4, Instant.class))
                    .isEqualTo(Instant.parse("2026-03-01T10:00:00.5Z"));
            assertThat(rows.getTimestamp(4).toInstant())
                    .isEqualTo(Instant.parse("2026-03-01T10:00:00.5Z"));
            assertThat(rows.getTimestamp(5)).isNull();
            assertThat(rows.wasNull()).isTrue();
            assertThatThrownBy(() -> rows.getObject(1, BigDecimal.class))
                    .hasMessageContaining("TIMESTAMP can't be read as java.math.BigDecimal");
        }
    }

    @Test
    void timesAreBoundWithAllTheirDigits() throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT id FROM lake.ev WHERE ts >= ? AND ts < ?")) {
            statement.setObject(1, LocalDateTime.parse("2026-03-01T10:00:00.000001"));
            statement.setTimestamp(2, Timestamp.valueOf("2026-03-02 12:00:00.000001"));
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).isEqualTo(2);
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).isEqualTo(3);
                assertThat(rows.next()).isFalse();
            }
        }
    }

    @Test
    void rowsAtMostHoldForPreparedStatementsToo() throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT id FROM lake.numbers")) {
            statement.setMaxRows(7);
            int count = 0;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    count++;
                }
            }
            assertThat(count).isEqualTo(7);
        }
    }

    @Test
    void aConnectionThatTheServerForgotIsNotValid() throws SQLException {
        try (Connection connection = connect()) {
            assertThat(connection.isValid(1)).isTrue();
            try (PenstockServer other = TestProject.in(folder.resolve("other")).start();
                    Connection lost =
                            DriverManager.getConnection(
                                    "jdbc:penstock://127.0.0.1:%d/?token=%s"
                                            .formatted(other.port(), TestProject.TOKEN))) {
                assertThat(lost.isValid(1)).isTrue();
                other.close();
                assertThat(lost.isValid(1)).isFalse();
            } catch (SQLException e) {
                // Closing the lost connection has nobody to tell.
                assertThat(e.getSQLState()).isIn("08001", null);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void refusalsSayWhy() {
        assertThatThrownBy(
                        () ->
                                DriverManager.getConnection(
                                        "jdbc:penstock://127.0.0.1:%d/?token=guess"
                                                .formatted(server.port())))
                .isInstanceOf(SQLException.class)
                .hasMessage("The token is not valid here");
        assertThatThrownBy(
                        () ->
                                DriverManager.getConnection(
                                        "jdbc:penstock://127.0.0.1:%d/".formatted(server.port())))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("A token is missing");
    }
}
