package io.penstock.server.tls;

import org.jspecify.annotations.Nullable;

/** A certificate or key that can't be used; the message names the file and what is wrong. */
public final class TlsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TlsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
