package io.penstock.server.http;

import io.penstock.server.door.StatusCode;
import io.penstock.spi.error.ErrorKind;

/** What can be wrong with a request before anybody looks at its pipe. */
public enum HttpError implements StatusCode {
    BAD_REQUEST(ErrorKind.USER, 400),
    FORBIDDEN(ErrorKind.USER, 403),
    NOT_FOUND(ErrorKind.USER, 404),
    METHOD_NOT_ALLOWED(ErrorKind.USER, 405),
    BODY_TOO_LARGE(ErrorKind.USER, 413),
    URL_TOO_LONG(ErrorKind.USER, 414),
    STOPPING(ErrorKind.RESOURCES, 503);

    private final ErrorKind kind;
    private final int status;

    HttpError(ErrorKind kind, int status) {
        this.kind = kind;
        this.status = status;
    }

    @Override
    public ErrorKind kind() {
        return kind;
    }

    /** None: these are not errors of a query. */
    @Override
    public int number() {
        return 0;
    }

    @Override
    public int status() {
        return status;
    }
}
