package io.penstock.spi.engine;

import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * One running query, seen from below: its id, who asks, its deadline, whether somebody asked it to
 * stop, and how far it has come. Thread: safe for many at once.
 */
public final class QueryContext {
    private final String id;
    private final Caller caller;
    private final Duration timeout;
    private final long deadlineNanos;
    private final List<Runnable> onCancel = new ArrayList<>();
    private final AtomicLong elsewhereNanos = new AtomicLong();
    private boolean cancelled;
    private long cancelledAtNanos;
    private volatile Supplier<OptionalDouble> progress = OptionalDouble::empty;
    private volatile Turn turn = Turn.NOW;

    /** Starts the clock of a query of the server's own. */
    public QueryContext(String id, Duration timeout) {
        this(id, Caller.INSIDE, timeout);
    }

    /**
     * Starts the clock.
     *
     * @param id the query's id, for logs and errors
     * @param caller who asks
     * @param timeout how long the query may take from now on
     */
    public QueryContext(String id, Caller caller, Duration timeout) {
        this.id = id;
        this.caller = caller;
        this.timeout = timeout;
        this.deadlineNanos = System.nanoTime() + timeout.toNanos();
    }

    /** The query's id. */
    public String id() {
        return id;
    }

    /** Who asks. */
    public Caller caller() {
        return caller;
    }

    /**
     * The engine says how to ask it how far the query is; the answer is from 0 to 1, and empty
     * while nobody knows. It is asked from any thread and must not wait.
     */
    public void reportProgress(Supplier<OptionalDouble> howFar) {
        progress = howFar;
    }

    /** How far the query is, from 0 to 1; empty when the engine doesn't know. */
    public OptionalDouble progress() {
        return progress.get();
    }

    /** The door says whom the query has to ask before it works. */
    public QueryContext takingTurns(Turn whose) {
        turn = whose;
        return this;
    }

    /**
     * Called before anything that takes the processors for long, also more than once.
     *
     * @throws QueryException as {@link Turn#await} does
     */
    public void awaitTurn() {
        turn.await(this);
    }

    /** A thread that the caller doesn't see was busy with the query for so many nanoseconds. */
    public void workedElsewhere(long busyNanos) {
        elsewhereNanos.addAndGet(busyNanos);
    }

    /**
     * For how many nanoseconds threads that the caller doesn't see kept a processor busy; without
     * those that an engine keeps for all queries.
     */
    public long elsewhereNanos() {
        return elsewhereNanos.get();
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
            if (!cancelled) {
                cancelled = true;
                cancelledAtNanos = System.nanoTime();
            }
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

    /** How long ago somebody first asked the query to stop; empty when nobody has. */
    public synchronized Optional<Duration> sinceCancel() {
        return cancelled
                ? Optional.of(Duration.ofNanos(System.nanoTime() - cancelledAtNanos))
                : Optional.empty();
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
