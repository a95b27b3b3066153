package io.penstock.server.flight;

import io.penstock.server.door.SqlCall;
import io.penstock.spi.engine.QueryContext;

import java.util.HashSet;
import java.util.Set;

/**
 * A statement that somebody has a ticket for; whoever reads the ticket runs it. Thread: safe for
 * many at once.
 */
final class TicketedStatement {
    private final SqlCall call;
    private final Set<QueryContext> running = new HashSet<>();
    private boolean cancelled;

    TicketedStatement(SqlCall call) {
        this.call = call;
    }

    SqlCall call() {
        return call;
    }

    /** A run begins; one of a cancelled ticket is stopped at once. */
    synchronized void began(QueryContext run) {
        running.add(run);
        if (cancelled) {
            run.cancel();
        }
    }

    synchronized void ended(QueryContext run) {
        running.remove(run);
    }

    /** Stops all runs; there will be no other. */
    void cancel() {
        Set<QueryContext> toStop;
        synchronized (this) {
            cancelled = true;
            toStop = Set.copyOf(running);
        }
        toStop.forEach(QueryContext::cancel);
    }
}
