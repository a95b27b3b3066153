package io.penstock.server.issuer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Throwables;

import io.penstock.server.access.JwtProblem;
import io.penstock.server.tls.ServerTrust;
import io.penstock.server.tls.TlsException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gets an issuer's keys from where the operator said, within bounds of time and size. Redirects are
 * not followed: who may answer is part of what the operator said.
 */
final class KeyFetch {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration WHOLE = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 512 << 10;
    private static final int GOOD = 200;

    private final Issuer issuer;

    KeyFetch(Issuer issuer) {
        this.issuer = issuer;
    }

    /**
     * The keys as they are now.
     *
     * @throws KeysException when they can't be had
     */
    PublicKeys fetch() {
        return PublicKeys.parse(
                switch (issuer.keys()) {
                    case Issuer.Keys.InFile(Path file) -> read(file);
                    case Issuer.Keys.At(URI address) -> get(address);
                    case Issuer.Keys.Discovered(URI description) -> get(discover(description));
                });
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new KeysException("%s has more than %d bytes".formatted(file, MOST_BYTES));
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new KeysException("%s can't be read: %s".formatted(file, e.getMessage()));
        }
    }

    /** A provider that describes itself as another one is refused (OpenID Discovery, 4.3). */
    private URI discover(URI description) {
        JsonNode about;
        try {
            about = JSON.readTree(get(description));
        } catch (JsonProcessingException e) {
            throw new KeysException("%s is not JSON".formatted(description));
        }
        String called = about.path("issuer").asText();
        if (!called.equals(issuer.id())) {
            throw new KeysException(
                    "%s describes the issuer '%s'; write issuer exactly as it calls itself"
                            .formatted(description, JwtProblem.shown(called)));
        }
        String keys = about.path("jwks_uri").asText();
        URI address;
        try {
            address = URI.create(keys);
        } catch (IllegalArgumentException e) {
            throw new KeysException("%s has no jwks_uri that is an address".formatted(description));
        }
        boolean same = "https".equalsIgnoreCase(address.getScheme());
        boolean plain = "http".equalsIgnoreCase(address.getScheme()) && issuer.isUnencrypted();
        if (!same && !plain) {
            throw new KeysException(
                    "the jwks_uri in %s is '%s'; it must be an https address"
                            .formatted(description, JwtProblem.shown(keys)));
        }
        return address;
    }

    /** A client of its own for each call: it is every few minutes, and authorities may change. */
    private String get(URI address) {
        HttpClient client = client();
        CompletableFuture<HttpResponse<byte[]>> asked =
                client.sendAsync(
                        HttpRequest.newBuilder(address)
                                .timeout(WHOLE)
                                .header("Accept", "application/jwk-set+json, application/json")
                                .build(),
                        head -> new BoundedBody(MOST_BYTES));
        try {
            return text(address, asked.get(WHOLE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new KeysException(
                    "%s did not answer whole within %d seconds"
                            .formatted(address, WHOLE.toSeconds()));
        } catch (ExecutionException e) {
            throw new KeysException("%s can't be had: %s".formatted(address, reason(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeysException("the server is stopping");
        } finally {
            client.shutdownNow();
        }
    }

    private HttpClient client() {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .connectTimeout(CONNECT)
                        .followRedirects(HttpClient.Redirect.NEVER);
        try {
            issuer.authorities().ifPresent(file -> builder.sslContext(ServerTrust.of(file)));
        } catch (TlsException e) {
            throw new KeysException(String.valueOf(e.getMessage()));
        }
        return builder.build();
    }

    private static String text(URI address, HttpResponse<byte[]> answer) {
        if (answer.statusCode() != GOOD) {
            throw new KeysException(
                    "%s answers with status %d".formatted(address, answer.statusCode()));
        }
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String reason(ExecutionException failure) {
        Throwable root = Throwables.getRootCause(failure);
        String message = root.getMessage();
        return message == null || message.isBlank()
                ? "the connection failed (%s)".formatted(root.getClass().getSimpleName())
                : message;
    }
}
