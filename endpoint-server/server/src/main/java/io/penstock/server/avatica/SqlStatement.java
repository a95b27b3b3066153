package io.penstock.server.avatica;

import io.penstock.query.StatementShape;
import io.penstock.server.door.CallWatch;
import io.penstock.server.door.RunningSql;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import org.apache.calcite.avatica.Meta;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A statement of a connection: its prepared text if it has one, and the result it has open if it
 * has one. Owner: its connection closes it. Thread: safe for many at once; calls that read wait for
 * each other, {@link #cancel} and {@link #close} don't wait for the query's end.
 */
final class SqlStatement {
    private final int id;
    private final Optional<Prepared> prepared;
    private final CallWatch watch;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable QueryContext running;
    private volatile long usedAt = System.nanoTime();
    private volatile boolean closed;
    private @Nullable OpenResult open;
    private boolean swept;

    /** A text and what it takes and gives. */
    record Prepared(String sql, StatementShape shape) {}

    SqlStatement(int id, Optional<Prepared> prepared, CallWatch watch) {
        this.id = id;
        this.prepared = prepared;
        this.watch = watch;
    }

    int id() {
        return id;
    }

    Optional<Prepared> prepared() {
        return prepared;
    }

    /** When it was last used, on the clock of {@link System#nanoTime}. */
    long usedAt() {
        return usedAt;
    }

    /** What a query has begun with. */
    record Begun(OpenResult result, Meta.Signature signature) {}

    /** The first rows of a query, and what they are. */
    record First(Meta.Signature signature, Meta.Frame frame) {}

    /**
     * Runs a query in the place of the one before.
     *
     * @param start begins it, blocking until its first rows are there
     * @param asked rows that the client would like
     */
    First execute(QueryContext context, Function<QueryContext, Begun> start, int asked, Wire wire) {
        cancel();
        reading.lock();
        try (CallWatch.Call call = watch.begin(context)) {
            closeResult();
            swept = false;
            running = context;
            requireOpen();
            Begun begun = call.run(() -> start.apply(context));
            open = begun.result();
            return new First(
                    begun.signature(), call.run(() -> begun.result().next(0, asked, wire)));
        } catch (RuntimeException e) {
            closeResult();
            throw e;
        } finally {
            leave();
        }
    }

    /** The next rows; absent when no result is open. */
    Optional<Meta.Frame> fetch(long offset, int asked, Wire wire) {
        reading.lock();
        try {
            OpenResult result = open;
            QueryContext context = running;
            if (result == null || context == null) {
                requireNotSwept();
                return Optional.empty();
            }
            return Optional.of(next(result, context, offset, asked, wire));
        } finally {
            leave();
        }
    }

    private Meta.Frame next(
            OpenResult result, QueryContext context, long offset, int asked, Wire wire) {
        try (CallWatch.Call call = watch.begin(context)) {
            return call.run(() -> result.next(offset, asked, wire));
        } catch (RuntimeException e) {
            closeResult();
            throw e;
        }
    }

    private void leave() {
        usedAt = System.nanoTime();
        OpenResult result = open;
        if (closed || (result != null && result.isDone())) {
            closeResult();
        }
        reading.unlock();
        if (closed) {
            // Whoever closed it in between found the lock taken.
            close();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new QueryException(EngineError.CANCELLED, "The statement was closed");
        }
    }

    private void requireNotSwept() {
        if (swept) {
            throw new QueryException(
                    AvaticaError.ROWS_GONE,
                    "The result was closed because nobody had read from it for too long;"
                            + " run the query again");
        }
    }

    private void closeResult() {
        OpenResult result = open;
        open = null;
        running = null;
        if (result != null) {
            result.close();
        }
    }

    /**
     * Stops the query that runs or waits to be read.
     *
     * @return whether there was one
     */
    boolean cancel() {
        QueryContext context = running;
        if (context == null) {
            return false;
        }
        context.cancel();
        return true;
    }

    /** Closes a result that has waited since before then, unless somebody is reading it. */
    void sweep(long before) {
        if (usedAt - before < 0 && reading.tryLock()) {
            try {
                if (open != null) {
                    closeResult();
                    swept = true;
                }
            } finally {
                reading.unlock();
            }
        }
    }

    /** Whether a result is open. */
    boolean isReading() {
        return running != null;
    }

    /** Stops what runs; a reader that is inside gives everything back itself. */
    void close() {
        closed = true;
        cancel();
        if (reading.tryLock()) {
            try {
                closeResult();
            } finally {
                reading.unlock();
            }
        }
    }

    /** Begins a query's result. */
    static Begun begun(RunningSql sql, Function<RunningSql, Begun> make) {
        try {
            return make.apply(sql);
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }
}
