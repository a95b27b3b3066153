package io.penstock.planner;

import io.penstock.spi.error.ErrorCode;
import io.penstock.spi.error.ErrorKind;

/** What can be wrong with a query before it runs. Numbers are ClickHouse's. */
public enum PlannerError implements ErrorCode {
    SYNTAX(ErrorKind.USER, 62),
    UNKNOWN_COLUMN(ErrorKind.USER, 47),
    UNKNOWN_TABLE(ErrorKind.USER, 60),
    UNKNOWN_FUNCTION(ErrorKind.USER, 46),
    ARGUMENT_COUNT(ErrorKind.USER, 42),
    ARGUMENT_TYPE(ErrorKind.USER, 43),
    TYPE_MISMATCH(ErrorKind.USER, 53),
    NO_COMMON_TYPE(ErrorKind.USER, 386),
    ILLEGAL_AGGREGATION(ErrorKind.USER, 184),
    NOT_AN_AGGREGATE(ErrorKind.USER, 215),
    AMBIGUOUS_NAME(ErrorKind.USER, 207),
    /** A column alias equals the name of a pipe, node, data source or connection. */
    RESERVED_NAME(ErrorKind.USER, 36),
    /** Anything that is not one SELECT. */
    NOT_A_SELECT(ErrorKind.USER, 62),
    SQL_TOO_LONG(ErrorKind.USER, 62),
    TOO_MANY_COLUMNS(ErrorKind.USER, 36),
    NOT_SUPPORTED(ErrorKind.USER, 48),
    INVALID(ErrorKind.USER, 36),
    /** What was asked for is not granted, or nobody has it: the caller is not told which. */
    NOT_READABLE(ErrorKind.USER, 497),
    /** Our bug. */
    INTERNAL(ErrorKind.INTERNAL, 1002);

    private final ErrorKind kind;
    private final int number;

    PlannerError(ErrorKind kind, int number) {
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
