package io.penstock.pipe;

import com.google.common.collect.ImmutableList;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lays out the columns of a schema: one a line, the name in backticks, one blank between its parts,
 * a comma behind all but the last. Comments keep lines of their own, in front of the column that
 * they stood in or before; one blank line between groups of columns stays.
 */
final class SchemaLayout {
    private final String text;
    private final String bare;
    private final List<String> lines = new ArrayList<>();
    private int lastColumn = -1;

    private SchemaLayout(String text) {
        this.text = text;
        this.bare = SchemaReader.withoutComments(text);
    }

    /**
     * The lines without indentation; absent for a schema that is not understood, or with a comment
     * behind a column or a text over lines: those can't move.
     */
    static Optional<ImmutableList<String>> of(String text) {
        try {
            SchemaLayout layout = new SchemaLayout(text);
            layout.columns();
            return Optional.of(layout.finished());
        } catch (SchemaException e) {
            return Optional.empty();
        }
    }

    private void columns() {
        int start = 0;
        while (start < bare.length()) {
            int end = SchemaReader.columnEnd(bare, start);
            String column = bare.substring(start, end);
            if (column.isBlank()) {
                between(start, end);
            } else {
                int first = start + indentation(column);
                int last = start + column.stripTrailing().length();
                between(start, first);
                comments(first, last).forEach(lines::add);
                lastColumn = lines.size();
                lines.add(column(first, last));
                between(last, end);
            }
            start = end + 1;
        }
    }

    private static int indentation(String text) {
        return text.length() - text.stripLeading().length();
    }

    /** Comments and blank lines from one place to another. */
    private void between(int start, int end) {
        String[] gap = text.substring(start, end).split("\n", -1);
        for (int i = 0; i < gap.length; i++) {
            boolean whole = i > 0 && i < gap.length - 1;
            if (!gap[i].isBlank()) {
                lines.add(gap[i].strip());
            } else if (whole && !lines.isEmpty() && !lines.getLast().isEmpty()) {
                lines.add("");
            }
        }
    }

    private ImmutableList<String> comments(int start, int end) {
        ImmutableList.Builder<String> comments = ImmutableList.builder();
        String code = bare.substring(start, end);
        int at = 0;
        for (String line : text.substring(start, end).split("\n", -1)) {
            boolean comment = !line.isBlank() && code.substring(at, at + line.length()).isBlank();
            if (comment) {
                comments.add(line.strip());
            }
            at += line.length() + 1;
        }
        return comments.build();
    }

    private String column(int start, int end) {
        SchemaText column = new SchemaText(bare.substring(0, end), start);
        boolean quoted = column.sees('`');
        String name = quoted ? quoted(column) : "`" + column.word() + "`";
        if (name.equals("``")) {
            throw new SchemaException(start, "A column's name is missing");
        }
        StringBuilder laidOut = new StringBuilder(name);
        int behind = column.offset();
        pieces(laidOut.append(behind < end ? " " : ""), bare.substring(behind, end));
        return laidOut.toString();
    }

    /** A quoted text as it stands. */
    private static String quoted(SchemaText column) {
        int start = column.offset();
        column.piece();
        String quoted = column.between(start, column.at());
        if (quoted.contains("\n")) {
            throw new SchemaException(start, "A quoted text runs over the end of a line");
        }
        return quoted;
    }

    /** Blanks become one, and none inside of brackets' ends; quoted texts stay as they are. */
    private static void pieces(StringBuilder laidOut, String rest) {
        int at = 0;
        while (at < rest.length()) {
            char c = rest.charAt(at);
            if (Character.isWhitespace(c)) {
                int next = at + indentation(rest.substring(at));
                boolean needed =
                        "([{".indexOf(laidOut.charAt(laidOut.length() - 1)) < 0
                                && ")]},".indexOf(rest.charAt(next)) < 0;
                laidOut.append(needed ? " " : "");
                at = next;
            } else if (c == '\'' || c == '"' || c == '`') {
                String quoted = quoted(new SchemaText(rest, at));
                laidOut.append(quoted);
                at += quoted.length();
            } else if (rest.startsWith("--", at) || rest.startsWith("/*", at)) {
                throw new SchemaException(at, "A comment stands behind a column");
            } else {
                laidOut.append(c);
                at++;
            }
        }
    }

    private ImmutableList<String> finished() {
        List<String> all = new ArrayList<>(lines);
        for (int i = 0; i < lastColumn; i++) {
            all.set(i, isColumn(all.get(i)) ? all.get(i) + "," : all.get(i));
        }
        while (!all.isEmpty() && all.getLast().isEmpty()) {
            all.removeLast();
        }
        return ImmutableList.copyOf(all);
    }

    private static boolean isColumn(String line) {
        return line.startsWith("`");
    }
}
