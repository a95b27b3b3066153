package io.penstock.query;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.FieldTypes;
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

/** Rows that were known before any were asked for, in one batch. Owner, thread: as any stream. */
final class ConstantStream implements BatchStream {
    /** Of lines of text: one column {@code explain}. */
    static final Schema LINES =
            new Schema(List.of(FieldTypes.field("explain", FieldTypes.UTF8, false)));

    private final VectorSchemaRoot rows;
    private final QueryContext context;
    private boolean read;

    private ConstantStream(VectorSchemaRoot rows, int count, QueryContext context) {
        this.rows = rows;
        this.context = context;
        rows.setRowCount(count);
    }

    /**
     * A stream of one row.
     *
     * @param values one for each column, of the classes of {@link io.penstock.spi.sql.BoundValue}
     */
    static ConstantStream row(
            Schema schema,
            ImmutableList<Cell> values,
            QueryContext context,
            BufferAllocator allocator) {
        VectorSchemaRoot row = VectorSchemaRoot.create(schema, allocator);
        List<FieldVector> columns = row.getFieldVectors();
        for (int i = 0; i < columns.size(); i++) {
            put(columns.get(i), values.get(i).value());
        }
        return new ConstantStream(row, 1, context);
    }

    /** A stream of {@link #LINES}, a row each. */
    static ConstantStream lines(
            ImmutableList<String> lines, QueryContext context, BufferAllocator allocator) {
        VectorSchemaRoot rows = VectorSchemaRoot.create(LINES, allocator);
        VarCharVector column = (VarCharVector) rows.getVector(0);
        for (int i = 0; i < lines.size(); i++) {
            column.setSafe(i, lines.get(i).getBytes(StandardCharsets.UTF_8));
        }
        return new ConstantStream(rows, lines.size(), context);
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
        return rows.getSchema();
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
        return rows;
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
        rows.close();
    }
}
