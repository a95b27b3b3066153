package io.penstock.spi.sql;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.error.SqlPosition;

import java.util.Optional;

/**
 * Maps a place in rendered SQL back to the place in the author's file that produced it.
 *
 * @param file the author's file, relative to the project; absent for SQL that was sent by a client
 * @param spans pieces of the rendered text by their start, in order; empty when text and file are
 *     the same
 */
public record SqlOrigin(Optional<String> file, ImmutableList<Span> spans) {

    /** SQL as a client sent it. */
    public static final SqlOrigin IDENTITY = new SqlOrigin(Optional.empty(), ImmutableList.of());

    /**
     * A piece of rendered text.
     *
     * @param start its first character's offset in the rendered text, from 0
     * @param line the file's line of that character, from 1
     * @param column the file's column of that character, from 1
     * @param literal whether the piece was copied as it is, so that places inside it move along;
     *     the text of a value has one place
     */
    public record Span(int start, int line, int column, boolean literal) {}

    /**
     * The author's place for a place in the rendered text.
     *
     * @param text the rendered text
     * @param line its line, from 1
     * @param column its column, from 1
     */
    public SqlPosition locate(String text, int line, int column) {
        if (spans.isEmpty()) {
            return new SqlPosition(file, line, column);
        }
        int offset = offset(text, line, column);
        Span span = spans.get(0);
        for (Span candidate : spans) {
            if (candidate.start() > offset) {
                break;
            }
            span = candidate;
        }
        return span.literal()
                ? advance(text, span, offset)
                : new SqlPosition(file, span.line(), span.column());
    }

    private SqlPosition advance(String text, Span span, int offset) {
        int line = span.line();
        int column = span.column();
        for (int i = span.start(); i < offset; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return new SqlPosition(file, line, column);
    }

    private static int offset(String text, int line, int column) {
        int start = 0;
        for (int i = 1; i < line; i++) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                break;
            }
            start = end + 1;
        }
        return Math.min(text.length(), start + column - 1);
    }
}
