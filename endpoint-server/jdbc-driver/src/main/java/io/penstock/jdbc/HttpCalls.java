package io.penstock.jdbc;

import org.apache.calcite.avatica.remote.AvaticaHttpClient;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls of one connection. Sends the token at once instead of waiting to be asked, and tells what
 * the server says when it refuses. Thread: safe for many at once.
 */
final class HttpCalls implements AvaticaHttpClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int FAILED = 500;
    private static final Pattern ERROR =
            Pattern.compile("\"error\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** One for all connections: each client has threads of its own. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();

    private final URI door;
    private final String token;

    HttpCalls(URI door, String token) {
        this.door = door;
        this.token = token;
    }

    @Override
    public byte[] send(byte[] request) {
        HttpResponse<byte[]> response =
                exchange(request(door).POST(HttpRequest.BodyPublishers.ofByteArray(request)));
        if (response.statusCode() != OK && response.statusCode() != FAILED) {
            throw refused(response);
        }
        return response.body();
    }

    /** Stops a statement's query; nothing happens when none runs. */
    void cancel(String connection, int statement) {
        URI query = URI.create(door + "/" + connection + "/" + statement);
        HttpResponse<byte[]> response = exchange(request(query).DELETE());
        if (response.statusCode() / 100 != 2 && response.statusCode() != 404) {
            throw refused(response);
        }
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private HttpResponse<byte[]> exchange(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new HttpFailure(
                    "The server at %s does not answer: %s".formatted(door, e), "08001", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpFailure("The thread was interrupted", "57014", e);
        }
    }

    private HttpFailure refused(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        String body = new String(response.body(), StandardCharsets.UTF_8);
        Matcher error = ERROR.matcher(body);
        String message = error.find() ? error.group(1).replace("\\\"", "\"") : "HTTP " + status;
        return new HttpFailure(message, status == 401 || status == 403 ? "28000" : "08004");
    }
}
