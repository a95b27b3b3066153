package io.penstock.spi.error;

/** What can go wrong at a source. */
public enum SourceError implements ErrorCode {
    SETTING_MISSING(ErrorKind.USER, 36),
    SETTING_UNKNOWN(ErrorKind.USER, 36),
    SETTING_INVALID(ErrorKind.USER, 36),
    /** No driver for the URL. */
    DRIVER_MISSING(ErrorKind.USER, 36),
    /** More columns than allowed. */
    TOO_MANY_COLUMNS(ErrorKind.USER, 36),
    FILE_MISSING(ErrorKind.EXTERNAL, 107),
    BAD_FILE(ErrorKind.EXTERNAL, 117),
    /** The database does not answer, or not in time. */
    UNREACHABLE(ErrorKind.EXTERNAL, 279),
    /** The database refuses our user or password. */
    LOGIN_REFUSED(ErrorKind.EXTERNAL, 516),
    /** A table or column that was there at planning is gone. */
    TABLE_CHANGED(ErrorKind.EXTERNAL, 60),
    FAILED(ErrorKind.EXTERNAL, 1002);

    private final ErrorKind kind;
    private final int number;

    SourceError(ErrorKind kind, int number) {
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
