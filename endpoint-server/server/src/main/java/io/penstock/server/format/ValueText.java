package io.penstock.server.format;

import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.types.pojo.Field;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * One column's values as text, one at a time: for protocols that have no type for them. Bound to a
 * vector for as long as its batch lives. Thread: one at a time.
 */
public final class ValueText {
    private final ValueWriter writer;

    private ValueText(ValueWriter writer) {
        this.writer = writer;
    }

    /** Bare text: {@code 2026-03-01 10:00:00.123456}, {@code P1M2DT3.5S}. */
    public static ValueText plain(Field field) {
        return new ValueText(ValueWriters.of(field, TextStyle.PLAIN, FormatOptions.DEFAULT));
    }

    /** A nested value as a JSON document. */
    public static ValueText json(Field field) {
        return new ValueText(ValueWriters.of(field, TextStyle.JSON, FormatOptions.DEFAULT));
    }

    /** The vector of the batch that comes now. */
    public void bind(ValueVector vector) {
        writer.bind(vector);
    }

    /** A value that is not NULL, in UTF-8. */
    public byte[] utf8(int row) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteOutput out = new ByteOutput((piece, length, last) -> bytes.write(piece, 0, length));
        try {
            writer.writeValue(row, out);
            out.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
