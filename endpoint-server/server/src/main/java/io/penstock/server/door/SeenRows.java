package io.penstock.server.door;

import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.ReadStatistics;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * A result's rows on their way out: counts them, and notes the failure that ends them. Owner: who
 * closes it closes the rows behind. Thread: one, except {@link #cancel}.
 */
public final class SeenRows implements BatchStream {
    private final BatchStream inner;
    private @Nullable RuntimeException failure;
    private long rows;
    private long last;

    /** Nothing seen yet. */
    public SeenRows(BatchStream inner) {
        this.inner = inner;
    }

    @Override
    public boolean next() {
        try {
            boolean more = inner.next();
            last = more ? inner.batch().getRowCount() : 0;
            rows += last;
            return more;
        } catch (RuntimeException e) {
            failure = e;
            last = 0;
            throw e;
        }
    }

    /** Rows of all batches that were taken. */
    public long rows() {
        return rows;
    }

    /** Rows of all batches but the one at hand: whoever takes the next has done with the last. */
    public long rowsBefore() {
        return rows - last;
    }

    /** What ended the rows before their end. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public Schema schema() {
        return inner.schema();
    }

    @Override
    public VectorSchemaRoot batch() {
        return inner.batch();
    }

    @Override
    public ReadStatistics statistics() {
        return inner.statistics();
    }

    @Override
    public void cancel() {
        inner.cancel();
    }

    @Override
    public void close() {
        inner.close();
    }
}
