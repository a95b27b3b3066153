package io.penstock.server.format;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

import java.io.IOException;
import java.util.function.Function;

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
        return new RowWriter(
                writers(schema, field -> ValueWriters.of(field, TextStyle.JSON, options)),
                names(schema),
                ByteOutput.ascii("}" + end));
    }

    /** Rows as JSON objects whose values are strings. */
    static RowWriter strings(Schema schema) {
        return new RowWriter(
                writers(schema, ValueWriters::quoted), names(schema), ByteOutput.ascii("}"));
    }

    private static byte[][] names(Schema schema) {
        byte[][] names = new byte[schema.getFields().size()][];
        for (int i = 0; i < names.length; i++) {
            String name = schema.getFields().get(i).getName();
            names[i] = JsonText.quoted(name, i == 0 ? "{" : ",", ":");
        }
        return names;
    }

    /** Rows as JSON arrays. */
    static RowWriter arrays(Schema schema, FormatOptions options) {
        return new RowWriter(
                writers(schema, field -> ValueWriters.of(field, TextStyle.JSON, options)),
                between(schema, "[", ","),
                ByteOutput.ascii("]"));
    }

    /** Rows as lines of values with something between them. */
    static RowWriter lines(Schema schema, TextStyle style, char between) {
        return new RowWriter(
                writers(schema, field -> ValueWriters.of(field, style, FormatOptions.DEFAULT)),
                between(schema, "", String.valueOf(between)),
                ByteOutput.ascii("\n"));
    }

    private static byte[][] between(Schema schema, String first, String other) {
        byte[][] before = new byte[schema.getFields().size()][];
        for (int i = 0; i < before.length; i++) {
            before[i] = ByteOutput.ascii(i == 0 ? first : other);
        }
        return before;
    }

    private static ValueWriter[] writers(Schema schema, Function<Field, ValueWriter> writer) {
        ValueWriter[] writers = new ValueWriter[schema.getFields().size()];
        for (int i = 0; i < writers.length; i++) {
            writers[i] = writer.apply(schema.getFields().get(i));
        }
        return writers;
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
