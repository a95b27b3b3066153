package io.penstock.spi.engine;

/**
 * When a query may begin to work. A query that needs no work, a constant for instance, never asks.
 * Thread: the query's.
 */
@FunctionalInterface
public interface Turn {
    /** Nobody else wants to work. */
    Turn NOW = query -> {};

    /**
     * Returns when the query may work; at once when it may already.
     *
     * @throws io.penstock.spi.error.QueryException {@link
     *     io.penstock.spi.error.EngineError#OVERLOADED} when too many wait or it took too long,
     *     {@link io.penstock.spi.error.EngineError#CANCELLED} when the query was cancelled
     *     meanwhile
     */
    void await(QueryContext query);
}
