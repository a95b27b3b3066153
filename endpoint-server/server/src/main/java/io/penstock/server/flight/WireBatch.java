package io.penstock.server.flight;

import io.penstock.spi.engine.BatchStream;

import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

import java.util.ArrayList;
import java.util.List;

/**
 * A result's batches as they go out: the engine's own vectors under the columns that clients are
 * told; only unsigned numbers are copied. Owner: whoever made it closes it before the result.
 * Thread: one.
 */
final class WireBatch implements AutoCloseable {
    private final BatchStream rows;
    private final VectorSchemaRoot root;
    private final List<Copy> copies = new ArrayList<>();

    private record Copy(FieldVector source, BaseFixedWidthVector target) {}

    WireBatch(BatchStream rows) {
        this.rows = rows;
        Schema schema = WireSchema.of(rows.schema());
        List<FieldVector> vectors = new ArrayList<>();
        List<FieldVector> sources = rows.batch().getFieldVectors();
        for (int i = 0; i < sources.size(); i++) {
            vectors.add(vector(sources.get(i), schema.getFields().get(i)));
        }
        this.root = new VectorSchemaRoot(schema, vectors, 0);
    }

    private FieldVector vector(FieldVector source, Field field) {
        if (field.getType().equals(source.getField().getType())) {
            return source;
        }
        BaseFixedWidthVector target =
                (BaseFixedWidthVector) field.createVector(source.getAllocator());
        copies.add(new Copy(source, target));
        return target;
    }

    /** Columns, and the rows that were taken last. */
    VectorSchemaRoot root() {
        return root;
    }

    /**
     * Takes the rows that the result has now.
     *
     * @return their bytes
     */
    long take() {
        int count = rows.batch().getRowCount();
        copies.forEach(copy -> SignedNumbers.copy(copy.source(), copy.target(), count));
        root.setRowCount(count);
        long bytes = 0;
        for (FieldVector vector : root.getFieldVectors()) {
            bytes += vector.getBufferSize();
        }
        return bytes;
    }

    @Override
    public void close() {
        copies.forEach(copy -> copy.target().close());
    }
}
