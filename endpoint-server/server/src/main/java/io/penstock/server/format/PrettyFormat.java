package io.penstock.server.format;

import com.google.common.base.Stopwatch;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;

import io.penstock.query.QueryResult;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tables in frames, for people. Each block of at most {@value #BLOCK} rows is a table of its own
 * that is as wide as its widest values, so that memory stays flat.
 */
final class PrettyFormat implements BatchFormat {
    private static final int BLOCK = 1_000;

    @Override
    public long write(QueryResult result, FormatOptions options, Stopwatch elapsed, ByteOutput out)
            throws IOException {
        CellText cells = new CellText(result.schema());
        long rows = 0;
        while (result.rows().next()) {
            VectorSchemaRoot batch = result.rows().batch();
            cells.bind(batch);
            for (int from = 0; from < batch.getRowCount(); from += BLOCK) {
                int to = Math.min(batch.getRowCount(), from + BLOCK);
                List<ImmutableList<String>> block =
                        IntStream.range(from, to).mapToObj(cells::row).toList();
                new Block(cells.fields(), block).write(out);
            }
            rows += batch.getRowCount();
        }
        return rows;
    }

    /** Rows that are in one frame. */
    private static final class Block {
        private final ImmutableList<Field> fields;
        private final List<ImmutableList<String>> rows;
        private final int[] widths;

        Block(ImmutableList<Field> fields, List<ImmutableList<String>> rows) {
            this.fields = fields;
            this.rows = rows;
            this.widths =
                    fields.stream().mapToInt(field -> CellText.width(field.getName())).toArray();
            for (ImmutableList<String> row : rows) {
                for (int i = 0; i < widths.length; i++) {
                    widths[i] = Math.max(widths[i], CellText.width(row.get(i)));
                }
            }
        }

        void write(ByteOutput out) throws IOException {
            out.put(head());
            for (ImmutableList<String> row : rows) {
                out.put(line(row));
            }
            out.put(foot());
        }

        private String head() {
            StringBuilder line = new StringBuilder("┌─");
            for (int i = 0; i < widths.length; i++) {
                String name = fields.get(i).getName();
                String rest = Strings.repeat("─", widths[i] - CellText.width(name));
                line.append(i == 0 ? "" : "─┬─")
                        .append(CellText.isNumber(fields.get(i)) ? rest + name : name + rest);
            }
            return line.append("─┐\n").toString();
        }

        private String line(ImmutableList<String> row) {
            StringBuilder line = new StringBuilder("│ ");
            for (int i = 0; i < widths.length; i++) {
                String rest = Strings.repeat(" ", widths[i] - CellText.width(row.get(i)));
                boolean right = CellText.isNumber(fields.get(i));
                line.append(i == 0 ? "" : " │ ")
                        .append(right ? rest + row.get(i) : row.get(i) + rest);
            }
            return line.append(" │\n").toString();
        }

        private String foot() {
            StringBuilder line = new StringBuilder("└─");
            for (int i = 0; i < widths.length; i++) {
                line.append(i == 0 ? "" : "─┴─").append(Strings.repeat("─", widths[i]));
            }
            return line.append("─┘\n").toString();
        }
    }
}
