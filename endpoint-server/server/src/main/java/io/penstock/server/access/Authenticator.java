package io.penstock.server.access;

import io.penstock.spi.error.QueryException;

/** Knows whose token a text is. Thread: safe for many at once. */
@FunctionalInterface
public interface Authenticator {
    /** What is said to who shows none. */
    String MISSING =
            "A token is missing; send 'Authorization: Bearer <token>' or the parameter token";

    /**
     * Who shows this token.
     *
     * @throws QueryException {@link AccessError#FORBIDDEN}, which says what is wrong with it and
     *     never repeats it
     */
    Principal authenticate(String token);
}
