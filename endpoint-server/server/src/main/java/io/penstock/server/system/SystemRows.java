package io.penstock.server.system;

import io.penstock.query.listing.CatalogListing;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.ReadStatistics;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A system table's rows, in batches. Thread: one, except {@link #cancel}. */
final class SystemRows implements BatchStream {
    private static final int BATCH = 8_192;

    private final Schema schema;
    private final QueryContext context;
    private final List<@Nullable Object[]> rows;
    private final int[] columns;
    private final BufferAllocator allocator = new RootAllocator();
    private final VectorSchemaRoot batch;
    private int next;

    private SystemRows(
            Schema schema, QueryContext context, List<@Nullable Object[]> rows, int[] columns) {
        this.schema = schema;
        this.context = context;
        this.rows = rows;
        this.columns = columns;
        this.batch = VectorSchemaRoot.create(schema, allocator);
    }

    /**
     * The rows of a table.
     *
     * @param wanted some of its columns, found by their names
     */
    static SystemRows of(
            SystemTable table, Schema wanted, CatalogListing listing, QueryContext context) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        table.rows().each(listing, rows::add);
        List<String> names = table.schema().getFields().stream().map(Field::getName).toList();
        int[] columns =
                wanted.getFields().stream()
                        .mapToInt(field -> names.indexOf(field.getName()))
                        .toArray();
        return new SystemRows(wanted, context, rows, columns);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public boolean next() {
        context.check();
        int count = Math.min(BATCH, rows.size() - next);
        if (count <= 0) {
            return false;
        }
        for (int i = 0; i < columns.length; i++) {
            fill(batch.getVector(i), columns[i], count);
        }
        batch.setRowCount(count);
        next += count;
        return true;
    }

    private void fill(FieldVector vector, int column, int count) {
        vector.reset();
        for (int row = 0; row < count; row++) {
            Object value = rows.get(next + row)[column];
            if (value == null) {
                vector.setNull(row);
            } else if (vector instanceof VarCharVector texts) {
                texts.setSafe(row, value.toString().getBytes(StandardCharsets.UTF_8));
            } else {
                ((IntVector) vector).setSafe(row, (Integer) value);
            }
        }
        vector.setValueCount(count);
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
