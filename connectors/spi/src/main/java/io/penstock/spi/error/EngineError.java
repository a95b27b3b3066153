package io.penstock.spi.error;

/** What can go wrong while a plan runs. */
public enum EngineError implements ErrorCode {
    /** A text could not become a number or a value of another type. */
    CANNOT_PARSE_TEXT(ErrorKind.USER, 6),
    CANNOT_PARSE_DATE(ErrorKind.USER, 38),
    CANNOT_PARSE_DATETIME(ErrorKind.USER, 41),
    /** A number does not fit its type. */
    OVERFLOW(ErrorKind.USER, 321),
    DIVISION_BY_ZERO(ErrorKind.USER, 153),
    /** A function got a value it has no answer for. */
    BAD_ARGUMENT(ErrorKind.USER, 36),
    /** A scalar sub-query gave several rows. */
    SUBQUERY_ROWS(ErrorKind.USER, 125),
    /** A guarded function would have made something too large. */
    TOO_LARGE(ErrorKind.USER, 131),
    TIMEOUT(ErrorKind.RESOURCES, 159),
    MEMORY_LIMIT(ErrorKind.RESOURCES, 241),
    RESULT_LIMIT(ErrorKind.RESOURCES, 396),
    CANCELLED(ErrorKind.RESOURCES, 394),
    /** No permit came free in time. */
    OVERLOADED(ErrorKind.RESOURCES, 202),
    /** A file's content is not what its format says, or a CSV value does not fit its column. */
    BAD_FILE(ErrorKind.EXTERNAL, 117),
    FILE_MISSING(ErrorKind.EXTERNAL, 107),
    /** The engine refuses what it was asked: the lock held. */
    REFUSED(ErrorKind.INTERNAL, 497),
    FAILED(ErrorKind.INTERNAL, 1002);

    private final ErrorKind kind;
    private final int number;

    EngineError(ErrorKind kind, int number) {
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
