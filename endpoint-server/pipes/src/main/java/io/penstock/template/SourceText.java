package io.penstock.template;

import io.penstock.spi.error.SqlPosition;

import java.util.Optional;

/**
 * A piece of an author's file and where it starts there.
 *
 * @param file relative to the project; absent for text that came with a call
 * @param text from there, unchanged; its further lines start at the file's first column
 * @param line the file's line of the first character, from 1
 * @param column the file's column of the first character, from 1
 */
public record SourceText(Optional<String> file, String text, int line, int column) {

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
        return new SqlPosition(file, atLine, atColumn);
    }
}
