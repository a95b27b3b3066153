package io.penstock.engine.duckdb;

import com.google.common.collect.ImmutableSet;

import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import java.util.Locale;

/**
 * Lets only one SELECT through. The planner prints nothing else; this is the second door, for the
 * day when it does. It matters because the driver runs all statements of a text but the last one
 * while it prepares it, and because folders that may be read may also be written by COPY.
 *
 * <p>The scan knows quotes only. Whatever could hide a quote or a semicolon from it (comments,
 * dollar quotes, escape strings) is refused too: the printer has no use for them.
 */
final class SelectOnly {
    private static final ImmutableSet<String> FIRST_WORDS =
            ImmutableSet.of("SELECT", "WITH", "VALUES", "FROM");

    private SelectOnly() {}

    /**
     * Passes for a single SELECT.
     *
     * @throws QueryException {@link EngineError#REFUSED}
     */
    static void check(String sql) {
        if (!FIRST_WORDS.contains(firstWord(sql))) {
            throw refused("a statement that is not a SELECT");
        }
        int position = 0;
        while (position < sql.length()) {
            char c = sql.charAt(position);
            if (c == '\'' || c == '"') {
                requirePlainText(sql, position);
                position = endOfQuote(sql, position);
            } else {
                requireHarmless(sql, position);
                position++;
            }
        }
    }

    private static String firstWord(String sql) {
        int start = 0;
        while (start < sql.length() && isSkipped(sql.charAt(start))) {
            start++;
        }
        int end = start;
        while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
            end++;
        }
        return sql.substring(start, end).toUpperCase(Locale.ROOT);
    }

    private static boolean isSkipped(char c) {
        return Character.isWhitespace(c) || c == '(';
    }

    /** The place after the closing quote; a doubled quote is two quotes in a row. */
    private static int endOfQuote(String sql, int start) {
        int end = sql.indexOf(sql.charAt(start), start + 1);
        if (end < 0) {
            throw refused("a quote without an end");
        }
        return end + 1;
    }

    private static void requirePlainText(String sql, int quote) {
        boolean escapes =
                sql.charAt(quote) == '\''
                        && quote > 0
                        && (sql.charAt(quote - 1) == 'e' || sql.charAt(quote - 1) == 'E')
                        && (quote == 1 || !isNamePart(sql.charAt(quote - 2)));
        if (escapes) {
            throw refused("an escape string");
        }
    }

    private static void requireHarmless(String sql, int position) {
        char c = sql.charAt(position);
        char next = position + 1 < sql.length() ? sql.charAt(position + 1) : ' ';
        if (c == ';') {
            throw refused("several statements");
        }
        if (c == '$') {
            throw refused("a dollar quote");
        }
        if ((c == '-' && next == '-') || (c == '/' && next == '*')) {
            throw refused("a comment");
        }
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '\'' || c == '"';
    }

    private static QueryException refused(String what) {
        return new QueryException(
                EngineError.REFUSED, "The engine runs one SELECT at a time and got " + what);
    }
}
