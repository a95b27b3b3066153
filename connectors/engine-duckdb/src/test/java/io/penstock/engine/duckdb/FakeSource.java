package io.penstock.engine.duckdb;

import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.ReadStatistics;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A source that counts: number columns give the row's number, text columns {@code t} and the
 * number. It fills the same vectors again for each batch.
 */
final class FakeSource implements BatchStream {
    private static final int BATCH = 1000;

    final AtomicBoolean cancelled = new AtomicBoolean();
    final AtomicBoolean closed = new AtomicBoolean();
    private final BufferAllocator allocator = new RootAllocator();
    private final VectorSchemaRoot root;
    private final long rows;
    private final long failsAt;
    private final long stallsAt;
    private final CountDownLatch go = new CountDownLatch(1);
    private long next;

    private FakeSource(Schema schema, long rows, long failsAt, long stallsAt) {
        this.root = VectorSchemaRoot.create(schema, allocator);
        this.rows = rows;
        this.failsAt = failsAt;
        this.stallsAt = stallsAt;
    }

    static FakeSource counting(Schema schema, long rows) {
        return new FakeSource(schema, rows, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    static FakeSource failing(Schema schema, long after) {
        return new FakeSource(schema, Long.MAX_VALUE, after, Long.MAX_VALUE);
    }

    /** Gives nothing more after so many rows until it is cancelled. */
    static FakeSource stalling(Schema schema, long after) {
        return new FakeSource(schema, Long.MAX_VALUE, Long.MAX_VALUE, after);
    }

    @Override
    public Schema schema() {
        return root.getSchema();
    }

    @Override
    public boolean next() {
        if (next >= failsAt) {
            throw new QueryException(SourceError.UNREACHABLE, "The database went away");
        }
        if (next >= stallsAt) {
            stall();
        }
        int size = (int) Math.min(BATCH, rows - next);
        if (size <= 0 || cancelled.get()) {
            return false;
        }
        for (FieldVector vector : root.getFieldVectors()) {
            vector.reset();
            for (int row = 0; row < size; row++) {
                set(vector, row, next + row);
            }
        }
        root.setRowCount(size);
        next += size;
        return true;
    }

    private void stall() {
        try {
            go.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void set(FieldVector vector, int row, long value) {
        if (vector instanceof BigIntVector numbers) {
            numbers.setSafe(row, value);
        } else {
            ((VarCharVector) vector).setSafe(row, ("t" + value).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public VectorSchemaRoot batch() {
        return root;
    }

    @Override
    public ReadStatistics statistics() {
        return ReadStatistics.NONE;
    }

    @Override
    public void cancel() {
        cancelled.set(true);
        go.countDown();
    }

    @Override
    public void close() {
        closed.set(true);
        root.close();
        allocator.close();
    }
}
