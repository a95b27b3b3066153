package io.penstock.parameter;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * What a template's {@code custom_error(..)} answers instead of rows: the cause of a {@link
 * PipeError#TEMPLATE_CUSTOM_ERROR}.
 */
public final class CustomError extends RuntimeException {
    private final String document;
    private final int status;

    /**
     * An answer.
     *
     * @param document JSON, the whole body
     * @param status of HTTP, 400 to 599
     */
    public CustomError(String document, int status) {
        super(document, null, false, false);
        checkArgument(status >= 400 && status <= 599, "status %s", status);
        this.document = document;
        this.status = status;
    }

    /** JSON, the whole body. */
    public String document() {
        return document;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
