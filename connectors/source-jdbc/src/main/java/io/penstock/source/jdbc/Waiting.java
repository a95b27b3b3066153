package io.penstock.source.jdbc;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Who waits for a connection of one pool. As long as connections are given out again and again,
 * everybody may wait; when none has been for a while, only so many, and whoever comes then is told
 * at once: a database that hangs must not keep all callers of a server waiting. Thread: safe for
 * many at once.
 */
final class Waiting {
    private final int most;
    private final long patience;
    private final LongSupplier clock;
    private int waiting;

    /** Whether the last one who waited got a connection. */
    private boolean moves = true;

    private long movedAt;

    /**
     * Nobody waits.
     *
     * @param most how many may wait for a pool that stands still
     * @param patience how long none is given out before it counts as standing still
     * @param clock in nanoseconds, as {@link System#nanoTime}
     */
    Waiting(int most, Duration patience, LongSupplier clock) {
        this.most = most;
        this.patience = patience.toNanos();
        this.clock = clock;
    }

    /**
     * One more; whoever may wait calls {@link #leave} in any case.
     *
     * @return whether it may wait
     */
    synchronized boolean enter() {
        long now = clock.getAsLong();
        if (waiting == 0 && moves) {
            movedAt = now;
        }
        if (waiting >= most && now - movedAt > patience) {
            return false;
        }
        waiting++;
        return true;
    }

    /**
     * One less.
     *
     * @param given whether it has got a connection
     */
    synchronized void leave(boolean given) {
        waiting--;
        moves = given;
        if (given) {
            movedAt = clock.getAsLong();
        }
    }
}
