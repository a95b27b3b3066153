package io.penstock.query;

import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.ReadStatistics;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Counts what a source gives for one scan, wherever its rows go. The time is what was spent waiting
 * for the source, so that a slow reader of the rows does not count as a slow source. Thread: the
 * one that reads, except {@link #read} and {@link #toFirstRow}.
 */
final class ScanMeter {
    private final Consumer<SourceRead> atEnd;
    private volatile SourceRead read;
    private volatile Duration toFirstRow = Duration.ZERO;

    /**
     * Nothing counted yet.
     *
     * @param atEnd is told what each reading of the scan gave, when that is closed
     */
    ScanMeter(String connection, Consumer<SourceRead> atEnd) {
        this.atEnd = atEnd;
        this.read = new SourceRead(connection, 0, 0, 0, Duration.ZERO, 0);
    }

    /** What came so far, of all readings. */
    SourceRead read() {
        return read;
    }

    /** From the question to the first row, or to the end without one; of the last reading. */
    Duration toFirstRow() {
        return toFirstRow;
    }

    /**
     * Starts a reading of the scan.
     *
     * @param source asks the source
     * @param whole is told how many rows it gave, when they were read to the last
     */
    BatchStream open(Supplier<BatchStream> source, LongConsumer whole) {
        long begun = System.nanoTime();
        SourceRead before = read;
        SourceRead asked = new SourceRead(before.connection(), 1, 0, 0, Duration.ZERO, 0);
        try {
            BatchStream rows = source.get();
            return new Counted(rows, begun, before, asked.plus(waited(begun)), whole);
        } catch (RuntimeException e) {
            SourceRead failed = asked.plus(failed(begun, e));
            read = before.plus(failed);
            atEnd.accept(failed);
            throw e;
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private SourceRead waited(long nanos) {
        return new SourceRead(read.connection(), 0, 0, 0, since(nanos), 0);
    }

    /** Who is stopped has not failed. */
    private SourceRead failed(long nanos, RuntimeException e) {
        boolean stopped = e instanceof QueryException q && q.code() == EngineError.CANCELLED;
        return new SourceRead(read.connection(), 0, 0, 0, since(nanos), stopped ? 0 : 1);
    }

    /** Bytes of a batch's buffers, as far as they hold rows. */
    static long bytes(VectorSchemaRoot batch) {
        long bytes = 0;
        for (FieldVector vector : batch.getFieldVectors()) {
            bytes += vector.getBufferSize();
        }
        return bytes;
    }

    /** One reading. */
    private final class Counted implements BatchStream {
        private final BatchStream rows;
        private final long begun;
        private final SourceRead before;
        private final LongConsumer whole;
        private volatile boolean stopped;
        private SourceRead mine;
        private boolean closed;

        Counted(
                BatchStream rows,
                long begun,
                SourceRead before,
                SourceRead mine,
                LongConsumer whole) {
            this.rows = rows;
            this.begun = begun;
            this.before = before;
            this.mine = mine;
            this.whole = whole;
            add(new SourceRead(mine.connection(), 0, 0, 0, Duration.ZERO, 0));
        }

        private void add(SourceRead more) {
            boolean first = mine.rows() == 0;
            mine = mine.plus(more);
            read = before.plus(mine);
            if (first) {
                toFirstRow = since(begun);
            }
        }

        @Override
        public boolean next() {
            long asked = System.nanoTime();
            try {
                boolean more = rows.next();
                add(more ? came(rows.batch(), asked) : waited(asked));
                if (!more && !stopped) {
                    whole.accept(mine.rows());
                }
                return more;
            } catch (RuntimeException e) {
                add(stopped ? waited(asked) : failed(asked, e));
                throw e;
            }
        }

        private SourceRead came(VectorSchemaRoot batch, long asked) {
            return new SourceRead(
                    mine.connection(), 0, batch.getRowCount(), bytes(batch), since(asked), 0);
        }

        @Override
        public Schema schema() {
            return rows.schema();
        }

        @Override
        public VectorSchemaRoot batch() {
            return rows.batch();
        }

        @Override
        public ReadStatistics statistics() {
            return new ReadStatistics(mine.rows(), mine.bytes());
        }

        @Override
        public void cancel() {
            stopped = true;
            rows.cancel();
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            try {
                rows.close();
            } finally {
                atEnd.accept(mine);
            }
        }
    }
}
