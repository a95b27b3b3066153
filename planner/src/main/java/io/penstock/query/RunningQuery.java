package io.penstock.query;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.ReadStatistics;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A query from its arrival to its last row, and what others may know of it meanwhile. Thread: the
 * query's, except {@link #status} and {@link #cancel}.
 */
final class RunningQuery {
    private final QueryContext context;
    private final Instant startedAt = Instant.now();
    private volatile QueryStatus.State state = QueryStatus.State.PLANNING;
    private final QueryReads reads;
    private volatile boolean readsHidden;
    private volatile Out out = new Out(0, 0);

    /** What went out so far; always from one moment. */
    private record Out(long rows, long bytes) {}

    RunningQuery(QueryContext context, QueryReads reads) {
        this.context = context;
        this.reads = reads;
    }

    /** Counts what is read for it. */
    QueryReads reads() {
        return reads;
    }

    String id() {
        return context.id();
    }

    void enter(QueryStatus.State next) {
        state = next;
    }

    /** Returns when the query may work. */
    void awaitTurn() {
        QueryStatus.State before = state;
        state = QueryStatus.State.WAITING;
        context.awaitTurn();
        state = before;
    }

    /** Numbers of what was read would count rows that are kept from the caller. */
    void hideReads(boolean hidden) {
        readsHidden = hidden;
    }

    private ReadStatistics shownReads() {
        return readsHidden ? ReadStatistics.NONE : reads.total();
    }

    private ImmutableList<SourceRead> shownSources() {
        return readsHidden ? ImmutableList.of() : reads.bySource();
    }

    void cancel() {
        context.cancel();
    }

    /** Since somebody asked it to stop. */
    Optional<Duration> sinceCancel() {
        return context.sinceCancel();
    }

    CancelledQuery cancelled(Duration took) {
        return new CancelledQuery(context.id(), context.caller(), took);
    }

    QueryStatus status() {
        Out now = out;
        return new QueryStatus(
                context.id(),
                context.caller(),
                context.isCancelled() ? QueryStatus.State.CANCELLING : state,
                startedAt,
                now.rows(),
                now.bytes(),
                shownReads(),
                shownSources(),
                readsHidden ? OptionalDouble.empty() : context.progress());
    }

    /** The rows, counted as they go out. */
    BatchStream counted(BatchStream rows, Runnable atEnd) {
        return new Counted(rows, atEnd);
    }

    private void count(BatchStream rows) {
        VectorSchemaRoot batch = rows.batch();
        Out before = out;
        out = new Out(before.rows() + batch.getRowCount(), before.bytes() + ScanMeter.bytes(batch));
    }

    private final class Counted implements BatchStream {
        private final BatchStream rows;
        private final Runnable atEnd;

        Counted(BatchStream rows, Runnable atEnd) {
            this.rows = rows;
            this.atEnd = atEnd;
        }

        @Override
        public Schema schema() {
            return rows.schema();
        }

        @Override
        public boolean next() {
            if (!rows.next()) {
                return false;
            }
            count(rows);
            return true;
        }

        @Override
        public VectorSchemaRoot batch() {
            return rows.batch();
        }

        @Override
        public ReadStatistics statistics() {
            return shownReads();
        }

        @Override
        public void cancel() {
            context.cancel();
        }

        @Override
        public void close() {
            try {
                rows.close();
            } finally {
                atEnd.run();
            }
        }
    }
}
