package io.penstock.server.format;

import org.apache.arrow.vector.types.pojo.Field;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Pieces of JSON that are the same in every row. */
final class JsonText {
    private JsonText() {}

    /** {@code "name":}. */
    static byte[] key(Field field) {
        return quoted(field.getName(), "", ":");
    }

    /** A JSON string between two pieces. */
    static byte[] quoted(String text, String before, String after) {
        return TextStyle.JSON.isPlain(text)
                ? ByteOutput.ascii(before + '"' + text + '"' + after)
                : escaped(text, before, after);
    }

    private static byte[] escaped(String text, String before, String after) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteOutput out = new ByteOutput((array, length, last) -> bytes.write(array, 0, length));
        try {
            out.put(before);
            TextStyle.JSON.putQuoted(ByteOutput.ascii(text), out);
            out.put(after);
            out.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
