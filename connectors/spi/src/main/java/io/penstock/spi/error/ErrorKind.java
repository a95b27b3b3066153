package io.penstock.spi.error;

/** Who can fix an error. */
public enum ErrorKind {
    /** The caller: wrong SQL, a missing parameter. */
    USER,
    /** The operator, or a smaller query: a limit was reached. */
    RESOURCES,
    /** Whoever runs the source or the engine: a database is down, a file is damaged. */
    EXTERNAL,
    /** We: a bug. */
    INTERNAL
}
