package io.penstock.server.flight;

import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sends rows of Java values as batches, as fast as the client takes them: for metadata. Owner:
 * whoever made it closes it. Thread: one.
 */
final class RowBatches implements AutoCloseable {
    private static final int ROWS = 1_024;

    private final VectorSchemaRoot batch;
    private final ServerStreamListener listener;
    private final ClientPace pace;
    private final Patience patience;
    private int rows;

    RowBatches(
            Schema schema,
            BufferAllocator allocator,
            ServerStreamListener listener,
            ClientPace pace,
            Patience patience) {
        this.batch = VectorSchemaRoot.create(schema, allocator);
        this.listener = listener;
        this.pace = pace;
        this.patience = patience;
        listener.start(batch);
    }

    /**
     * Adds a row.
     *
     * @param values in the columns' order: String, Integer, Boolean, byte[], a list of strings, or
     *     null
     */
    void row(@Nullable Object... values) {
        for (int i = 0; i < values.length; i++) {
            set(batch.getVector(i), values[i]);
        }
        rows++;
        if (rows == ROWS) {
            send();
        }
    }

    private void set(FieldVector vector, @Nullable Object value) {
        if (value == null) {
            vector.setNull(rows);
            return;
        }
        switch (vector) {
            case VarCharVector texts -> texts.setSafe(rows, utf8((String) value));
            case VarBinaryVector bytes -> bytes.setSafe(rows, (byte[]) value);
            case IntVector numbers -> numbers.setSafe(rows, (Integer) value);
            case UInt1Vector numbers -> numbers.setSafe(rows, (Integer) value);
            case BitVector bits -> bits.setSafe(rows, (Boolean) value ? 1 : 0);
            case ListVector lists -> setList(lists, (List<?>) value);
            default -> throw new IllegalArgumentException("a column of " + vector.getField());
        }
    }

    private void setList(ListVector lists, List<?> values) {
        UnionListWriter writer = lists.getWriter();
        writer.setPosition(rows);
        writer.startList();
        values.forEach(value -> writer.writeVarChar((String) value));
        writer.endList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void send() {
        batch.setRowCount(rows);
        if (pace.await(patience)) {
            listener.putNext();
        }
        batch.allocateNew();
        rows = 0;
    }

    /** Sends what is left. */
    void end() {
        if (rows > 0) {
            send();
        }
    }

    @Override
    public void close() {
        batch.close();
    }
}
