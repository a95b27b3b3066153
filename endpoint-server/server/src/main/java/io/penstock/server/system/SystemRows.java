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

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A system table's rows, in batches. Thread: one, except {@link #cancel}. */
final class SystemRows implements BatchStream {
    private static final int BATCH = 8_192;

    private final Schema schema;
    private final QueryContext context;
    private final SystemTable.Cells cells;
    private final int[] columns;
    private final BufferAllocator allocator = new RootAllocator();
    private final VectorSchemaRoot batch;
    private int next;

    private SystemRows(
            Schema schema, QueryContext context, SystemTable.Cells cells, int[] columns) {
        this.schema = schema;
        this.context = context;
        this.cells = cells;
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
        List<String> names = table.schema().getFields().stream().map(Field::getName).toList();
        int[] columns =
                wanted.getFields().stream()
                        .mapToInt(field -> names.indexOf(field.getName()))
                        .toArray();
        return new SystemRows(wanted, context, table.rows().of(listing), columns);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public boolean next() {
        context.check();
        int count = Math.min(BATCH, cells.rows() - next);
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
        switch (vector) {
            case VarCharVector texts -> fill(texts, column, count);
            case IntVector numbers -> fill(numbers, column, count);
            default -> throw new IllegalArgumentException("a column of " + vector.getField());
        }
        vector.setValueCount(count);
    }

    /** A text is mostly the one of the row before: a schema's name, a table's, a type's. */
    private void fill(VarCharVector vector, int column, int count) {
        Object before = null;
        byte[] utf8 = {};
        for (int row = 0; row < count; row++) {
            Object value = cells.value(next + row, column);
            if (value == null) {
                vector.setNull(row);
                continue;
            }
            if (!value.equals(before)) {
                utf8 = value.toString().getBytes(StandardCharsets.UTF_8);
                before = value;
            }
            vector.setSafe(row, utf8);
        }
    }

    private void fill(IntVector vector, int column, int count) {
        for (int row = 0; row < count; row++) {
            Object value = cells.value(next + row, column);
            if (value == null) {
                vector.setNull(row);
            } else {
                vector.setSafe(row, (Integer) value);
            }
        }
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
