package io.penstock.server.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.pipe.RateLimit;
import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;
import io.penstock.server.access.Principal;
import io.penstock.server.flight.FlightClients;

import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** How often and how much callers may ask. */
class LimitsTest {
    private static final String SELECT = "/v0/sql?q=SELECT%201%20AS%20one";
    private static final LimitSettings NONE =
            new LimitSettings(
                    Optional.empty(),
                    Optional.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalInt.empty());

    @TempDir private Path folder;

    private static long header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValueAsLong(name).orElse(-1);
    }

    private static void assertRefused(HttpResponse<String> answer, long limit) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        assertThat(TestClient.json(answer).get("error").asText()).isNotEmpty();
        assertThat(header(answer, "X-RateLimit-Limit")).isEqualTo(limit);
        assertThat(header(answer, "X-RateLimit-Remaining")).isZero();
        assertThat(header(answer, "X-RateLimit-Reset")).isPositive();
        assertThat(header(answer, "Retry-After")).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "10/s, 10, PT1S, 10, 10/s",
        "5 / m, 5, PT1M, 5, 5/m",
        "7/h burst 20, 7, PT1H, 20, 7/h burst 20",
        "1000/d, 1000, PT24H, 1000, 1000/d",
    })
    void rates(String text, long calls, Duration period, long burst, String again) {
        RateLimit rate = RateLimit.parse(text);
        assertThat(rate).isEqualTo(new RateLimit(calls, period, burst)).hasToString(again);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "0/s", "-1/s", "10/y", "10/s burst", "10/s burst 9", "a/s"})
    void whatIsNoRate(String text) {
        assertThatThrownBy(() -> RateLimit.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Success says how the limit stands, and Retry-After is for refusals. */
    @Test
    void ofATokenThroughEveryDoor() throws Exception {
        try (PenstockServer server = TestProject.in(folder).start("limit-token-rate", "4/h");
                TestClient client = new TestClient(server);
                FlightClients flight = new FlightClients(server)) {
            HttpResponse<String> first = client.get(SELECT);
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(header(first, "X-RateLimit-Limit")).isEqualTo(4);
            assertThat(header(first, "X-RateLimit-Remaining")).isEqualTo(3);
            assertThat(header(first, "X-RateLimit-Reset")).isBetween(1L, 3_600L);
            assertThat(first.headers().firstValue("Retry-After")).isEmpty();
            // What is wrong counts too.
            assertThat(client.get("/v0/sql?q=SELECT").statusCode()).isEqualTo(400);
            assertThat(flight.query("SELECT 1 AS one")).hasSize(1);
            try (Connection jdbc = jdbc(server);
                    Statement statement = jdbc.createStatement()) {
                assertThat(statement.execute("SELECT 1 AS one")).isTrue();
                assertThatThrownBy(() -> statement.execute("SELECT 1 AS one"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("This token may call 4/h");
            }
            assertThatThrownBy(() -> flight.query("SELECT 1 AS one"))
                    .hasStackTraceContaining("RESOURCE_EXHAUSTED");
            assertRefused(client.get(SELECT), 4);
            // These are no calls, and are answered always.
            assertThat(client.get("/v0/pipes").statusCode()).isEqualTo(200);
            assertThat(client.get("/v0/queries").statusCode()).isEqualTo(200);
            assertThat(client.get("/v0/health").headers().firstValue("X-RateLimit-Limit"))
                    .isEmpty();
        }
    }

    private static Connection jdbc(PenstockServer server) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:penstock://127.0.0.1:%d/?token=%s"
                        .formatted(server.port(), TestProject.TOKEN));
    }

    @Test
    void ofAnEndpoint() throws Exception {
        try (PenstockServer server =
                        TestProject.in(folder)
                                .file(
                                        "pipes/rare.pipe",
                                        "RATE_LIMIT 2/h\n"
                                                + "NODE n\n"
                                                + "SQL >\n"
                                                + "    SELECT 1 AS one\n"
                                                + "TYPE endpoint\n")
                                .pipe("often", "SELECT 1 AS one")
                                .start("flight-port", "off");
                TestClient client = new TestClient(server)) {
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> good = client.get("/v0/pipes/rare.json");
                assertThat(good.statusCode()).as(good.body()).isEqualTo(200);
                assertThat(header(good, "X-RateLimit-Remaining")).isEqualTo(1 - i);
            }
            assertRefused(client.get("/v0/pipes/rare.json"), 2);
            assertRefused(client.get("/v0/pipes/rare.csv"), 2);
            HttpResponse<String> other = client.get("/v0/pipes/often.json");
            assertThat(other.statusCode()).isEqualTo(200);
            assertThat(other.headers().firstValue("X-RateLimit-Limit")).isEmpty();
        }
    }

    @Test
    void aWrongRateIsAProblemOfTheProject() throws Exception {
        TestProject project =
                TestProject.in(folder)
                        .file(
                                "pipes/rare.pipe",
                                "RATE_LIMIT often\n"
                                        + "NODE n\n"
                                        + "SQL >\n"
                                        + "    SELECT 1 AS one\n"
                                        + "TYPE endpoint\n");
        assertThatThrownBy(() -> project.start("flight-port", "off"))
                .hasMessageContaining("RATE_LIMIT is 'often'; it must be calls per s, m, h or d");
    }

    /** Also of who shows no token: nobody tries many. */
    @Test
    void ofAnAddress() throws Exception {
        try (PenstockServer server =
                        TestProject.in(folder)
                                .start(
                                        "flight-port", "off",
                                        "limit-address-rate", "3/h",
                                        "trusted-proxies", "127.0.0.1");
                TestClient client = new TestClient(server)) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(client.bare("/v0/pipes")).statusCode()).isEqualTo(403);
            }
            assertRefused(client.send(client.bare("/v0/pipes")), 3);
            assertRefused(client.get(SELECT), 3);
            assertThat(client.get("/v0/health").statusCode()).isEqualTo(200);
            assertThat(
                            client.send(client.request(SELECT).header("X-Forwarded-For", "1.2.3.4"))
                                    .statusCode())
                    .isEqualTo(200);
        }
    }

    /** Over Flight SQL, too; what was asked over HTTP counts with it. */
    @Test
    void ofAnAddressOverFlight() throws Exception {
        try (PenstockServer server = TestProject.in(folder).start("limit-address-rate", "3/h");
                TestClient client = new TestClient(server);
                FlightClients stranger =
                        new FlightClients(server.flightUrl().orElseThrow(), "Bearer wrong");
                FlightClients flight = new FlightClients(server)) {
            assertThat(client.send(client.bare("/v0/pipes")).statusCode()).isEqualTo(403);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> stranger.query("SELECT 1"))
                        .hasMessageContaining("The token is not valid here");
            }
            for (FlightClients caller : ImmutableList.of(stranger, flight)) {
                assertThatThrownBy(() -> caller.query("SELECT 1"))
                        .isInstanceOfSatisfying(
                                FlightRuntimeException.class,
                                e ->
                                        assertThat(e.status().code())
                                                .isEqualTo(FlightStatusCode.RESOURCE_EXHAUSTED))
                        .hasMessageContaining("This address may call 3");
            }
            assertRefused(client.get(SELECT), 3);
        }
    }

    @Test
    void ofADay() throws Exception {
        try (PenstockServer server =
                        TestProject.in(folder)
                                .start(
                                        "flight-port", "off",
                                        "limits", "build-plan",
                                        "limit-daily-bytes", "50B");
                TestClient client = new TestClient(server)) {
            HttpResponse<String> first = client.get(SELECT);
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(header(first, "X-RateLimit-Limit")).isEqualTo(1_000);
            assertThat(header(first, "X-RateLimit-Remaining")).isEqualTo(999);
            // The bytes count when the answer is over, which its client may see first.
            HttpResponse<String> last = client.get(SELECT);
            for (int i = 0; i < 100 && last.statusCode() == 200; i++) {
                last = client.get(SELECT);
            }
            assertRefused(last, 50);
            assertThat(last.body()).contains("50 bytes of answers");
        }
    }

    /** What was used of a day is used after a restart, and no more than that. */
    @Test
    void ofADayOverRestarts() throws Exception {
        TestProject project = TestProject.in(folder);
        for (int start = 0; start < 3; start++) {
            try (PenstockServer server =
                            project.start(
                                    "flight-port", "off",
                                    "limit-token-rate", "1000/h",
                                    "limit-daily-calls", "5");
                    TestClient client = new TestClient(server)) {
                for (int call = 0; call < 2; call++) {
                    int used = 2 * start + call + 1;
                    HttpResponse<String> answer = client.get(SELECT);
                    if (used > 5) {
                        assertRefused(answer, 5);
                    } else {
                        assertThat(header(answer, "X-RateLimit-Limit")).isEqualTo(5);
                        assertThat(header(answer, "X-RateLimit-Remaining")).isEqualTo(5 - used);
                    }
                }
            }
        }
    }

    private CallLimiter daily(long calls, long bytes) {
        return new CallLimiter(
                new LimitSettings(
                        Optional.empty(),
                        Optional.empty(),
                        OptionalLong.of(calls),
                        OptionalLong.of(bytes),
                        OptionalInt.empty()),
                folder);
    }

    /** A server that is killed has written down what it did some seconds before. */
    @Test
    void ofADayWithoutAnEnd() {
        Principal caller = named("id", "name", 1_000_000);
        CallLimiter killed = daily(10, 1_000);
        for (int i = 0; i < 4; i++) {
            killed.enter(caller, Optional.empty()).orThrow();
        }
        killed.save();
        // Of who does not call today's count is kept, too.
        daily(10, 1_000).save();
        // What was used under a higher limit is not forgotten with it.
        CallLimiter lower = daily(1, 1_000);
        assertThat(remaining(lower, caller)).isZero();
        lower.save();
        assertThat(remaining(daily(10, 1_000), caller)).isEqualTo(5);
        assertThat(remaining(daily(4, 1_000), caller)).isZero();
        assertThat(remaining(daily(10, 1_000), named("other", "name", 1_000_000))).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"date\":\"2020-01-01\",\"used\":{\"day:id\":9}}",
                "{\"date\":",
                "[]",
                "{}",
                ""
            })
    void whatIsNotOfTodayIsForgotten(String text) throws Exception {
        Files.writeString(folder.resolve("daily-limits.json"), text);
        assertThat(remaining(daily(10, 1_000), named("id", "name", 1_000_000))).isEqualTo(9);
    }

    @Test
    void ofCallsAtOnce() {
        CallLimiter limiter =
                new CallLimiter(
                        new LimitSettings(
                                Optional.empty(),
                                Optional.empty(),
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                OptionalInt.of(2)),
                        folder);
        Verdict first = limiter.enter(jwt("a", 100), Optional.empty());
        limiter.enter(jwt("a", 100), Optional.empty()).orThrow();
        assertThat(limiter.enter(jwt("a", 100), Optional.empty()).refusal())
                .hasValueSatisfying(
                        e -> assertThat(e.code()).isEqualTo(LimitError.TOO_MANY_AT_ONCE));
        first.place().close();
        first.place().close();
        limiter.enter(jwt("a", 100), Optional.empty()).orThrow();
        assertThat(limiter.enter(jwt("a", 100), Optional.empty()).refusal()).isPresent();
    }

    /** Tokens of one name share what one of them may. */
    @Test
    void ofAJwtsName() {
        CallLimiter limiter = new CallLimiter(NONE, folder);
        int refused = 0;
        long start = System.nanoTime();
        for (int i = 0; i < 30; i++) {
            Principal one = jwt(i % 2 == 0 ? "first" : "second", 10);
            Verdict verdict = limiter.enter(one, Optional.empty());
            assertThat(verdict.window().orElseThrow().limit()).isEqualTo(10);
            refused += verdict.refusal().isPresent() ? 1 : 0;
        }
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        // Each second that passed meanwhile allowed ten more.
        assertThat(refused).isBetween((int) Math.max(0, 10 - 10 * seconds), 20);
        assertThat(limiter.enter(named("other", "x", 10), Optional.empty()).refusal()).isEmpty();
    }

    /** Two tokens of one caller count together, and those of another issuer's namesake do not. */
    @Test
    void ofAnIssuersCaller() {
        CallLimiter limiter = new CallLimiter(NONE, folder);
        Principal first = issued("first", "https://one.example.com ann");
        Principal second = issued("second", "https://one.example.com ann");
        assertThat(remaining(limiter, first)).isEqualTo(999_999);
        assertThat(remaining(limiter, second)).isBetween(999_998L, 999_999L);
        long start = System.nanoTime();
        int refused = 0;
        Principal slow = limited("third", "https://one.example.com bob", 1);
        Principal same = limited("fourth", "https://one.example.com bob", 1);
        for (int i = 0; i < 10; i++) {
            refused +=
                    limiter.enter(i % 2 == 0 ? slow : same, Optional.empty()).refusal().isPresent()
                            ? 1
                            : 0;
        }
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        assertThat(refused).isBetween((int) Math.max(0, 8 - seconds), 9);
        Principal other = limited("fifth", "https://two.example.com bob", 1);
        assertThat(limiter.enter(other, Optional.empty()).refusal()).isEmpty();
    }

    private static long remaining(CallLimiter limiter, Principal caller) {
        return limiter.enter(caller, Optional.empty()).window().orElseThrow().remaining();
    }

    private static Principal issued(String id, String account) {
        return limited(id, account, 1_000_000);
    }

    private static Principal limited(String id, String account, int perSecond) {
        return Principal.of(
                id,
                "bob",
                Principal.Kind.JWT,
                ImmutableSet.of(),
                OptionalInt.of(perSecond),
                account);
    }

    private static Principal jwt(String id, int perSecond) {
        return named(id, "shared", perSecond);
    }

    private static Principal named(String id, String name, int perSecond) {
        return Principal.of(
                id, name, Principal.Kind.JWT, ImmutableSet.of(), OptionalInt.of(perSecond));
    }

    @Test
    void settingsAreChecked() throws Exception {
        TestProject project = TestProject.in(folder);
        assertThatThrownBy(
                        () ->
                                project.config(
                                        "limits", "gold",
                                        "limit-token-rate", "often",
                                        "limit-daily-calls", "0"))
                .hasMessageContaining("--limits is 'gold'; it must be one of none, build-plan")
                .hasMessageContaining("--limit-token-rate is 'often'; it must be calls per s")
                .hasMessageContaining("--limit-daily-calls is '0'");
    }
}
