package io.penstock.spi.engine;

import io.penstock.spi.error.QueryException;

/**
 * A {@link io.penstock.spi.scan.PartValue} could not be computed, or is one that a source may not
 * take. The query may have an answer nevertheless, if nobody needs the value; so it is to be run by
 * a plan that sends none.
 */
public final class ValueNotSentException extends RuntimeException {
    /** Why there is no value. */
    public ValueNotSentException(QueryException cause) {
        super(cause.getMessage(), cause);
    }
}
