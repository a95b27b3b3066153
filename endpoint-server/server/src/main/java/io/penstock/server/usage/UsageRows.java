package io.penstock.server.usage;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.ReadStatistics;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

import java.util.List;

/** What rows are about, as batches. Thread: one. */
final class UsageRows<T> implements BatchStream {
    private static final int BATCH = 8_192;

    private final ImmutableList<UsageColumn<T>> columns;
    private final List<T> subjects;
    private final BufferAllocator allocator = new RootAllocator();
    private final VectorSchemaRoot batch;
    private int next;

    /**
     * The rows.
     *
     * @param subjects must not change while they are read
     */
    UsageRows(Schema schema, ImmutableList<UsageColumn<T>> columns, List<T> subjects) {
        this.columns = columns;
        this.subjects = subjects;
        this.batch = VectorSchemaRoot.create(schema, allocator);
    }

    @Override
    public Schema schema() {
        return batch.getSchema();
    }

    @Override
    public boolean next() {
        int count = Math.min(BATCH, subjects.size() - next);
        if (count <= 0) {
            return false;
        }
        batch.clear();
        batch.allocateNew();
        for (int i = 0; i < columns.size(); i++) {
            for (int row = 0; row < count; row++) {
                columns.get(i).write(batch.getVector(i), row, subjects.get(next + row));
            }
        }
        batch.setRowCount(count);
        next += count;
        return true;
    }

    @Override
    public VectorSchemaRoot batch() {
        return batch;
    }

    @Override
    public ReadStatistics statistics() {
        return new ReadStatistics(next, 0);
    }

    @Override
    public void cancel() {}

    @Override
    public void close() {
        batch.close();
        allocator.close();
    }
}
