package io.penstock.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Serves a project on a free port of this machine and calls its endpoints, as any client would.
 * Owner: who opened it closes it.
 */
final class EndpointCaller implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An error of a template names its place first; tests expect the message alone. */
    private static final Pattern PLACE = Pattern.compile("[^ :]+:\\d+:\\d+: (.*)", Pattern.DOTALL);

    private final ProjectServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    private EndpointCaller(ProjectServer server) {
        this.server = server;
    }

    /**
     * Starts.
     *
     * @throws io.penstock.pipe.ProjectException with everything that is wrong with the project
     */
    static EndpointCaller open(Terminal terminal, Path folder) throws IOException {
        return new EndpointCaller(ProjectServer.open(terminal, folder, false));
    }

    /** Calls {@code pipe.ndjson}. */
    EndpointAnswer call(String pipe, String parameters) throws IOException {
        URI uri =
                server.url().resolve("/v0/pipes/%s.ndjson?%s".formatted(pipe, encoded(parameters)));
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .header("Authorization", "Bearer " + server.token())
                        .build();
        try {
            HttpResponse<String> response =
                    client.send(
                            request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            int status = response.statusCode();
            return new EndpointAnswer(
                    status,
                    status == EndpointAnswer.GOOD ? response.body() : message(response.body()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** As written by people: what a URL can't have is encoded, what is encoded stays so. */
    private static String encoded(String parameters) {
        return StreamSupport.stream(Splitter.on('&').split(parameters).spliterator(), false)
                .map(EndpointCaller::encodedPair)
                .collect(Collectors.joining("&"));
    }

    private static String encodedPair(String pair) {
        return StreamSupport.stream(Splitter.on('=').limit(2).split(pair).spliterator(), false)
                .map(part -> URLEncoder.encode(decoded(part), StandardCharsets.UTF_8))
                .collect(Collectors.joining("="));
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A bare % that somebody meant as it stands.
            return part;
        }
    }

    private static String message(String body) {
        try {
            JsonNode error = JSON.readTree(body).path("error");
            Matcher place = PLACE.matcher(error.asText());
            return place.matches() ? place.group(1) : error.asText();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("not JSON: " + body, e);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
