package io.penstock.server.format;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;

import io.penstock.query.QueryResult;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints rows as a table for people. The first {@value #MEASURED} rows decide how wide columns are;
 * what comes later and is wider sticks out. Thread: one at a time.
 */
public final class TextTable {
    private static final int MEASURED = 1_000;

    private final ImmutableList<Field> fields;
    private final CellText cells;
    private final int[] widths;
    private final PrintWriter out;

    private TextTable(QueryResult result, PrintWriter out) {
        this.cells = new CellText(result.schema());
        this.fields = cells.fields();
        this.widths = fields.stream().mapToInt(field -> CellText.width(field.getName())).toArray();
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
            cells.bind(batch);
            for (int row = 0; row < batch.getRowCount(); row++) {
                ImmutableList<String> line = cells.row(row);
                if (measuring) {
                    first.add(line);
                    measuring = first.size() < MEASURED;
                    if (!measuring) {
                        printFirst(first);
                    }
                } else {
                    printLine(line);
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
                widths[i] = Math.max(widths[i], CellText.width(row.get(i)));
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

    private void printLine(ImmutableList<String> texts) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            String padding =
                    Strings.repeat(" ", Math.max(0, widths[i] - CellText.width(texts.get(i))));
            boolean right = CellText.isNumber(fields.get(i));
            line.append(i == 0 ? " " : " | ")
                    .append(right ? padding + texts.get(i) : texts.get(i) + padding);
        }
        out.println(line.toString().stripTrailing());
    }
}
