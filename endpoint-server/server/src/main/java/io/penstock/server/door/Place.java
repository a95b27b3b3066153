package io.penstock.server.door;

/** Somebody's right to work, given back by closing it, once or more often. */
@FunctionalInterface
public interface Place extends AutoCloseable {
    @Override
    void close();
}
