package io.penstock.jdbc;

import org.apache.calcite.avatica.AvaticaClientRuntimeException;

import java.sql.SQLException;
import java.util.Optional;

/** Failures of a call as JDBC has them. */
final class Failures {
    /** What Avatica puts before the server's message. */
    private static final String PREFIX = "Remote driver error: ";

    private Failures() {}

    /** The server's own message and state when it answered, otherwise what kept us from it. */
    static SQLException of(String what, RuntimeException failure) {
        if (failure instanceof AvaticaClientRuntimeException answered) {
            return new SQLException(
                    message(answered), answered.getSqlState(), answered.getErrorCode(), failure);
        }
        if (failure instanceof HttpFailure http) {
            return new SQLException(http.getMessage(), http.sqlState(), http);
        }
        return new SQLException(
                what
                        + ": "
                        + Optional.ofNullable(failure.getMessage())
                                .orElseGet(() -> failure.getClass().getSimpleName()),
                "08001",
                failure);
    }

    private static String message(AvaticaClientRuntimeException failure) {
        String message = Optional.ofNullable(failure.getMessage()).orElse("");
        return message.startsWith(PREFIX) ? message.substring(PREFIX.length()) : message;
    }
}
