package io.penstock.server.flight;

import static io.penstock.server.flight.StatementsTest.refused;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;
import io.penstock.server.access.AccessError;
import io.penstock.server.access.Principal;
import io.penstock.server.access.Scope;
import io.penstock.server.access.ScopeType;
import io.penstock.server.audit.AuditLog;
import io.penstock.server.door.Admission;
import io.penstock.server.door.AdmissionSettings;
import io.penstock.server.limit.CallLimiter;
import io.penstock.server.limit.LimitSettings;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.auth2.BasicAuthCredentialWriter;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Who may do what: tokens, other people's tickets, what has expired, deadlines. */
class AccessTest {
    private static final Duration IDLE = Duration.ofMillis(700);
    private static final Map<String, String> TOKENS = Map.of("a-token", "anna", "b-token", "ben");

    @TempDir private static Path folder;
    private static PenstockServer server;
    private static FlightDoor door;
    private static URI url;

    @BeforeAll
    static void start() throws Exception {
        server =
                TestProject.in(folder)
                        .withNumbers(50_000)
                        .start("flight-port", "off", "query-timeout", "2s");
        door =
                FlightDoor.bind(
                        "127.0.0.1",
                        0,
                        new FlightSettings(
                                OptionalInt.of(0),
                                IDLE,
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(2),
                                Duration.ofMinutes(1)),
                        new FlightDoor.Parts(
                                server.sql(),
                                AccessTest::principal,
                                AuditLog.LOG_ONLY,
                                1 << 20,
                                8 << 10,
                                "1",
                                Optional.empty(),
                                new Admission(
                                        new AdmissionSettings(
                                                8, 8, 1, 100, Duration.ofSeconds(30))),
                                new CallLimiter(
                                        new LimitSettings(
                                                Optional.empty(),
                                                Optional.empty(),
                                                OptionalLong.empty(),
                                                OptionalLong.empty(),
                                                OptionalInt.empty()),
                                        folder)));
        door.serve();
        url = door.url();
    }

    private static Principal principal(String token) {
        @Nullable String name = TOKENS.get(token);
        if (name == null) {
            throw new QueryException(AccessError.FORBIDDEN, "The token is not valid here");
        }
        return Principal.of(
                name,
                name,
                Principal.Kind.STATIC,
                ImmutableSet.of(Scope.of(ScopeType.ADMIN)),
                OptionalInt.empty());
    }

    @AfterAll
    static void stop() {
        door.close();
        server.close();
    }

    private static FlightClients anna() {
        return new FlightClients(url, "Bearer a-token");
    }

    private static FlightClients ben() {
        return new FlightClients(url, "Bearer b-token");
    }

    @Test
    void withoutATokenNothingWorks() throws Exception {
        for (String header :
                List.of("", "Bearer x", "Bearer", "Digest x", "Basic !", "Basic eA==")) {
            try (FlightClients stranger = new FlightClients(url, header)) {
                refused(
                        FlightStatusCode.UNAUTHENTICATED,
                        "oken",
                        () -> stranger.sql.execute("SELECT 1 AS one"));
                refused(
                        FlightStatusCode.UNAUTHENTICATED,
                        "oken",
                        () -> stranger.sql.prepare("SELECT 1 AS one"));
                refused(
                        FlightStatusCode.UNAUTHENTICATED,
                        "oken",
                        () -> stranger.flight.listActions().forEach(action -> {}));
            }
        }
    }

    @Test
    void aPasswordIsExchangedForABearer() throws Exception {
        try (FlightClients stranger = new FlightClients(url, "")) {
            CredentialCallOption bearer =
                    stranger.flight.authenticateBasicToken("whoever", "a-token").orElseThrow();
            FlightInfo info = stranger.sql.execute("SELECT 1 AS one", bearer);
            try (FlightStream rows =
                    stranger.sql.getStream(info.getEndpoints().getFirst().getTicket(), bearer)) {
                assertThat(FlightClients.rows(rows)).containsExactly(List.of("1"));
            }
            refused(
                    FlightStatusCode.UNAUTHENTICATED,
                    "token",
                    () -> stranger.flight.authenticateBasicToken("whoever", "wrong"));
            refused(
                    FlightStatusCode.UNAUTHENTICATED,
                    "token",
                    () ->
                            stranger.sql.execute(
                                    "SELECT 1 AS one",
                                    new CredentialCallOption(
                                            new BasicAuthCredentialWriter("a-token", ""))));
        }
    }

    @Test
    void anotherCallersTicketDoesNotExist() throws Exception {
        try (FlightClients anna = anna();
                FlightClients ben = ben()) {
            FlightInfo info = anna.sql.execute("SELECT 1 AS one");
            refused(FlightStatusCode.NOT_FOUND, "no such ticket", () -> ben.rows(info));
            refused(
                    FlightStatusCode.NOT_FOUND,
                    "no such ticket",
                    () -> ben.sql.cancelFlightInfo(new CancelFlightInfoRequest(info)));
            assertThat(anna.rows(info)).hasSize(1);
        }
    }

    @Test
    void anotherCallersStatementDoesNotExist() throws Exception {
        try (FlightClients anna = anna();
                FlightClients ben = ben()) {
            FlightDescriptor prepared =
                    anna.sql.prepare("SELECT 1 AS one").execute().getDescriptor();
            assertThat(anna.flight.getInfo(prepared).getEndpoints()).hasSize(1);
            refused(
                    FlightStatusCode.NOT_FOUND,
                    "no such prepared statement",
                    () -> ben.flight.getInfo(prepared));
        }
    }

    @Test
    void whatIsNotUsedIsForgotten() throws Exception {
        try (FlightClients anna = anna()) {
            FlightInfo info = anna.sql.execute("SELECT 1 AS one");
            FlightDescriptor prepared =
                    anna.sql.prepare("SELECT 1 AS one").execute().getDescriptor();
            assertThat(door.status().statements()).isPositive();
            TimeUnit.MILLISECONDS.sleep(IDLE.toMillis() * 3);
            refused(FlightStatusCode.NOT_FOUND, "no such ticket", () -> anna.rows(info));
            refused(
                    FlightStatusCode.NOT_FOUND,
                    "no such prepared statement",
                    () -> anna.flight.getInfo(prepared));
            assertThat(door.status().statements()).isZero();
        }
    }

    @Test
    void aQueryThatTakesTooLongIsEnded() throws Exception {
        try (FlightClients anna = anna()) {
            FlightInfo info = anna.sql.execute(CancelTest.ENDLESS);
            refused(
                    FlightStatusCode.TIMED_OUT,
                    "no rows within its limit of 2.0 s",
                    () -> anna.rows(info));
        }
    }

    @Test
    void aClientsOwnDeadlineEndsItsQuery() throws Exception {
        try (FlightClients anna = anna()) {
            FlightInfo info = anna.sql.execute(CancelTest.ENDLESS);
            refused(
                    FlightStatusCode.TIMED_OUT,
                    "",
                    () -> {
                        try (FlightStream rows =
                                anna.sql.getStream(
                                        info.getEndpoints().getFirst().getTicket(),
                                        CallOptions.timeout(300, TimeUnit.MILLISECONDS))) {
                            rows.next();
                        }
                    });
            CancelTest.awaitNothingRunning(server, Duration.ofSeconds(1));
        }
    }

    @Test
    void aRequestThatIsTooLargeIsRefused() throws Exception {
        try (FlightClients anna = anna()) {
            refused(
                    FlightStatusCode.RESOURCE_EXHAUSTED,
                    "",
                    () -> anna.sql.execute("SELECT '" + "x".repeat(2 << 20) + "' AS x"));
            refused(
                    FlightStatusCode.INVALID_ARGUMENT,
                    "8",
                    () -> anna.sql.execute("SELECT '" + "x".repeat(9 << 10) + "' AS x"));
        }
    }
}
