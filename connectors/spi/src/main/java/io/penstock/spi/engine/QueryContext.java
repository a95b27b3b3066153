package io.penstock.spi.engine;

import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One running query, seen from below: its id, its deadline, and whether somebody asked it to stop.
 * Thread: safe for many at once.
 */
public final class QueryContext {
    private final String id;
    private final Duration timeout;
    private final long deadlineNanos;
    private final List<Runnable> onCancel = new ArrayList<>();
    private boolean cancelled;

    /**
     * Starts the clock.
     *
     * @param id the query's id, for logs and errors
     * @param timeout how long the query may take from now on
     */
    public QueryContext(String id, Duration timeout) {
        this.id = id;
        this.timeout = timeout;
        this.deadlineNanos = System.nanoTime() + timeout.toNanos();
    }

    /** The query's id. */
    public String id() {
        return id;
    }

    /** How long the query may take in all. */
    public Duration timeout() {
        return timeout;
    }

    /** How much of that is left; never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }

    /** Stops the query; what was registered runs once, on this thread. */
    public void cancel() {
        List<Runnable> toRun;
        synchronized (this) {
            cancelled = true;
            toRun = List.copyOf(onCancel);
            onCancel.clear();
        }
        toRun.forEach(Runnable::run);
    }

    /**
     * Registers what stops a part of the query; runs at once when the query is already cancelled.
     */
    public void onCancel(Runnable stop) {
        synchronized (this) {
            if (!cancelled) {
                onCancel.add(stop);
                return;
            }
        }
        stop.run();
    }

    /** Whether somebody asked the query to stop. */
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /**
     * Passes while the query may go on.
     *
     * @throws QueryException {@link EngineError#CANCELLED} or {@link EngineError#TIMEOUT}
     */
    public void check() {
        if (isCancelled()) {
            throw new QueryException(EngineError.CANCELLED, "Query was cancelled");
        }
        if (System.nanoTime() - deadlineNanos >= 0) {
            throw timeoutError();
        }
    }

    /** The error of a query that took too long. */
    public QueryException timeoutError() {
        return new QueryException(
                EngineError.TIMEOUT,
                "Query took longer than its limit of %s s; make it smaller or ask the operator to raise query-timeout"
                        .formatted(timeout.toMillis() / 1000.0));
    }
}
