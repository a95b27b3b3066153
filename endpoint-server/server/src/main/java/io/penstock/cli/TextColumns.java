package io.penstock.cli;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;

import java.util.List;
import java.util.stream.IntStream;

/** Texts below each other in columns. */
final class TextColumns {
    private TextColumns() {}

    /** A line for the header and one for each row; all have the same number of cells. */
    static ImmutableList<String> of(List<String> header, List<? extends List<String>> rows) {
        ImmutableList<List<String>> all =
                ImmutableList.<List<String>>builder().add(header).addAll(rows).build();
        int[] widths =
                IntStream.range(0, header.size()).map(column -> width(all, column)).toArray();
        return all.stream().map(row -> line(row, widths)).collect(ImmutableList.toImmutableList());
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(Strings.padEnd(row.get(i), widths[i] + 2, ' '));
        }
        return line.toString().stripTrailing();
    }
}
