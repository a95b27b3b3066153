package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;
import io.penstock.server.avatica.StockDriver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** More is asked than can be done: who is answered, who waits, who is turned away. */
@Timeout(180)
class OverloadTest {
    private static final int PLACES = 2;
    private static final int QUEUE = 4;
    private static final int NUMBERS = 200_000;

    /** Takes minutes; nothing of it goes out before the end. */
    private static final String LONG =
            "/v0/sql?q="
                    + TestClient.encode(
                            "select count(*) as c from lake.numbers a join lake.numbers b on a.x +"
                                    + " b.x <> 0.5");

    @TempDir private Path folder;
    private PenstockServer server;
    private TestClient client;
    private String tenant;

    @BeforeEach
    void start() throws Exception {
        server =
                TestProject.in(folder)
                        .withNumbers(NUMBERS)
                        .pipe("one", "%\nSELECT {{Int32(a, 1)}} AS a")
                        .pipe("counted", "SELECT count(*) AS c FROM lake.numbers")
                        .start(
                                "engine-permits",
                                "" + PLACES,
                                "admission-queue",
                                "" + QUEUE,
                                "admission-timeout",
                                "100s",
                                "query-timeout",
                                "100s");
        client = new TestClient(server);
        HttpResponse<String> made =
                client.post(
                        "/v0/tokens?name=tenant&scope=PIPES:READ:one&scope=PIPES:READ:counted",
                        "application/x-www-form-urlencoded",
                        "");
        tenant = TestClient.json(made).get("token").asText();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private CompletableFuture<HttpResponse<String>> started(String path) {
        return CompletableFuture.supplyAsync(
                () -> client.get(path), task -> Thread.ofPlatform().daemon().start(task));
    }

    private HttpResponse<String> asTenant(String path) {
        return client.send(client.bare(path).header("Authorization", "Bearer " + tenant));
    }

    private int metric(String name) {
        return client.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    private void await(int running, int waiting) {
        while (metric("penstock_calls_running") != running
                || metric("penstock_calls_waiting") != waiting) {
            Thread.onSpinWait();
        }
    }

    private List<CompletableFuture<HttpResponse<String>>> flood() {
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < PLACES + QUEUE; i++) {
            calls.add(started(LONG));
        }
        await(PLACES, QUEUE);
        return calls;
    }

    private void endAll() {
        for (JsonNode query : client.json("/v0/queries").get("queries")) {
            client.send(client.request("/v0/queries/" + query.get("id").asText()).DELETE());
        }
    }

    private static int status(CompletableFuture<HttpResponse<String>> call) throws Exception {
        return call.get(100, TimeUnit.SECONDS).statusCode();
    }

    @Test
    void whoFloodsIsTurnedAwayAndTheRestIsAnswered() throws Exception {
        // Making a plan is work.
        assertThat(asTenant("/v0/pipes/one.json?a=6").statusCode()).isEqualTo(200);
        List<CompletableFuture<HttpResponse<String>>> calls = flood();
        HttpResponse<String> refused = client.get(LONG);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(-1)).isPositive();
        assertThat(TestClient.json(refused).get("error").asText())
                .contains("too many calls wait for one of its 2 places");
        assertThat(client.send(client.bare("/v0/health")).statusCode()).isEqualTo(200);
        assertThat(client.get("/v0/tokens").statusCode()).isEqualTo(200);
        // What has a plan and needs no engine needs no place either.
        HttpResponse<String> constant = asTenant("/v0/pipes/one.json?a=7");
        assertThat(constant.statusCode()).as(constant.body()).isEqualTo(200);
        assertThat(TestClient.json(constant).get("data").get(0).get("a").asInt()).isEqualTo(7);
        // Calls that wait are listed like those that work, and end like them.
        assertThat(client.json("/v0/queries").get("queries")).hasSize(PLACES + QUEUE);
        endAll();
        for (CompletableFuture<HttpResponse<String>> call : calls) {
            assertThat(status(call)).isEqualTo(499);
        }
        await(0, 0);
    }

    /** Somebody who comes to a full queue takes the place of who filled it, and is next. */
    @Test
    void anotherTenantIsNext() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> calls = flood();
        CompletableFuture<HttpResponse<String>> other =
                CompletableFuture.supplyAsync(
                        () -> asTenant("/v0/pipes/counted.json"),
                        task -> Thread.ofPlatform().daemon().start(task));
        CompletableFuture.anyOf(calls.toArray(CompletableFuture[]::new)).get(100, TimeUnit.SECONDS);
        assertThat(calls.stream().filter(CompletableFuture::isDone).map(call -> call.join()))
                .singleElement()
                .satisfies(turned -> assertThat(turned.statusCode()).isEqualTo(429));
        await(PLACES, QUEUE);
        JsonNode working =
                client.json("/v0/queries")
                        .get("queries")
                        .valueStream()
                        .filter(query -> query.get("state").asText().equals("running"))
                        .findFirst()
                        .orElseThrow();
        client.send(client.request("/v0/queries/" + working.get("id").asText()).DELETE());
        assertThat(status(other)).isEqualTo(200);
        endAll();
        while (!calls.stream().allMatch(CompletableFuture::isDone)) {
            endAll();
        }
        await(0, 0);
    }

    /** Results that are read to their end are what the others wait for. */
    @Test
    void driversReadOnHoweverManyWait() throws Exception {
        try (Connection one = StockDriver.connect(server, "protobuf");
                Connection other = StockDriver.connect(server, "json");
                ResultSet first = half(one);
                ResultSet second = half(other)) {
            List<CompletableFuture<HttpResponse<String>>> calls = flood();
            try (Connection third = StockDriver.connect(server)) {
                assertThat(third.isValid(1)).isTrue();
                third.createStatement().close();
            }
            assertThat(rest(first)).isEqualTo(NUMBERS - 1);
            second.getStatement().close();
            while (!calls.stream().allMatch(CompletableFuture::isDone)) {
                endAll();
            }
        }
        await(0, 0);
    }

    private static ResultSet half(Connection connection) throws SQLException {
        ResultSet rows = connection.createStatement().executeQuery("SELECT * FROM lake.numbers");
        assertThat(rows.next()).isTrue();
        return rows;
    }

    private static int rest(ResultSet rows) throws SQLException {
        int count = 0;
        while (rows.next()) {
            count++;
        }
        return count;
    }
}
