package io.penstock.query;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.ReadStatistics;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;

/** One row that was known before anything ran. Owner, thread: as any stream. */
final class ConstantStream implements BatchStream {
    private final VectorSchemaRoot row;
    private final QueryContext context;
    private boolean read;

    /**
     * A stream of one row.
     *
     * @param values one for each column, of the classes of {@link io.penstock.spi.sql.BoundValue}
     */
    ConstantStream(
            Schema schema,
            ImmutableList<Cell> values,
            QueryContext context,
            BufferAllocator allocator) {
        this.row = VectorSchemaRoot.create(schema, allocator);
        this.context = context;
        List<FieldVector> columns = row.getFieldVectors();
        for (int i = 0; i < columns.size(); i++) {
            put(columns.get(i), values.get(i).value());
        }
        row.setRowCount(1);
    }

    /** A value that may be NULL, which no list holds. */
    record Cell(@Nullable Object value) {}

    private static void put(FieldVector column, @Nullable Object value) {
        column.setInitialCapacity(1);
        if (value == null) {
            column.setNull(0);
            return;
        }
        switch (column) {
            case BitVector bits -> bits.setSafe(0, (Boolean) value ? 1 : 0);
            case TinyIntVector numbers -> numbers.setSafe(0, ((Long) value).intValue());
            case SmallIntVector numbers -> numbers.setSafe(0, ((Long) value).intValue());
            case IntVector numbers -> numbers.setSafe(0, ((Long) value).intValue());
            case BigIntVector numbers -> numbers.setSafe(0, (Long) value);
            case Float8Vector numbers -> numbers.setSafe(0, (Double) value);
            case VarCharVector texts ->
                    texts.setSafe(0, ((String) value).getBytes(StandardCharsets.UTF_8));
            case DateDayVector days ->
                    days.setSafe(0, Math.toIntExact(((LocalDate) value).toEpochDay()));
            default -> throw new IllegalStateException("not plain: " + column.getField());
        }
    }

    @Override
    public Schema schema() {
        return row.getSchema();
    }

    @Override
    public boolean next() {
        context.check();
        boolean first = !read;
        read = true;
        return first;
    }

    @Override
    public VectorSchemaRoot batch() {
        return row;
    }

    @Override
    public ReadStatistics statistics() {
        return ReadStatistics.NONE;
    }

    /** There is nothing to stop. */
    @Override
    public void cancel() {}

    @Override
    public void close() {
        row.close();
    }
}
