package io.penstock.planner.explain;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.engine.RunProfile;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an operator did in one run.
 *
 * @param by who ran it: a connection, or the engine's operator as the engine calls it
 * @param rows that it gave
 * @param scanned rows it looked at, where it reads files
 * @param bytes of the rows that it gave
 * @param time at a source what was waited for it; in the engine what all threads spent in it
 * @param firstRow from the question to a source's first row
 * @param keys what became of the keys that a source may be sent, in the order of their places
 */
public record Actual(
        String by,
        long rows,
        OptionalLong scanned,
        long bytes,
        Duration time,
        Optional<Duration> firstRow,
        ImmutableList<RunProfile.Keys> keys) {

    /** What was done without regard to keys. */
    public Actual(
            String by,
            long rows,
            OptionalLong scanned,
            long bytes,
            Duration time,
            Optional<Duration> firstRow) {
        this(by, rows, scanned, bytes, time, firstRow, ImmutableList.of());
    }

    /** The same with what became of keys. */
    public Actual with(ImmutableList<RunProfile.Keys> newKeys) {
        return new Actual(by, rows, scanned, bytes, time, firstRow, newKeys);
    }
}
