package io.penstock.server.door;

import io.penstock.query.QueryResult;
import io.penstock.spi.engine.QueryContext;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A statement that runs. Closing it ends it, lets its deployment go and writes its line to the log;
 * a failure of its rows is noticed by itself. Owner: whoever started it closes it. Thread: one,
 * except {@link #cancel} and {@link #abandon}.
 */
public final class RunningSql implements AutoCloseable {
    private final Call call;
    private final QueryContext context;
    private final SeenRows rows;
    private final QueryResult result;
    private final CallLog log;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean abandoned;

    RunningSql(Call call, QueryContext context, QueryResult result, CallLog log, Runnable release) {
        this.call = call;
        this.context = context;
        this.rows = new SeenRows(result.rows());
        this.result = result.through(unseen -> rows);
        this.log = log;
        this.release = release;
    }

    /** The query's id. */
    public String id() {
        return call.id();
    }

    /** Columns and rows; closing them is this one's business. */
    public QueryResult result() {
        return result;
    }

    /** Asks it to stop; from any thread. */
    public void cancel() {
        context.cancel();
    }

    /**
     * Asks it to stop, because the client wants no more of it, which is no failure; from any
     * thread.
     */
    public void abandon() {
        abandoned = true;
        context.cancel();
    }

    /** Throws when somebody has asked it to stop. */
    public void check() {
        context.check();
    }

    /** So many bytes have gone to the client, for the log. */
    public void sent(long bytes) {
        call.sentBytes(bytes);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            call.read(result.rows().statistics());
            result.close();
        } finally {
            call.readOf(result.reads());
            release.run();
            write();
        }
    }

    private void write() {
        call.sentRows(rows.rows());
        rows.failure()
                .filter(failure -> !abandoned)
                .ifPresentOrElse(
                        failure -> log.failed(call, Failure.of(failure, call.id()), failure),
                        () -> log.good(call));
    }
}
