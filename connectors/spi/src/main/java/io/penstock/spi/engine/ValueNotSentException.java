package io.penstock.spi.engine;

import io.penstock.spi.error.QueryException;

/**
 * A {@link io.penstock.spi.scan.PartValue} could not be computed, or is one that a source may not
 * take. The query may have an answer nevertheless, if nobody needs the value; so it is to be run by
 * a plan that sends none.
 */
public final class ValueNotSentException extends RuntimeException {
    private final String part;

    /** Why there is no value, and the name of the part that should have it. */
    public ValueNotSentException(QueryException cause, String part) {
        super(cause.getMessage(), cause);
        this.part = part;
    }

    /** The name of the {@link EnginePlan.Part}. */
    public String part() {
        return part;
    }
}
