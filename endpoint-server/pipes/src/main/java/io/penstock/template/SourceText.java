package io.penstock.template;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.error.SqlPosition;

import java.util.Optional;

/**
 * A piece of an author's file and where it starts there.
 *
 * @param file relative to the project; absent for text that came with a call
 * @param text from there; its further lines start at the file's first column
 * @param line the file's line of the first character, from 1
 * @param column the column of the first character, from 1
 * @param shifts where columns are not those of the file, because variables were replaced; in the
 *     order of lines and columns
 */
public record SourceText(
        Optional<String> file, String text, int line, int column, ImmutableList<Shift> shifts) {

    /**
     * From a column of a line on, the author's columns are others.
     *
     * @param line from 1
     * @param column of the text, from 1
     * @param authorColumn of the file, from 1
     * @param moves whether columns behind it go on from there; what replaced a variable has one
     *     place
     */
    public record Shift(int line, int column, int authorColumn, boolean moves) {
        int author(int atColumn) {
            return moves ? authorColumn + atColumn - column : authorColumn;
        }
    }

    /** Text as it stands in the file. */
    public SourceText(Optional<String> file, String text, int line, int column) {
        this(file, text, line, column, ImmutableList.of());
    }

    /** Text of a client. */
    public static SourceText of(String text) {
        return new SourceText(Optional.empty(), text, 1, 1);
    }

    /** The author's place of a character. */
    public SqlPosition position(int offset) {
        int atLine = line;
        int lineStart = 0;
        for (int i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
            atLine++;
            lineStart = i + 1;
        }
        int atColumn = lineStart == 0 ? column + offset : offset - lineStart + 1;
        return position(atLine, atColumn);
    }

    /**
     * The author's place.
     *
     * @param atLine of the file, from 1
     * @param atColumn from 1, variables replaced
     */
    public SqlPosition position(int atLine, int atColumn) {
        int author = atColumn;
        for (Shift shift : shifts) {
            if (shift.line() == atLine && shift.column() <= atColumn) {
                author = shift.author(atColumn);
            }
        }
        return new SqlPosition(file, atLine, author);
    }

    /** The piece that starts at a place of the same file. */
    public SourceText piece(String pieceText, int atLine, int atColumn) {
        return new SourceText(file, pieceText, atLine, atColumn, shifts);
    }

    /**
     * Cuts a piece of the text so that columns inside each part go on from its first one.
     *
     * @return where parts start, from {@code start}, in order; the first is {@code start}
     */
    ImmutableList<Integer> parts(int start, int end) {
        if (shifts.isEmpty()) {
            return ImmutableList.of(start);
        }
        ImmutableList.Builder<Integer> parts = ImmutableList.<Integer>builder().add(start);
        for (int i = start + 1; i < end; i++) {
            SqlPosition before = position(i - 1);
            SqlPosition here = position(i);
            if (here.line() == before.line() && here.column() != before.column() + 1) {
                parts.add(i);
            }
        }
        return parts.build();
    }
}
