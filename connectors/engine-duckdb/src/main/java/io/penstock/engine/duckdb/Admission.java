package io.penstock.engine.duckdb;

import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Admits a bounded number of queries at once, in the order in which they came. Thread: safe for
 * many at once.
 */
final class Admission {
    private final int permits;
    private final Semaphore free;

    Admission(int permits) {
        this.permits = permits;
        this.free = new Semaphore(permits, true);
    }

    /**
     * Waits for a permit, at most as long as the query may still take.
     *
     * @throws QueryException {@link EngineError#OVERLOADED} when none came free, {@link
     *     EngineError#CANCELLED} when the query was cancelled meanwhile
     */
    void enter(QueryContext context) {
        context.check();
        if (free.tryAcquire()) {
            return;
        }
        Waiter waiter = new Waiter(Thread.currentThread());
        context.onCancel(waiter::wake);
        boolean admitted;
        try {
            admitted = free.tryAcquire(context.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw cancelled(context, waiter, e);
        } finally {
            waiter.leave();
        }
        if (!admitted) {
            throw overloaded(context);
        }
    }

    private static QueryException cancelled(
            QueryContext context, Waiter waiter, InterruptedException cause) {
        if (!waiter.woken() && !context.isCancelled()) {
            Thread.currentThread().interrupt();
        }
        return new QueryException(EngineError.CANCELLED, "Query was cancelled", cause);
    }

    private QueryException overloaded(QueryContext context) {
        return new QueryException(
                EngineError.OVERLOADED,
                "All %d query permits were busy for %s s; try again later or ask the operator to raise engine-permits"
                        .formatted(permits, context.timeout().toMillis() / 1000.0));
    }

    /** Gives a permit back. */
    void leave() {
        free.release();
    }

    int permits() {
        return permits;
    }

    int running() {
        return permits - free.availablePermits();
    }

    int waiting() {
        return free.getQueueLength();
    }

    /** A thread that waits and may be woken by a cancellation, but only while it waits. */
    private static final class Waiter {
        private final Thread thread;
        private boolean waiting = true;
        private boolean woken;

        Waiter(Thread thread) {
            this.thread = thread;
        }

        synchronized void wake() {
            if (waiting) {
                woken = true;
                thread.interrupt();
            }
        }

        synchronized boolean woken() {
            return woken;
        }

        /** From now on nobody interrupts; an interrupt that came too late is taken back. */
        synchronized void leave() {
            waiting = false;
            if (woken) {
                Thread.interrupted();
            }
        }
    }
}
