package io.penstock.server.door;

import io.penstock.spi.error.ErrorCode;

/** A code that knows its HTTP status by itself. */
public interface StatusCode extends ErrorCode {
    /** The HTTP status. */
    int status();
}
