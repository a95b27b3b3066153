package io.penstock.query;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.ReadStatistics;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * A query that has not ended, at one moment.
 *
 * @param id its id, by which it can be cancelled
 * @param caller whose it is, and the door it came through
 * @param startedAt when it came in
 * @param rows rows that went out so far
 * @param bytes bytes of them, as Arrow; formats write more or fewer
 * @param read what was read at sources and from files so far, as far as known
 * @param sources the same by source, in the order in which they were asked
 * @param progress how far the engine is, from 0 to 1; empty when it doesn't know
 */
public record QueryStatus(
        String id,
        Caller caller,
        State state,
        Instant startedAt,
        long rows,
        long bytes,
        ReadStatistics read,
        ImmutableList<SourceRead> sources,
        OptionalDouble progress) {

    /** What a query is at. */
    public enum State {
        /** Its plan is looked up or made. */
        PLANNING,
        /** Others work, and it waits for its turn. */
        WAITING,
        /** The first rows are worked on. */
        RUNNING,
        /** Rows go out. */
        RETURNING,
        /** Somebody asked it to stop; it will in a moment. */
        CANCELLING
    }
}
