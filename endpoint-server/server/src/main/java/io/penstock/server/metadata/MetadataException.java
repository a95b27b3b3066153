package io.penstock.server.metadata;

import org.jspecify.annotations.Nullable;

/** The server's own database can't be used; the message says which one and why. */
public final class MetadataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With the driver's failure, if it was one. */
    public MetadataException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
