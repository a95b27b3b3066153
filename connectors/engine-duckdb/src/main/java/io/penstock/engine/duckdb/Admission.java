package io.penstock.engine.duckdb;

import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Admits a bounded number of queries at once, in the order in which they came. A result that nobody
 * reads takes no processor: DuckDB stops when what it made ahead is not fetched. So whoever waits
 * is lent the permit of a result from which nobody has read for a while. When somebody reads it
 * again that goes on at once, and new queries wait until no more run than there are permits: who
 * reads on may be what others wait for.
 *
 * <p>Thread: safe for many at once.
 */
final class Admission {
    /** Nobody reads a result that was left alone for so long. */
    static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How often whoever is next looks for a result that nobody reads. */
    private static final long LOOK_NANOS = REST_NANOS / 4;

    /** Each result that nobody reads keeps some megabytes at the engine. */
    private static final int LENT_FOR_EACH = 16;

    private final int permits;
    private final BooleanSupplier mayLend;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Condition> waiters = new ArrayDeque<>();

    /** Permits of results that nobody reads now; the one that was read longest ago is first. */
    private final Set<Permit> resting = new LinkedHashSet<>();

    private int running;
    private int lent;

    /**
     * Nobody inside.
     *
     * @param permits how many queries run at once
     * @param mayLend whether there is memory for more results that stay open unread
     */
    Admission(int permits, BooleanSupplier mayLend) {
        this.permits = permits;
        this.mayLend = mayLend;
    }

    private enum Use {
        READ,
        RESTS,
        LENT,
        OVER
    }

    /** A query's right to run. Thread: safe for many at once. */
    final class Permit {
        private Use use = Use.READ;
        private long restsSince;

        /** Somebody reads; never waits. */
        void read() {
            lock.lock();
            try {
                switch (use) {
                    case RESTS -> resting.remove(this);
                    case LENT -> {
                        lent--;
                        running++;
                    }
                    case READ, OVER -> {
                        return;
                    }
                }
                use = Use.READ;
            } finally {
                lock.unlock();
            }
        }

        /** Nobody reads until further notice. */
        void rest() {
            lock.lock();
            try {
                if (use == Use.READ) {
                    use = Use.RESTS;
                    restsSince = System.nanoTime();
                    resting.add(this);
                }
            } finally {
                lock.unlock();
            }
        }

        /** The query is over; more often than once is no harm. */
        void leave() {
            lock.lock();
            try {
                switch (use) {
                    case READ -> running--;
                    case RESTS -> {
                        running--;
                        resting.remove(this);
                    }
                    case LENT -> lent--;
                    case OVER -> {
                        return;
                    }
                }
                use = Use.OVER;
                wakeNext();
            } finally {
                lock.unlock();
            }
        }

        private void lend() {
            use = Use.LENT;
            running--;
            lent++;
        }
    }

    /**
     * Waits for a permit, at most as long as the query may still take.
     *
     * @return for the query, which leaves it
     * @throws QueryException {@link EngineError#OVERLOADED} when none came free, {@link
     *     EngineError#CANCELLED} when the query was cancelled meanwhile
     */
    Permit enter(QueryContext context) {
        context.check();
        lock.lock();
        try {
            if (!waiters.isEmpty() || !hasPermit()) {
                await(context);
            }
            running++;
            return new Permit();
        } finally {
            lock.unlock();
        }
    }

    private void await(QueryContext context) {
        Condition turn = lock.newCondition();
        waiters.addLast(turn);
        try {
            context.onCancel(() -> wake(turn));
            while (waiters.peekFirst() != turn || !hasPermit()) {
                await(turn, context);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueryException(EngineError.CANCELLED, "Query was cancelled", e);
        } finally {
            waiters.remove(turn);
            wakeNext();
        }
    }

    private void await(Condition turn, QueryContext context) throws InterruptedException {
        if (context.isCancelled()) {
            throw new QueryException(EngineError.CANCELLED, "Query was cancelled");
        }
        long left = context.remaining().toNanos();
        if (left <= 0) {
            throw overloaded(context);
        }
        boolean isNext = waiters.peekFirst() == turn;
        long unused = turn.awaitNanos(isNext ? Math.min(left, LOOK_NANOS) : left);
    }

    /** One that is free, or one that is lent. */
    private boolean hasPermit() {
        if (running < permits) {
            return true;
        }
        // More than there are permits run when several are read on.
        while (running >= permits && lendOldest()) {}
        return running < permits;
    }

    private boolean lendOldest() {
        Iterator<Permit> oldest = resting.iterator();
        if (lent >= LENT_FOR_EACH * permits || !oldest.hasNext() || !mayLend.getAsBoolean()) {
            return false;
        }
        Permit permit = oldest.next();
        if (System.nanoTime() - permit.restsSince < REST_NANOS) {
            return false;
        }
        oldest.remove();
        permit.lend();
        return true;
    }

    private void wake(Condition turn) {
        lock.lock();
        try {
            turn.signal();
        } finally {
            lock.unlock();
        }
    }

    private void wakeNext() {
        Condition next = waiters.peekFirst();
        if (next != null) {
            next.signal();
        }
    }

    private QueryException overloaded(QueryContext context) {
        return new QueryException(
                EngineError.OVERLOADED,
                "All %d query permits were busy for %s s; try again later or ask the operator to raise engine-permits"
                        .formatted(permits, context.timeout().toMillis() / 1000.0));
    }

    int permits() {
        return permits;
    }

    /** How many queries have a permit. */
    int running() {
        return counted(() -> running);
    }

    /** How many wait for one. */
    int waiting() {
        return counted(waiters::size);
    }

    /** How many results are open whose permits are lent to others. */
    int unread() {
        return counted(() -> lent);
    }

    private int counted(IntSupplier count) {
        lock.lock();
        try {
            return count.getAsInt();
        } finally {
            lock.unlock();
        }
    }
}
