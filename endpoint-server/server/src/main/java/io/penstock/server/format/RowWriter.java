package io.penstock.server.format;

import com.google.common.collect.ImmutableList;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

import java.io.IOException;

/**
 * Writes rows as text: what stands before each value, the values, what stands at the end. Thread:
 * one at a time.
 */
final class RowWriter {
    private final ValueWriter[] values;
    private final byte[][] before;
    private final byte[] end;
    private int rows;

    private RowWriter(ValueWriter[] values, byte[][] before, byte[] end) {
        this.values = values;
        this.before = before;
        this.end = end;
    }

    /** Rows as JSON objects, without anything between them. */
    static RowWriter json(Schema schema, FormatOptions options, String end) {
        int columns = schema.getFields().size();
        byte[][] before = new byte[columns][];
        for (int i = 0; i < columns; i++) {
            String name = schema.getFields().get(i).getName();
            before[i] = JsonText.quoted(name, i == 0 ? "{" : ",", ":");
        }
        return new RowWriter(
                writers(schema, TextStyle.JSON, options), before, ByteOutput.ascii("}" + end));
    }

    /** Rows as lines of comma-separated values. */
    static RowWriter csv(Schema schema) {
        byte[][] before = new byte[schema.getFields().size()][];
        for (int i = 0; i < before.length; i++) {
            before[i] = ByteOutput.ascii(i == 0 ? "" : ",");
        }
        return new RowWriter(
                writers(schema, TextStyle.CSV, FormatOptions.DEFAULT),
                before,
                ByteOutput.ascii("\n"));
    }

    private static ValueWriter[] writers(Schema schema, TextStyle style, FormatOptions options) {
        return schema.getFields().stream()
                .map(field -> ValueWriters.of(field, style, options))
                .collect(ImmutableList.toImmutableList())
                .toArray(new ValueWriter[0]);
    }

    /** The batch whose rows come now. */
    void bind(VectorSchemaRoot batch) {
        for (int i = 0; i < values.length; i++) {
            values[i].bind(batch.getVector(i));
        }
        rows = batch.getRowCount();
    }

    /** Rows of the batch. */
    int rows() {
        return rows;
    }

    /** Writes one row of the batch. */
    void write(int row, ByteOutput out) throws IOException {
        for (int i = 0; i < values.length; i++) {
            out.put(before[i]);
            values[i].write(row, out);
        }
        out.put(end);
    }
}
