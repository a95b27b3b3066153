package io.penstock.parameter;

import io.penstock.spi.error.ErrorCode;
import io.penstock.spi.error.ErrorKind;

/** What can be wrong with a call of a pipe before its SQL is looked at. */
public enum PipeError implements ErrorCode {
    /** A parameter without a default was not given. */
    PARAMETER_MISSING(ErrorKind.USER, 36),
    /** A value does not fit its parameter's type. */
    PARAMETER_INVALID(ErrorKind.USER, 36),
    /** A value is longer than allowed. */
    PARAMETER_TOO_LARGE(ErrorKind.USER, 36),
    /** A template that cannot be read. */
    TEMPLATE_SYNTAX(ErrorKind.USER, 62),
    /** An expression that has no value, such as a text minus a number. */
    TEMPLATE_EVALUATION(ErrorKind.USER, 36),
    /** The template itself called {@code error('...')}. */
    TEMPLATE_ERROR(ErrorKind.USER, 36),
    /** The template itself called {@code custom_error(..)}; the cause is a {@link CustomError}. */
    TEMPLATE_CUSTOM_ERROR(ErrorKind.USER, 36),
    /** A secret that a template needs is not set. */
    SECRET_MISSING(ErrorKind.RESOURCES, 36),
    /** Too many steps, or too much text. */
    TEMPLATE_LIMIT(ErrorKind.USER, 36),
    /** The pipe has no such node. */
    NODE_UNKNOWN(ErrorKind.USER, 36),
    /** The pipe has another role already. */
    CANNOT_PUBLISH(ErrorKind.USER, 36);

    private final ErrorKind kind;
    private final int number;

    PipeError(ErrorKind kind, int number) {
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
