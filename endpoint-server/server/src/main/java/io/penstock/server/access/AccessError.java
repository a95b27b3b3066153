package io.penstock.server.access;

import io.penstock.server.door.StatusCode;
import io.penstock.spi.error.ErrorKind;

/** What keeps a caller out, and what can be wrong with tokens. */
public enum AccessError implements StatusCode {
    /** The token is missing or not valid, or does not permit what was asked. */
    FORBIDDEN(403),
    /** A token or a scope that can't be had. */
    INVALID(400),
    /** No such token. */
    NOT_FOUND(404),
    /** A name that is taken. */
    CONFLICT(409),
    /** Whether a token is good can't be found out now; it may be. */
    UNAVAILABLE(503);

    private final int status;

    AccessError(int status) {
        this.status = status;
    }

    @Override
    public ErrorKind kind() {
        return this == UNAVAILABLE ? ErrorKind.EXTERNAL : ErrorKind.USER;
    }

    /** None: this is not an error of a query. */
    @Override
    public int number() {
        return 0;
    }

    @Override
    public int status() {
        return status;
    }
}
