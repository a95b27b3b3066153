package io.penstock.spi.engine;

import com.google.common.collect.ImmutableList;

import java.nio.file.Path;

/**
 * Runs plans. Owner: whoever opened it closes it. Thread: safe for many at once; each call blocks
 * its own thread.
 */
public interface Engine extends AutoCloseable {

    /** The engine's name, as in {@link io.penstock.spi.EngineFactory#name}. */
    String name();

    /**
     * Starts a plan and returns its rows, with exactly the plan's schema. Waits for a permit first.
     *
     * @param scans opens the plan's scans at their sources; called on the engine's own threads
     * @return the rows; the caller closes it, which gives the permit back and stops what still runs
     * @throws io.penstock.spi.error.QueryException when the plan fails before its first row
     * @throws ValueNotSentException when a value for a scan fails, or is none that a source takes
     */
    BatchStream run(EnginePlan plan, ScanReader scans, QueryContext context);

    /**
     * Lets these folders be read too, besides those of {@link EngineSettings#readable}: before the
     * first query of a reloaded catalog. What could be read stays readable, because a reload that
     * is refused leaves the old catalog serving.
     *
     * @throws io.penstock.spi.error.QueryException when the engine can't be widened; it then goes
     *     on as before
     */
    void allow(ImmutableList<Path> readable);

    /** How busy it is, for metrics. */
    EngineStatus status();

    /** Ends running queries and gives everything back. */
    @Override
    void close();
}
