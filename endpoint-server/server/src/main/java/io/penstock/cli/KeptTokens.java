package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;

import io.penstock.server.Secret;
import io.penstock.server.ServerConfig;
import io.penstock.server.access.Principal;
import io.penstock.server.http.TokenCalls;
import io.penstock.server.http.TokenRequest;
import io.penstock.server.metadata.MetadataException;
import io.penstock.server.metadata.MetadataStore;
import io.penstock.server.token.AdminToken;
import io.penstock.server.token.TokenKeeper;
import io.penstock.spi.error.QueryException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A project's tokens without its server: whoever may read and write the data folder may do what its
 * admin token may. A server that runs all the same notices changes within a few seconds.
 */
final class KeptTokens {
    private KeptTokens() {}

    /**
     * Answers a call of the Tokens API.
     *
     * @param shown whose token it is made with; absent for the admin token
     * @param path behind {@code /v0/tokens}
     * @throws CommandException when there are no tokens, or the call is wrong
     */
    static JsonNode call(
            ServerConfig config,
            Optional<String> shown,
            String method,
            String path,
            JsonNode body) {
        boolean there =
                config.metadataUrl().isPresent()
                        || Files.exists(config.dataDir().resolve(MetadataStore.FILE));
        if (!there) {
            throw new CommandException(
                    "No server listens on %s:%d, and none has kept tokens in %s; start one with penstock serve, or name another with --url or --project"
                            .formatted(config.host(), config.port(), config.dataDir()));
        }
        try (TokenKeeper keeper = TokenKeeper.open(config.tokens().withoutIssuers())) {
            Principal caller =
                    keeper.authenticate(shown.orElseGet(() -> keeper.adminToken().text()));
            TokenCalls calls = new TokenCalls(keeper.administration(), (kind, token, detail) -> {});
            return calls.answer(caller, method, path, () -> TokenRequest.of(body));
        } catch (QueryException | MetadataException | UncheckedIOException e) {
            throw new CommandException(String.valueOf(e.getMessage()));
        }
    }

    /** The admin token as the server has it: configured, or kept in its data folder. */
    static Optional<String> adminToken(ServerConfig config) {
        Path file = config.dataDir().resolve(AdminToken.FILE);
        try {
            return config.adminToken().isPresent() || !Files.isReadable(file)
                    ? config.adminToken().map(Secret::value)
                    : Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            throw new CommandException("%s can't be read".formatted(file));
        }
    }
}
