package io.penstock.server.flight;

import java.util.Optional;

/** Knows whose token a text is. Thread: safe for many at once. */
@FunctionalInterface
public interface CallerLookup {
    /**
     * The caller a token belongs to.
     *
     * @return the caller's name; empty when the text is nobody's token
     */
    Optional<String> caller(String token);
}
