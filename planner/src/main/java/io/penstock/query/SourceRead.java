package io.penstock.query;

import java.time.Duration;

/**
 * What one source was asked in one query, and gave.
 *
 * @param connection the source; {@link #FILES} for files that the engine read itself, of more than
 *     one connection
 * @param queries how often it was asked; a query that is tried again asks again
 * @param rows rows that came
 * @param bytes bytes of them as Arrow; of files the bytes that were read
 * @param time that was waited for it; none for files, which the engine reads while it computes
 * @param errors how many of the queries failed there
 */
public record SourceRead(
        String connection, long queries, long rows, long bytes, Duration time, long errors) {
    /** No connection is called so. */
    public static final String FILES = "(files)";

    /** Both together, which are of one connection. */
    SourceRead plus(SourceRead other) {
        return new SourceRead(
                connection,
                queries + other.queries,
                rows + other.rows,
                bytes + other.bytes,
                time.plus(other.time),
                errors + other.errors);
    }
}
