package io.penstock.server.limit;

import io.penstock.server.door.StatusCode;
import io.penstock.spi.error.ErrorKind;

/** What a caller may not do now, and may do later. */
public enum LimitError implements StatusCode {
    TOO_OFTEN,
    TOO_MUCH,
    TOO_MANY_AT_ONCE;

    @Override
    public ErrorKind kind() {
        return ErrorKind.RESOURCES;
    }

    /** None: these are not errors of a query. */
    @Override
    public int number() {
        return 0;
    }

    @Override
    public int status() {
        return 429;
    }
}
