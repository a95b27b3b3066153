package io.penstock.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.penstock.server.token.AdminToken;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The options that say which server is asked about tokens, and with which token. */
final class TokenServer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VARIABLE = "PENSTOCK_TOKEN";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Mixin private ProjectOption project = new ProjectOption();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The server. Default: http://127.0.0.1:7181.")
    private URI url = URI.create("http://127.0.0.1:7181");

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "A token with TOKENS or ADMIN; better in the variable PENSTOCK_TOKEN, which"
                            + " other users do not see. Default: the project's admin token.")
    private Optional<String> token = Optional.empty();

    @Option(
            names = "--output",
            paramLabel = "text|json",
            description = "How answers are printed. Default: text.")
    private String output = "text";

    /** Whether answers are printed as JSON. */
    boolean isJson() {
        return switch (output) {
            case "json" -> true;
            case "text" -> false;
            default ->
                    throw new CommandException(
                            "--output is '%s'; it must be text or json".formatted(output));
        };
    }

    /** A part of a path or a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Calls the Tokens API.
     *
     * @param path behind {@code /v0/tokens}
     * @throws CommandException with the server's message
     */
    JsonNode call(Terminal terminal, String method, String path, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url.resolve("/v0/tokens" + path))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + secret(terminal))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> answer = send(request.build());
        if (answer.statusCode() != 200) {
            throw new CommandException(SqlConnection.message(answer.statusCode(), answer.body()));
        }
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new CommandException("%s did not answer with JSON".formatted(url));
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new CommandException(
                    "The server %s can't be reached; start it with penstock serve, or name another with --url"
                            .formatted(url));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted");
        }
    }

    private String secret(Terminal terminal) {
        return token.or(() -> Optional.ofNullable(terminal.environment().get(VARIABLE)))
                .or(() -> kept(terminal))
                .orElseThrow(
                        () ->
                                new CommandException(
                                        "There is no token to ask with: set PENSTOCK_TOKEN, or name"
                                            + " the project whose server it is with --project"));
    }

    /** The admin token of a project on this machine. */
    Optional<String> kept(Terminal terminal) {
        Path file = project.folder(terminal).resolve(".penstock").resolve(AdminToken.FILE);
        try {
            return Files.isReadable(file)
                    ? Optional.of(Files.readString(file).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new CommandException("%s can't be read".formatted(file));
        }
    }
}
