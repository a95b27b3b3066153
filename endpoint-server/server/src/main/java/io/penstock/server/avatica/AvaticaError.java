package io.penstock.server.avatica;

import io.penstock.spi.error.ErrorCode;
import io.penstock.spi.error.ErrorKind;

/** What can be wrong with a call of the Avatica door besides its SQL. */
public enum AvaticaError implements ErrorCode {
    /** The bytes are no Avatica request, or a property has a value it can't have. */
    BAD_REQUEST(ErrorKind.USER, "08P01"),
    /** No connection of this id belongs to the caller. */
    UNKNOWN_CONNECTION(ErrorKind.USER, "08003"),
    /** The connection's id is in use. */
    CONNECTION_EXISTS(ErrorKind.USER, "08002"),
    /** Updates, batches, generated keys: the server only reads. */
    READ_ONLY(ErrorKind.USER, "25006"),
    /** A parameter's value does not fit, or is missing. */
    BAD_PARAMETER(ErrorKind.USER, "22023"),
    /** A value of the result that the protocol has no way to carry. */
    VALUE_UNFIT(ErrorKind.USER, "22000"),
    /** Rows were asked for that have gone by, or whose result was closed. */
    ROWS_GONE(ErrorKind.USER, "24000"),
    TOO_MANY_CONNECTIONS(ErrorKind.RESOURCES, "53300"),
    TOO_MANY_STATEMENTS(ErrorKind.RESOURCES, "54000"),
    /** The token is wrong. */
    FORBIDDEN(ErrorKind.USER, "28000");

    private final ErrorKind kind;
    private final String sqlState;

    AvaticaError(ErrorKind kind, String sqlState) {
        this.kind = kind;
        this.sqlState = sqlState;
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

    String sqlState() {
        return sqlState;
    }
}
