package io.penstock.query;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.ReadStatistics;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lines of text, a row each, in one column {@code explain}. Owner, thread: as any stream. */
final class LineStream implements BatchStream {
    /** What comes of every EXPLAIN. */
    static final Schema SCHEMA =
            new Schema(List.of(FieldTypes.field("explain", FieldTypes.UTF8, false)));

    private final VectorSchemaRoot rows;
    private final QueryContext context;
    private boolean read;

    LineStream(ImmutableList<String> lines, QueryContext context, BufferAllocator allocator) {
        this.rows = VectorSchemaRoot.create(SCHEMA, allocator);
        this.context = context;
        VarCharVector column = (VarCharVector) rows.getVector(0);
        for (int i = 0; i < lines.size(); i++) {
            column.setSafe(i, lines.get(i).getBytes(StandardCharsets.UTF_8));
        }
        rows.setRowCount(lines.size());
    }

    @Override
    public Schema schema() {
        return SCHEMA;
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
