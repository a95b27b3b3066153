package io.penstock.server.door;

import io.penstock.parameter.CustomError;
import io.penstock.parameter.PipeError;
import io.penstock.planner.PlannerError;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.ErrorCode;
import io.penstock.spi.error.ErrorKind;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SqlPosition;

import java.io.IOException;
import java.util.Optional;

/**
 * A failure as callers and logs are told of it; the one place where failures get their numbers.
 * Each door says it in its own words: a status, a SQL state.
 *
 * @param status the HTTP status; 499 for a query that was cancelled or whose client has gone
 * @param number the engine's error number, as in {@code X-DB-Exception-Code}; 0 for none
 * @param code the code's name, for logs
 * @param kind who can fix it
 * @param message what the caller reads
 * @param position where it is in the SQL; the message begins with it
 */
public record Failure(
        int status,
        int number,
        String code,
        ErrorKind kind,
        String message,
        Optional<SqlPosition> position) {
    /** The status of a query that nobody waits for any more. */
    public static final int CLIENT_GONE = 499;

    /**
     * Translates a failure.
     *
     * @param requestId told to the caller where the message is not
     */
    public static Failure of(Throwable failure, String requestId) {
        return switch (failure) {
            case QueryException e when e.code().kind() != ErrorKind.INTERNAL -> known(e);
            case QueryException e -> internal(e.code(), requestId);
            case IOException e ->
                    new Failure(
                            CLIENT_GONE,
                            EngineError.CANCELLED.number(),
                            EngineError.CANCELLED.name(),
                            ErrorKind.RESOURCES,
                            "The client has gone",
                            Optional.empty());
            default -> internal(EngineError.FAILED, requestId);
        };
    }

    /** Whether the message is a template's own JSON document, which is the whole answer. */
    public boolean isDocument() {
        return code.equals(PipeError.TEMPLATE_CUSTOM_ERROR.name());
    }

    private static Failure known(QueryException failure) {
        ErrorCode code = failure.code();
        return new Failure(
                failure.getCause() instanceof CustomError custom ? custom.status() : status(code),
                code.number(),
                code.name(),
                code.kind(),
                message(failure),
                failure.position());
    }

    private static Failure internal(ErrorCode code, String requestId) {
        return new Failure(
                500,
                code.number(),
                code.name(),
                ErrorKind.INTERNAL,
                "Internal error; the server's log has it under request id " + requestId,
                Optional.empty());
    }

    private static int status(ErrorCode code) {
        if (code instanceof StatusCode known) {
            return known.status();
        }
        if (code == PlannerError.NOT_READABLE) {
            return 403;
        }
        if (code == EngineError.TIMEOUT) {
            return 408;
        }
        if (code == EngineError.OVERLOADED) {
            return 429;
        }
        if (code == EngineError.CANCELLED) {
            return CLIENT_GONE;
        }
        return code.kind() == ErrorKind.EXTERNAL ? 500 : 400;
    }

    private static String message(QueryException failure) {
        String text =
                Optional.ofNullable(failure.getMessage()).orElseGet(() -> failure.code().name());
        return failure.position().map(position -> position + ": " + text).orElse(text);
    }
}
