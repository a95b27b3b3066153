package io.penstock.server.flight;

import static io.penstock.server.flight.StatementsTest.refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.CancelStatus;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.auth2.BearerCredentialWriter;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Stopping a query, in each of the ways that clients have. */
class CancelTest {
    /** Computes for minutes before its first row. */
    static final String ENDLESS =
            "SELECT SUM(SQRT(a.id * 1.0 + b.id)) AS s FROM lake.numbers AS a, lake.numbers AS b,"
                    + " (SELECT id FROM lake.numbers WHERE id < 1000) AS c";

    /** It takes some 10 ms; the rest is for machines that do much else. */
    private static final Duration SOON = Duration.ofSeconds(1);

    @TempDir private static Path folder;
    private static PenstockServer server;
    private static FlightClients client;

    @BeforeAll
    static void start() throws Exception {
        server = TestProject.in(folder).withNumbers(50_000).start("query-timeout", "60s");
        client = new FlightClients(server);
        client.query("SELECT COUNT(*) AS c FROM lake.numbers");
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        server.close();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        awaitNothingRunning(server, Duration.ofSeconds(5));
    }

    private static void awaitRunning() throws InterruptedException {
        // Well within DuckDB's work.
        while (server.sql().queries().running().stream()
                .noneMatch(query -> query.progress().orElse(0) > 0)) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    /** Waits until no query runs. */
    static void awaitNothingRunning(PenstockServer server, Duration limit)
            throws InterruptedException {
        long start = System.nanoTime();
        while (!server.sql().queries().running().isEmpty()) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit);
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static CompletableFuture<Object> reading(FlightInfo info) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return client.rows(info);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    @Test
    void aTicketCanBeCancelled() throws Exception {
        FlightInfo info = client.sql.execute(ENDLESS);
        CompletableFuture<Object> reading = reading(info);
        awaitRunning();
        assertThat(client.sql.cancelFlightInfo(new CancelFlightInfoRequest(info)).getStatus())
                .isEqualTo(CancelStatus.CANCELLED);
        awaitNothingRunning(server, SOON);
        assertThatThrownBy(reading::get)
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("CANCELLED");
        refused(FlightStatusCode.CANCELLED, "cancelled", () -> client.rows(info));
    }

    @Test
    @SuppressWarnings("deprecation")
    void theOlderActionCancelsToo() throws Exception {
        FlightInfo info = client.sql.execute(ENDLESS);
        CompletableFuture<Object> reading = reading(info);
        awaitRunning();
        client.sql.cancelQuery(info);
        awaitNothingRunning(server, SOON);
        assertThatThrownBy(reading::get).hasStackTraceContaining("CANCELLED");
    }

    @Test
    void whoClosesTheStreamCancels() throws Exception {
        FlightInfo info = client.sql.execute(ENDLESS);
        try (FlightStream stream = client.open(info)) {
            awaitRunning();
            stream.cancel("no longer wanted", null);
            awaitNothingRunning(server, SOON);
        }
    }

    @Test
    void whoLeavesInTheMiddleCancels() throws Exception {
        FlightInfo info =
                client.sql.execute("SELECT a.id, b.s FROM lake.numbers AS a, lake.numbers AS b");
        try (FlightStream stream = client.open(info)) {
            assertThat(stream.next()).isTrue();
            stream.cancel("enough", null);
            awaitNothingRunning(server, SOON);
        }
    }

    @Test
    void aClientThatGoesAwayCancels() throws Exception {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress(
                                "127.0.0.1", server.flightUrl().orElseThrow().getPort())
                        .usePlaintext()
                        .build();
        FlightInfo info = client.sql.execute(ENDLESS);
        CredentialCallOption token =
                new CredentialCallOption(new BearerCredentialWriter(TestProject.TOKEN));
        try (FlightClient other = FlightGrpcUtils.createFlightClient(client.allocator, channel);
                FlightStream stream =
                        other.getStream(info.getEndpoints().getFirst().getTicket(), token)) {
            awaitRunning();
            channel.shutdownNow();
            awaitNothingRunning(server, SOON);
            assertThatThrownBy(stream::next).isInstanceOf(FlightRuntimeException.class);
        }
    }

    @Test
    void jdbcCancels() throws Exception {
        try (Connection connection = JdbcDriver.connect(server);
                Statement statement = connection.createStatement()) {
            CompletableFuture<Object> running =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return statement.executeQuery(ENDLESS).next();
                                } catch (SQLException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            awaitRunning();
            statement.cancel();
            awaitNothingRunning(server, SOON);
            assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS)).isNotNull();
        }
    }
}
