package io.penstock.planner.explain;

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
 */
public record Actual(
        String by,
        long rows,
        OptionalLong scanned,
        long bytes,
        Duration time,
        Optional<Duration> firstRow) {}
