package io.penstock.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.ErrorCode;
import io.penstock.spi.error.ErrorKind;
import io.penstock.spi.error.QueryException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A failure as HTTP says it; the one place where failures become statuses.
 *
 * @param status the HTTP status; 499 for a client that has gone, which is only logged
 * @param number the value of {@code X-DB-Exception-Code}; 0 for none
 * @param code the code's name, for logs
 * @param kind who can fix it
 * @param message what the caller reads
 */
public record ErrorAnswer(int status, int number, String code, ErrorKind kind, String message) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DOCUMENTATION = "docs/errors.md";
    private static final int CLIENT_GONE = 499;

    /**
     * Translates a failure.
     *
     * @param requestId told to the caller where the message is not
     */
    static ErrorAnswer of(Throwable failure, String requestId) {
        return switch (failure) {
            case QueryException e when e.code().kind() != ErrorKind.INTERNAL ->
                    new ErrorAnswer(
                            status(e.code()),
                            e.code().number(),
                            e.code().name(),
                            e.code().kind(),
                            message(e));
            case QueryException e -> internal(e.code(), requestId);
            case IOException e ->
                    new ErrorAnswer(
                            CLIENT_GONE,
                            EngineError.CANCELLED.number(),
                            EngineError.CANCELLED.name(),
                            ErrorKind.RESOURCES,
                            "The client has gone");
            default -> internal(EngineError.FAILED, requestId);
        };
    }

    private static ErrorAnswer internal(ErrorCode code, String requestId) {
        return new ErrorAnswer(
                500,
                code.number(),
                code.name(),
                ErrorKind.INTERNAL,
                "Internal error; the server's log has it under request id " + requestId);
    }

    private static int status(ErrorCode code) {
        if (code instanceof HttpError http) {
            return http.status();
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

    /** The envelope: {@code {"error": .., "documentation": ..}}. */
    byte[] body() {
        try {
            return JSON.writeValueAsString(
                            ImmutableMap.of("error", message, "documentation", DOCUMENTATION))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
