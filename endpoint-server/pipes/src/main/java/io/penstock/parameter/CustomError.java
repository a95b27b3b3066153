package io.penstock.parameter;

import static com.google.common.base.Preconditions.checkArgument;

import io.penstock.spi.error.ErrorCode;
import io.penstock.spi.error.ErrorKind;

/**
 * What a template's {@code custom_error(..)} answers instead of rows.
 *
 * @param document JSON, the whole body
 * @param status of HTTP, 400 to 599
 */
public record CustomError(String document, int status) implements ErrorCode {
    /** What {@link #name} says. */
    public static final String NAME = "TEMPLATE_CUSTOM_ERROR";

    /** Checks the status. */
    public CustomError {
        checkArgument(status >= 400 && status <= 599, "status %s", status);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ErrorKind kind() {
        return ErrorKind.USER;
    }

    @Override
    public int number() {
        return PipeError.TEMPLATE_ERROR.number();
    }
}
