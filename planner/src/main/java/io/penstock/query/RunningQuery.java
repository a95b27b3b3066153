package io.penstock.query;

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
    private volatile boolean readsHidden;
    private volatile Out out = new Out(0, 0, ReadStatistics.NONE);

    /** What went out and in so far; always from one moment. */
    private record Out(long rows, long bytes, ReadStatistics read) {}

    RunningQuery(QueryContext context) {
        this.context = context;
    }

    String id() {
        return context.id();
    }

    void enter(QueryStatus.State next) {
        state = next;
    }

    /** Numbers of what was read would count rows that are kept from the caller. */
    void hideReads(boolean hidden) {
        readsHidden = hidden;
    }

    private ReadStatistics read(BatchStream rows) {
        return readsHidden ? ReadStatistics.NONE : rows.statistics();
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
                now.read(),
                readsHidden ? OptionalDouble.empty() : context.progress());
    }

    /** The rows, counted as they go out. */
    BatchStream counted(BatchStream rows, Runnable atEnd) {
        return new Counted(rows, atEnd);
    }

    private void count(BatchStream rows) {
        long bytes = 0;
        VectorSchemaRoot batch = rows.batch();
        for (var vector : batch.getFieldVectors()) {
            bytes += vector.getBufferSize();
        }
        Out before = out;
        out = new Out(before.rows() + batch.getRowCount(), before.bytes() + bytes, read(rows));
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
            return read(rows);
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
