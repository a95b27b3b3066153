package io.penstock.query;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.EvictingQueue;
import com.google.common.collect.ImmutableList;

import io.penstock.spi.engine.QueryContext;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The queries that have not ended, whichever door they came through. Thread: safe for many. */
final class RunningQueries {
    private static final int REMEMBERED = 100;

    private final Set<RunningQuery> running = ConcurrentHashMap.newKeySet();
    private final SourceTotals read = new SourceTotals();
    private final EvictingQueue<CancelledQuery> cancelled = EvictingQueue.create(REMEMBERED);

    RunningQuery begin(QueryContext context) {
        RunningQuery query = new RunningQuery(context, new QueryReads(read));
        running.add(query);
        return query;
    }

    void end(RunningQuery query) {
        query.reads().ended();
        query.sinceCancel().ifPresent(took -> remember(query.cancelled(took)));
        running.remove(query);
    }

    private synchronized void remember(CancelledQuery query) {
        cancelled.add(query);
    }

    /** The last of those that were stopped, the oldest first. */
    synchronized ImmutableList<CancelledQuery> cancelled() {
        return ImmutableList.copyOf(cancelled);
    }

    /** The oldest first. */
    ImmutableList<QueryStatus> list() {
        return running.stream()
                .map(RunningQuery::status)
                .sorted(Comparator.comparing(QueryStatus::startedAt))
                .collect(toImmutableList());
    }

    /** What all of them read, and those that have ended. */
    ImmutableList<SourceRead> read() {
        return read.list();
    }

    boolean cancel(String id) {
        boolean found = false;
        for (RunningQuery query : running) {
            if (query.id().equals(id)) {
                query.cancel();
                found = true;
            }
        }
        return found;
    }

    void cancelAll() {
        running.forEach(RunningQuery::cancel);
    }
}
