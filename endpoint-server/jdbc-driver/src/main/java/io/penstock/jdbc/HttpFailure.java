package io.penstock.jdbc;

/** The server could not be asked, or refused before it looked at the call. */
final class HttpFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sqlState;

    HttpFailure(String message, String sqlState, Throwable cause) {
        super(message, cause);
        this.sqlState = sqlState;
    }

    HttpFailure(String message, String sqlState) {
        super(message);
        this.sqlState = sqlState;
    }

    String sqlState() {
        return sqlState;
    }
}
