package io.penstock.server.format;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;

import io.penstock.query.QueryResult;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints rows as a table for people. The first {@value #MEASURED} rows decide how wide columns are;
 * what comes later and is wider sticks out. Thread: one at a time.
 */
public final class TextTable {
    private static final int MEASURED = 1_000;

    private final ImmutableList<Field> fields;
    private final ImmutableList<ValueWriter> writers;
    private final int[] widths;
    private final PrintWriter out;
    private final ByteArrayOutputStream cell = new ByteArrayOutputStream();
    private final ByteOutput cellOutput =
            new ByteOutput((bytes, size, last) -> cell.write(bytes, 0, size));

    private TextTable(QueryResult result, PrintWriter out) {
        this.fields = ImmutableList.copyOf(result.schema().getFields());
        this.writers =
                fields.stream()
                        .map(f -> ValueWriters.of(f, style(f), FormatOptions.DEFAULT))
                        .collect(ImmutableList.toImmutableList());
        this.widths = fields.stream().mapToInt(field -> width(field.getName())).toArray();
        this.out = out;
    }

    /**
     * Prints all rows and how many there were.
     *
     * @param result is read to its end and not closed
     */
    public static void print(QueryResult result, PrintWriter out) {
        new TextTable(result, out).print(result);
    }

    private void print(QueryResult result) {
        List<ImmutableList<String>> first = new ArrayList<>();
        boolean measuring = true;
        long rows = 0;
        while (result.rows().next()) {
            VectorSchemaRoot batch = result.rows().batch();
            for (int i = 0; i < writers.size(); i++) {
                writers.get(i).bind(batch.getVector(i));
            }
            for (int row = 0; row < batch.getRowCount(); row++) {
                ImmutableList<String> cells = cells(row);
                if (measuring) {
                    first.add(cells);
                    measuring = first.size() < MEASURED;
                    if (!measuring) {
                        printFirst(first);
                    }
                } else {
                    printLine(cells);
                }
            }
            rows += batch.getRowCount();
        }
        if (measuring) {
            printFirst(first);
        }
        out.println(rows == 1 ? "(1 row)" : "(" + rows + " rows)");
    }

    private void printFirst(List<ImmutableList<String>> rows) {
        for (ImmutableList<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        printLine(fields.stream().map(Field::getName).collect(ImmutableList.toImmutableList()));
        StringBuilder rule = new StringBuilder();
        for (int width : widths) {
            rule.append(rule.isEmpty() ? "" : "+").append(Strings.repeat("-", width + 2));
        }
        out.println(rule);
        rows.forEach(this::printLine);
    }

    private void printLine(ImmutableList<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String padding = Strings.repeat(" ", Math.max(0, widths[i] - width(cells.get(i))));
            boolean right = isNumber(fields.get(i));
            line.append(i == 0 ? " " : " | ")
                    .append(right ? padding + cells.get(i) : cells.get(i) + padding);
        }
        out.println(line.toString().stripTrailing());
    }

    private ImmutableList<String> cells(int row) {
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

    private static boolean isNumber(Field field) {
        return field.getType() instanceof ArrowType.Int
                || field.getType() instanceof ArrowType.FloatingPoint
                || field.getType() instanceof ArrowType.Decimal;
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
