package io.penstock.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.common.collect.ImmutableMap;

import io.penstock.server.ServerConfig;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
            description =
                    "The server. Default: where the project's server listens; when none does, the"
                            + " project's data folder is asked.")
    private Optional<URI> url = Optional.empty();

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
     * Calls the Tokens API: of the server, or what is kept of tokens where no server listens.
     *
     * @param path behind {@code /v0/tokens}
     * @param body a JSON object, or nothing
     * @throws CommandException with the server's message
     */
    JsonNode call(Terminal terminal, String method, String path, String body) {
        if (url.isPresent()) {
            return ask(terminal, url.get(), method, path, body)
                    .orElseThrow(() -> unreachable(url.get()));
        }
        ServerConfig config = config(terminal);
        return server(config)
                .flatMap(known -> ask(terminal, known, method, path, body))
                .orElseGet(
                        () ->
                                KeptTokens.call(
                                        config,
                                        shown(terminal),
                                        method,
                                        path,
                                        body.isEmpty() ? MissingNode.getInstance() : json(body)));
    }

    private ServerConfig config(Terminal terminal) {
        return ServerConfig.read(
                project.folder(terminal), ImmutableMap.of(), terminal.environment());
    }

    /** Where the project's server listens, when it is there. */
    private static Optional<URI> server(ServerConfig config) {
        if (config.port() == 0) {
            return Optional.empty();
        }
        String scheme = config.tls().http().isPresent() ? "https" : "http";
        boolean any = config.host().equals("0.0.0.0") || config.host().equals("::");
        String host = any ? "127.0.0.1" : config.host();
        return Optional.of(
                URI.create(
                        "%s://%s:%d"
                                .formatted(
                                        scheme,
                                        host.contains(":") ? "[" + host + "]" : host,
                                        config.port())));
    }

    /** The server's answer; absent when nobody listens there. */
    private Optional<JsonNode> ask(
            Terminal terminal, URI server, String method, String path, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve("/v0/tokens" + path))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + secret(terminal))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        Optional<HttpResponse<String>> answer = send(request.build());
        answer.filter(one -> one.statusCode() != 200)
                .ifPresent(
                        one -> {
                            throw new CommandException(
                                    SqlConnection.message(one.statusCode(), one.body()));
                        });
        return answer.map(one -> json(one.body()));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CommandException("The server did not answer with JSON");
        }
    }

    private static Optional<HttpResponse<String>> send(HttpRequest request) {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            return Optional.of(
                    client.send(
                            request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)));
        } catch (ConnectException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreachable(request.uri().resolve("/"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted");
        }
    }

    private static CommandException unreachable(URI server) {
        return new CommandException(
                "The server %s can't be reached; start it with penstock serve, or name another with --url"
                        .formatted(server));
    }

    private Optional<String> shown(Terminal terminal) {
        return token.or(() -> Optional.ofNullable(terminal.environment().get(VARIABLE)));
    }

    private String secret(Terminal terminal) {
        return shown(terminal)
                .or(() -> KeptTokens.adminToken(config(terminal)))
                .orElseThrow(
                        () ->
                                new CommandException(
                                        "There is no token to ask with: set PENSTOCK_TOKEN, or name"
                                            + " the project whose server it is with --project"));
    }
}
