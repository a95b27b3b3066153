package io.penstock.server;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.Uninterruptibles;

import io.penstock.server.metadata.MetadataException;
import io.penstock.server.token.TokenKeeper;
import io.penstock.server.token.TokenSettings;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Opens what is known of tokens while the engine starts: both load a library of their own. Owner:
 * who started it closes what it gives.
 */
final class TokenStart {
    private final FutureTask<TokenKeeper> opening;

    TokenStart(TokenSettings settings) {
        opening = new FutureTask<>(() -> TokenKeeper.open(settings));
        Thread.ofPlatform().name("token-start").start(opening);
    }

    /**
     * Waits for it.
     *
     * @throws ConfigException when the metadata can't be used
     * @throws java.io.UncheckedIOException when the data folder can't be written
     */
    TokenKeeper tokens() {
        try {
            return Objects.requireNonNull(Uninterruptibles.getUninterruptibly(opening));
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            if (cause instanceof MetadataException metadata) {
                throw new ConfigException(ImmutableList.of(String.valueOf(metadata.getMessage())));
            }
            Throwables.throwIfUnchecked(cause);
            throw new IllegalStateException("Tokens can't be read", cause);
        }
    }

    /** Closes what was opened after something else went wrong. */
    void closeAfter(RuntimeException problem) {
        try {
            tokens().close();
        } catch (RuntimeException e) {
            if (!e.equals(problem)) {
                problem.addSuppressed(e);
            }
        }
    }
}
