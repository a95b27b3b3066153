package io.penstock.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestClient;
import io.penstock.server.TestProject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What happens at the limits: of time, of size, of the client's and the server's life. */
class CallLimitsTest {
    /** Long enough to be still running whenever a test looks. */
    private static final String SLOW =
            "SELECT COUNT(*) AS c FROM lake.numbers AS a, lake.numbers AS b"
                    + " WHERE a.s || b.s LIKE '%zz%'";

    @TempDir private Path folder;
    private TestProject project;

    @BeforeEach
    void layOut() throws Exception {
        project =
                TestProject.in(folder)
                        .withNumbers(100_000)
                        .pipe("slow", SLOW)
                        .pipe("all_rows", "SELECT * FROM lake.numbers")
                        .pipe("echo", "%\nSELECT {{String(o, 'nothing')}} AS o")
                        .pipe("late", "SELECT CAST(s AS INTEGER) AS i FROM lake.numbers");
    }

    @SuppressWarnings("NullAway.Init") // each test starts it with options of its own
    private PenstockServer server;

    @SuppressWarnings("NullAway.Init") // as the server
    private TestClient client;

    private void start(String... options) {
        server = project.start(options);
        client = new TestClient(server);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private static void assertError(
            HttpResponse<String> response, int status, String code, String part) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(TestClient.json(response).get("error").asText()).contains(part);
        assertThat(response.headers().firstValue("X-DB-Exception-Code").orElse("")).isEqualTo(code);
    }

    private double metric(String name) {
        return client.send(client.bare("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    private void awaitRunning(int queries, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (metric("penstock_engine_running") != queries) {
            assertThat(System.nanoTime() - end)
                    .as("queries did not become " + queries)
                    .isNegative();
        }
    }

    @Test
    void ep42Timeout() {
        start("query-timeout", "300ms");
        assertError(client.get("/v0/pipes/slow.json"), 408, "159", "0.3 s");
        awaitRunning(0, Duration.ofSeconds(5));
    }

    @Test
    void resultLimitIsAnErrorBeforeAnythingWasSent() {
        start("result-limit", "128KB");
        for (String format : List.of("json", "ndjson", "csv", "parquet")) {
            assertError(client.get("/v0/pipes/all_rows." + format), 400, "396", "limit");
        }
        assertThat(client.get("/v0/pipes/echo.json").statusCode()).isEqualTo(200);
    }

    @Test
    void aHighResultLimitBreaksTheAnswerOff() {
        start("result-limit", "5MB");
        assertThatThrownBy(() -> client.get("/v0/pipes/all_rows.ndjson"))
                .isInstanceOf(UncheckedIOException.class);
        awaitRunning(0, Duration.ofSeconds(5));
    }

    @Test
    void aQueryThatFailsBeforeItsFirstRowsIsAnError() {
        start();
        assertError(client.get("/v0/pipes/late.json"), 400, "6", "row 0");
    }

    @Test
    void aClientThatLeavesWhileTheQueryComputesEndsIt() throws Exception {
        start("query-timeout", "60s");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            send(socket, "/v0/pipes/slow.json");
            awaitRunning(1, Duration.ofSeconds(20));
        }
        awaitRunning(0, Duration.ofSeconds(2));
    }

    @Test
    void aClientThatLeavesInTheMiddleOfTheRowsEndsTheQuery() throws Exception {
        start();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            send(socket, "/v0/pipes/all_rows.ndjson");
            assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
        }
        awaitRunning(0, Duration.ofSeconds(2));
    }

    @Test
    void aClientThatSendsItsNextRequestEarlyGetsBothAnswers() throws Exception {
        start();
        project.pipe(
                "following",
                "SELECT COUNT(*) AS c FROM lake.numbers AS a JOIN lake.numbers AS b ON a.d = b.d"
                        + " WHERE b.id < 2000");
        assertThat(server.reload()).isNotNull();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            send(socket, "/v0/pipes/following.json");
            awaitRunning(1, Duration.ofSeconds(20));
            send(socket, "/v0/pipes/echo.json?o=again");
            socket.shutdownOutput();
            String both =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(both).contains("20000000").contains("again");
        }
    }

    private static void send(Socket socket, String path) throws IOException {
        String request =
                "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                        .formatted(path, TestProject.TOKEN);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    @Test
    void oversizedParameterIsAnError() {
        start("body-limit", "64KB");
        assertError(
                client.post(
                        "/v0/pipes/echo.json",
                        "application/json",
                        "{\"o\":\"" + "x".repeat(50_000) + "\"}"),
                400,
                "36",
                "o");
        assertError(
                client.post(
                        "/v0/pipes/echo.json",
                        "application/json",
                        "{\"o\":\"" + "x".repeat(70_000) + "\"}"),
                413,
                "",
                "65536");
    }

    @Test
    void bodiesThatAreNotWhatTheySayAreErrors() {
        start();
        assertError(
                client.post("/v0/pipes/echo.json", "application/json", "{\"o\":"), 400, "", "JSON");
        assertError(
                client.post("/v0/pipes/echo.json", "application/json", "[1]"), 400, "", "object");
        assertError(
                client.post("/v0/pipes/echo.json", "multipart/form-data; boundary=B", "junk"),
                400,
                "",
                "multipart");
        assertThat(client.get("/v0/pipes/echo.json?o=%F0%28").statusCode()).isEqualTo(400);
    }

    @Test
    void aLargeAnswerStreams() throws Exception {
        start();
        HttpResponse<InputStream> response =
                client.send(
                        client.request("/v0/pipes/all_rows.ndjson"),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Transfer-Encoding")).contains("chunked");
        String body = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(body.lines()).hasSize(100_000);
    }

    @Test
    void aStoppingServerEndsWhatRunsAndRefusesWhatComes() throws Exception {
        start("stop-timeout", "60s");
        project.pipe(
                "working",
                "SELECT COUNT(*) AS c FROM lake.numbers AS a JOIN lake.numbers AS b ON a.d = b.d"
                        + " WHERE b.id < 3000");
        assertThat(server.reload()).isNotNull();
        CompletableFuture<HttpResponse<String>> running =
                CompletableFuture.supplyAsync(() -> client.get("/v0/pipes/working.json"));
        awaitRunning(1, Duration.ofSeconds(20));
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
        HttpResponse<String> refused = client.get("/v0/pipes/echo.json");
        while (refused.statusCode() == 200) {
            refused = client.get("/v0/pipes/echo.json");
        }
        assertError(refused, 503, "", "stopping");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(running.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        stopped.get(60, TimeUnit.SECONDS);
    }

    @Test
    void aServerThatCannotWaitCancels() throws Exception {
        start("stop-timeout", "200ms", "query-timeout", "60s");
        CompletableFuture<Integer> running =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return client.get("/v0/pipes/slow.json").statusCode();
                            } catch (UncheckedIOException e) {
                                return 0;
                            }
                        });
        awaitRunning(1, Duration.ofSeconds(20));
        server.close();
        assertThat(running.get(10, TimeUnit.SECONDS)).isNotEqualTo(200);
    }
}
