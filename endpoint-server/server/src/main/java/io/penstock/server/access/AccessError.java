package io.penstock.server.access;

import io.penstock.server.door.StatusCode;
import io.penstock.spi.error.ErrorKind;

/** What keeps a caller out. */
public enum AccessError implements StatusCode {
    /** The token is missing or not valid, or does not permit what was asked. */
    FORBIDDEN;

    @Override
    public ErrorKind kind() {
        return ErrorKind.USER;
    }

    /** None: this is not an error of a query. */
    @Override
    public int number() {
        return 0;
    }

    @Override
    public int status() {
        return 403;
    }
}
