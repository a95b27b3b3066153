package io.penstock.server.avatica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.apache.calcite.avatica.AvaticaClientRuntimeException;
import org.apache.calcite.avatica.remote.Service;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What the server keeps for its clients, and how it gets rid of it. */
final class SessionsTest {
    private static final String ROWS = "SELECT id FROM lake.numbers";

    /** Minutes of work for one core. */
    private static final String SLOW =
            "SELECT count(*) FROM lake.numbers a, lake.numbers b, lake.numbers c"
                    + " WHERE a.x + b.x + c.x = 1";

    @TempDir private static Path folder;
    private static PenstockServer server;

    @BeforeAll
    static void start() throws IOException, SQLException {
        server = TestProject.in(folder).withNumbers(100_000).start("query-timeout", "60s");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static AvaticaLimits limits(Duration idle, Duration rowsIdle, Duration call) {
        return new AvaticaLimits(3, 4, idle, rowsIdle, call, Duration.ofMinutes(1));
    }

    private static AvaticaDoor door() {
        Duration minute = Duration.ofMinutes(1);
        return new AvaticaDoor(server.sql(), limits(minute, minute, minute));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Stopwatch waited = Stopwatch.createStarted();
        while (!condition.getAsBoolean()) {
            assertThat(waited.elapsed()).isLessThan(Duration.ofSeconds(20));
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static AvaticaClientRuntimeException failure(Runnable call) {
        try {
            call.run();
        } catch (AvaticaClientRuntimeException e) {
            return e;
        }
        throw new AssertionError("it went well");
    }

    @Test
    void limitsAreSettings() throws Exception {
        try (PenstockServer small =
                        TestProject.in(folder.resolve("small"))
                                .start("avatica-connections", "1", "avatica-statements", "2");
                Connection connection = StockDriver.connect(small);
                Statement one = connection.createStatement();
                Statement two = connection.createStatement()) {
            assertThat(one.execute("SELECT 1")).isTrue();
            assertThat(two.execute("SELECT 1")).isTrue();
            assertThatThrownBy(connection::createStatement)
                    .hasMessageContaining("has 2 statements open");
            assertThatThrownBy(() -> StockDriver.connect(small).createStatement())
                    .hasMessageContaining("1 connections are open");
        }
    }

    @Test
    void anotherCallersConnectionDoesNotExist() {
        try (AvaticaDoor door = door()) {
            DoorClient anna = new DoorClient(door, "anna");
            DoorClient bob = new DoorClient(door, "bob");
            anna.open("c");
            int statement = anna.statement("c");
            anna.execute("c", statement, ROWS);
            AvaticaClientRuntimeException unknown = failure(() -> bob.fetch("c", statement, 10));
            assertThat(unknown.getErrorCode())
                    .isEqualTo(Service.ErrorResponse.MISSING_CONNECTION_ERROR_CODE);
            assertThat(unknown.getSqlState()).isEqualTo("08003");
            assertThat(unknown).hasMessageContaining("Unknown connection c");
            assertThat(failure(() -> bob.fetch("d", 1, 0)))
                    .hasMessageContaining("Unknown connection d");
            assertThat(door.cancel(bob.caller(), "c", statement)).isFalse();
            bob.service().apply(new Service.CloseConnectionRequest("c"));
            bob.open("c");
            assertThat(anna.fetch("c", statement, 10).frame.rows).hasSize(10);
        }
    }

    @Test
    void aConnectionIsOpenedOnce() {
        try (AvaticaDoor door = door()) {
            DoorClient anna = new DoorClient(door, "anna");
            anna.open("c");
            AvaticaClientRuntimeException again = failure(() -> anna.open("c"));
            assertThat(again.getSqlState()).isEqualTo("08002");
            assertThat(again).hasMessageContaining("Connection c is open already");
            assertThat(failure(() -> anna.open("")).getSqlState()).isEqualTo("08P01");
        }
    }

    @Test
    void connectionsAndStatementsHaveACap() {
        try (AvaticaDoor door = door()) {
            DoorClient anna = new DoorClient(door, "anna");
            ImmutableList.of("a", "b", "c").forEach(anna::open);
            assertThat(failure(() -> anna.open("d")).getSqlState()).isEqualTo("53300");
            for (int i = 0; i < 4; i++) {
                anna.statement("a");
            }
            AvaticaClientRuntimeException full = failure(() -> anna.statement("a"));
            assertThat(full.getSqlState()).isEqualTo("54000");
            assertThat(full).hasMessageContaining("4 statements open");
            anna.service().apply(new Service.CloseStatementRequest("a", 1));
            anna.statement("a");
            anna.service().apply(new Service.CloseConnectionRequest("a"));
            assertThat(door.connections()).isEqualTo(2);
            assertThat(door.statements()).isZero();
        }
    }

    @Test
    void rowsThatNobodyReadsAreClosed() throws InterruptedException {
        Duration minute = Duration.ofMinutes(1);
        try (AvaticaDoor door =
                new AvaticaDoor(server.sql(), limits(minute, Duration.ofMillis(50), minute))) {
            DoorClient anna = new DoorClient(door, "anna");
            anna.open("c");
            int statement = anna.statement("c");
            assertThat(anna.execute("c", statement, ROWS).results.getFirst().firstFrame.done)
                    .isFalse();
            await(() -> server.sql().queries().running().isEmpty());
            AvaticaClientRuntimeException gone = failure(() -> anna.fetch("c", statement, 10));
            assertThat(gone.getSqlState()).isEqualTo("24000");
            assertThat(gone).hasMessageContaining("run the query again");
            assertThat(anna.execute("c", statement, "SELECT 1").results).hasSize(1);
        }
    }

    @Test
    void whatNobodyUsesIsForgotten() throws InterruptedException {
        Duration minute = Duration.ofMinutes(1);
        Duration soon = Duration.ofMillis(50);
        try (AvaticaDoor door = new AvaticaDoor(server.sql(), limits(soon, soon, minute))) {
            DoorClient anna = new DoorClient(door, "anna");
            anna.open("c");
            anna.execute("c", anna.statement("c"), ROWS);
            await(() -> door.connections() == 0);
            assertThat(door.statements()).isZero();
            assertThat(server.sql().queries().running()).isEmpty();
            assertThat(failure(() -> anna.statement("c")).getSqlState()).isEqualTo("08003");
        }
    }

    @Test
    void aCallThatTakesTooLongIsEnded() {
        Duration minute = Duration.ofMinutes(1);
        try (AvaticaDoor door =
                new AvaticaDoor(server.sql(), limits(minute, minute, Duration.ofMillis(200)))) {
            DoorClient anna = new DoorClient(door, "anna");
            anna.open("c");
            int statement = anna.statement("c");
            Stopwatch took = Stopwatch.createStarted();
            AvaticaClientRuntimeException late = failure(() -> anna.execute("c", statement, SLOW));
            assertThat(took.elapsed()).isLessThan(Duration.ofSeconds(10));
            assertThat(late.getSqlState()).isEqualTo("57014");
            assertThat(late).hasMessageContaining("within its limit of 0.2 s");
            assertThat(anna.execute("c", statement, "SELECT 1").results).hasSize(1);
        }
    }

    @Test
    void closingAStatementStopsItsQuery() throws Exception {
        try (AvaticaDoor door = door()) {
            DoorClient anna = new DoorClient(door, "anna");
            anna.open("c");
            int statement = anna.statement("c");
            CompletableFuture<AvaticaClientRuntimeException> failed =
                    CompletableFuture.supplyAsync(
                            () -> failure(() -> anna.execute("c", statement, SLOW)));
            await(() -> !server.sql().queries().running().isEmpty());
            anna.service().apply(new Service.CloseStatementRequest("c", statement));
            assertThat(failed.get(10, TimeUnit.SECONDS).getSqlState()).isEqualTo("57014");
            await(() -> server.sql().queries().running().isEmpty());
            assertThat(anna.execute("c", statement, "SELECT 1").missingStatement).isTrue();
        }
    }

    @Test
    void aStatementCanBeUsedAfterItsQueryWasCancelled() throws Exception {
        try (AvaticaDoor door = door()) {
            DoorClient anna = new DoorClient(door, "anna");
            anna.open("c");
            int statement = anna.statement("c");
            CompletableFuture<AvaticaClientRuntimeException> failed =
                    CompletableFuture.supplyAsync(
                            () -> failure(() -> anna.execute("c", statement, SLOW)));
            await(() -> !server.sql().queries().running().isEmpty());
            assertThat(door.cancel(anna.caller(), "c", statement)).isTrue();
            assertThat(failed.get(10, TimeUnit.SECONDS)).hasMessageContaining("cancelled");
            assertThat(anna.execute("c", statement, "SELECT 1").results).hasSize(1);
            assertThat(door.cancel(anna.caller(), "c", statement)).isFalse();
        }
    }

    @Test
    void rowsComeInOrderAndOnce() {
        try (AvaticaDoor door = door()) {
            DoorClient anna = new DoorClient(door, "anna");
            anna.open("c");
            int statement = anna.statement("c");
            anna.execute("c", statement, "SELECT id FROM lake.numbers ORDER BY id");
            assertThat(anna.fetch("c", statement, 10).frame.rows.iterator().next())
                    .isEqualTo(ImmutableList.of(10L));
            assertThatThrownBy(() -> anna.fetch("c", statement, 10))
                    .hasMessageContaining("the next is 20, not 10");
        }
    }

    @Test
    void rowsAtMostEndTheQuery() {
        try (AvaticaDoor door = door()) {
            DoorClient anna = new DoorClient(door, "anna");
            anna.open("c");
            int statement = anna.statement("c");
            Service.ExecuteResponse response =
                    anna.service()
                            .apply(
                                    new Service.PrepareAndExecuteRequest(
                                            "c", statement, ROWS, 5, -1));
            assertThat(response.results.getFirst().firstFrame.rows).hasSize(5);
            assertThat(response.results.getFirst().firstFrame.done).isTrue();
            assertThat(server.sql().queries().running()).isEmpty();
        }
    }

    @Test
    void unknownStatementsAndBrokenBytesAreTold() {
        try (AvaticaDoor door = door()) {
            DoorClient anna = new DoorClient(door, "anna");
            anna.open("c");
            assertThat(anna.execute("c", 99, "SELECT 1").missingStatement).isTrue();
            assertThat(anna.fetch("c", 99, 0).missingStatement).isTrue();
            assertThat(anna.fetch("c", anna.statement("c"), 0).missingResults).isTrue();
            for (String broken : ImmutableList.of("", "nonsense", "{", "{\"request\":7")) {
                AvaticaDoor.Answer answer = anna.send(broken.getBytes(StandardCharsets.UTF_8));
                assertThat(answer.status()).as(broken).isEqualTo(400);
                assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                        .contains("not a request of Avatica", "08P01")
                        .doesNotContain("\tat ", "Exception");
            }
        }
    }
}
