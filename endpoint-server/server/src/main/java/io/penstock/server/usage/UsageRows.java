package io.penstock.server.usage;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.ReadStatistics;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of a table that gather in vectors: what they are about need not be kept until they are
 * written. They can be read again and again, and grow in between. Owner: whoever made it closes it.
 * Thread: one.
 */
final class UsageRows<T> implements AutoCloseable {
    private static final int BATCH = 8_192;

    /** Most tables get few rows; vectors grow where there are more. */
    private static final int AT_FIRST = 256;

    private final Schema schema;
    private final ImmutableList<UsageColumn<T>> columns;
    private final BufferAllocator allocator = new RootAllocator();
    private final List<VectorSchemaRoot> batches = new ArrayList<>();
    private int size;

    /** None yet. */
    UsageRows(UsageTable<T> table) {
        this.schema = table.schema();
        this.columns = table.columns();
    }

    /** One more. */
    void add(T subject) {
        int row = size % BATCH;
        if (row == 0) {
            count();
            batches.add(batch());
        }
        VectorSchemaRoot batch = batches.getLast();
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).write(batch.getVector(i), row, subject);
        }
        size++;
    }

    private VectorSchemaRoot batch() {
        VectorSchemaRoot batch = VectorSchemaRoot.create(schema, allocator);
        batch.getFieldVectors().forEach(vector -> vector.setInitialCapacity(AT_FIRST));
        batch.allocateNew();
        return batch;
    }

    /** Tells the last batch how many rows it has. */
    private void count() {
        if (!batches.isEmpty()) {
            batches.getLast().setRowCount((size - 1) % BATCH + 1);
        }
    }

    /** How many there are. */
    int size() {
        return size;
    }

    /** Those that are there now; closing it leaves them where they are. */
    BatchStream stream() {
        count();
        return new Batches(schema, batches);
    }

    private static final class Batches implements BatchStream {
        private final Schema schema;
        private final List<VectorSchemaRoot> batches;
        private int next;
        private long rows;

        Batches(Schema schema, List<VectorSchemaRoot> batches) {
            this.schema = schema;
            this.batches = batches;
        }

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public boolean next() {
            if (next == batches.size()) {
                return false;
            }
            next++;
            rows += batch().getRowCount();
            return true;
        }

        @Override
        public VectorSchemaRoot batch() {
            return batches.get(next - 1);
        }

        @Override
        public ReadStatistics statistics() {
            return new ReadStatistics(rows, 0);
        }

        @Override
        public void cancel() {}

        @Override
        public void close() {}
    }

    @Override
    public void close() {
        batches.forEach(VectorSchemaRoot::close);
        allocator.close();
    }
}
