package io.penstock.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A server as a console sees it: runs SQL, ends it, tells how far it is, lists what can be named.
 * Owner: who opened it closes it. Thread: safe for many at once.
 */
final class SqlConnection implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration QUICK = Duration.ofSeconds(30);

    private final URI server;
    private final String token;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    SqlConnection(URI server, String token) {
        this.server = server;
        this.token = token;
    }

    /** Where it is, for people. */
    URI server() {
        return server;
    }

    /** Statements of this kind of door that run now. */
    Set<String> running() {
        Set<String> ids = new HashSet<>();
        for (JsonNode query : json("/v0/queries").path("queries")) {
            if (query.path("door").asText().equals("sql")) {
                ids.add(query.path("id").asText());
            }
        }
        return ids;
    }

    /**
     * How far a statement is.
     *
     * @return from 0 to 1; absent when it has ended or the engine can't tell
     */
    Optional<Double> progress(String id) {
        for (JsonNode query : json("/v0/queries").path("queries")) {
            if (query.path("id").asText().equals(id) && query.path("progress").isNumber()) {
                return Optional.of(query.path("progress").asDouble());
            }
        }
        return Optional.empty();
    }

    /** Sends a statement; the answer's body may come for long. */
    CompletableFuture<HttpResponse<InputStream>> send(String sql) {
        HttpRequest request =
                request("/v0/sql")
                        .header("Content-Type", "text/plain; charset=utf-8")
                        .POST(HttpRequest.BodyPublishers.ofString(sql))
                        .build();
        return client.sendAsync(request, BodyHandlers.ofInputStream());
    }

    /** Ends a statement; it may have ended already. */
    void cancel(String id) {
        text(request("/v0/queries/" + id).DELETE().timeout(QUICK).build());
    }

    /**
     * How a statement would run.
     *
     * @throws CommandException with the server's message
     */
    String explain(String sql) {
        HttpResponse<String> answer =
                text(
                        request("/v0/sql?explain=true")
                                .header("Content-Type", "text/plain; charset=utf-8")
                                .timeout(QUICK)
                                .POST(HttpRequest.BodyPublishers.ofString(sql))
                                .build());
        return checked(answer).path("query_explain").asText();
    }

    /** Tables, pipes and functions: {@code /v0/catalog}. */
    JsonNode catalog() {
        return json("/v0/catalog");
    }

    /** One table with its columns. */
    JsonNode table(String name) {
        return json("/v0/catalog/" + URLEncoder.encode(name, StandardCharsets.UTF_8));
    }

    /** What an error's body says. */
    static String message(int status, String body) {
        try {
            JsonNode error = JSON.readTree(body).path("error");
            return error.isTextual() ? error.asText() : "status " + status;
        } catch (JsonProcessingException e) {
            return "status " + status + ": " + body.lines().findFirst().orElse("");
        }
    }

    private JsonNode json(String path) {
        return checked(text(request(path).timeout(QUICK).build()));
    }

    private static JsonNode checked(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new CommandException(message(answer.statusCode(), answer.body()));
        }
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("not JSON", e);
        }
    }

    private HttpResponse<String> text(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted");
        }
    }

    /** What people read when there is no server. */
    CommandException unreachable(Throwable problem) {
        return new CommandException(
                "The server %s can't be reached: %s"
                        .formatted(
                                server,
                                Optional.ofNullable(problem.getMessage())
                                        .orElseGet(problem::toString)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Authorization", "Bearer " + token);
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
