package io.penstock.server.avatica;

import io.penstock.spi.error.QueryException;

import org.jspecify.annotations.Nullable;

/** What every request must have. */
final class Requests {
    private static final int MOST_ID = 256;

    private Requests() {}

    /**
     * A connection's id, which the client chooses.
     *
     * @throws QueryException {@link AvaticaError#BAD_REQUEST} when it is missing or too long
     */
    static String connection(@Nullable String id) {
        if (id == null || id.isEmpty() || id.length() > MOST_ID) {
            throw new QueryException(
                    AvaticaError.BAD_REQUEST,
                    "A request needs the id of a connection, of 1 to %d characters"
                            .formatted(MOST_ID));
        }
        return id;
    }
}
