package io.penstock.server.door;

import io.penstock.spi.engine.QueryContext;

/** Somebody's right to work, given back by closing it, once or more often. */
public interface Place extends AutoCloseable {
    /** What this query makes other threads do is work of whoever has the place. */
    default void worksOn(QueryContext query) {}

    @Override
    void close();
}
