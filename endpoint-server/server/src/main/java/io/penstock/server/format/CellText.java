package io.penstock.server.format;

import com.google.common.collect.ImmutableList;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Values as people read them in tables. Thread: one at a time. */
final class CellText {
    private final ImmutableList<Field> fields;
    private final ImmutableList<ValueWriter> writers;
    private final ByteArrayOutputStream cell = new ByteArrayOutputStream();
    private final ByteOutput cellOutput =
            new ByteOutput((bytes, size, last) -> cell.write(bytes, 0, size));

    CellText(Schema schema) {
        this.fields = ImmutableList.copyOf(schema.getFields());
        this.writers =
                fields.stream()
                        .map(f -> ValueWriters.of(f, style(f), FormatOptions.DEFAULT))
                        .collect(ImmutableList.toImmutableList());
    }

    ImmutableList<Field> fields() {
        return fields;
    }

    /** The batch whose rows come now. */
    void bind(VectorSchemaRoot batch) {
        for (int i = 0; i < writers.size(); i++) {
            writers.get(i).bind(batch.getVector(i));
        }
    }

    /** One row of the batch. */
    ImmutableList<String> row(int row) {
        ImmutableList.Builder<String> cells = ImmutableList.builder();
        for (ValueWriter writer : writers) {
            cells.add(writer.isNull(row) ? "NULL" : text(writer, row));
        }
        return cells.build();
    }

    private String text(ValueWriter writer, int row) {
        cell.reset();
        try {
            writer.writeValue(row, cellOutput);
            cellOutput.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        return visible(cell.toString(StandardCharsets.UTF_8));
    }

    /** Control characters would move the cursor or worse; they are shown as escapes. */
    private static String visible(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            if (c == '\n') {
                                shown.append("\\n");
                            } else if (Character.isISOControl(c)) {
                                shown.append("\\x%02x".formatted(c));
                            } else {
                                shown.appendCodePoint(c);
                            }
                        });
        return shown.toString();
    }

    private static TextStyle style(Field field) {
        return field.getType().isComplex() ? TextStyle.LITERAL : TextStyle.PLAIN;
    }

    static boolean isNumber(Field field) {
        return field.getType() instanceof ArrowType.Int
                || field.getType() instanceof ArrowType.FloatingPoint
                || field.getType() instanceof ArrowType.Decimal;
    }

    static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
