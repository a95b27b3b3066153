package io.penstock.server.format;

import io.penstock.spi.error.ErrorCode;
import io.penstock.spi.error.ErrorKind;

/** What can be wrong with a result for the format it was asked in. */
public enum FormatError implements ErrorCode {
    /** A column that the format needs is missing or has another type. */
    COLUMN_UNFIT(ErrorKind.USER, 36),
    /** A value that the format has no way to write. */
    VALUE_UNFIT(ErrorKind.USER, 36),
    /** A FORMAT that nobody knows. */
    UNKNOWN_FORMAT(ErrorKind.USER, 73);

    private final ErrorKind kind;
    private final int number;

    FormatError(ErrorKind kind, int number) {
        this.kind = kind;
        this.number = number;
    }

    @Override
    public ErrorKind kind() {
        return kind;
    }

    @Override
    public int number() {
        return number;
    }
}
