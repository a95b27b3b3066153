package io.penstock.spi.error;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * The one exception that crosses the seams: a code, a sentence for people, and a place when there
 * is one.
 */
public final class QueryException extends RuntimeException {
    private final transient ErrorCode code;
    private final transient Optional<SqlPosition> position;

    /** An error without a place. */
    public QueryException(ErrorCode code, String message) {
        this(code, message, Optional.empty(), null);
    }

    /** An error at a place in the user's text. */
    public QueryException(ErrorCode code, String message, Optional<SqlPosition> position) {
        this(code, message, position, null);
    }

    /** An error that wraps a driver's. */
    public QueryException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, Optional.empty(), cause);
    }

    /** All of it. */
    public QueryException(
            ErrorCode code,
            String message,
            Optional<SqlPosition> position,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.position = position;
    }

    /** What went wrong, for programs. */
    public ErrorCode code() {
        return code;
    }

    /** Where in the user's text, if that is known. */
    public Optional<SqlPosition> position() {
        return position;
    }
}
