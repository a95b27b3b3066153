package io.penstock.server.access;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.error.QueryException;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Goes over a scope's text from left to right. Thread: one. */
final class ScopeReader {
    private static final CharMatcher PLAIN =
            CharMatcher.noneOf(".:(),\"`'").and(CharMatcher.whitespace().negate());
    private static final char END = '\0';

    private final String text;
    private int next;

    ScopeReader(String text) {
        this.text = text;
    }

    /** A wrong scope. */
    static QueryException wrong(String text, String problem) {
        String shown = text.length() <= 100 ? text : text.substring(0, 100) + "…";
        return new QueryException(
                AccessError.INVALID, "The scope '%s' %s".formatted(shown, problem));
    }

    private QueryException wrong(String problem) {
        return wrong(text, problem);
    }

    private char peek() {
        return next < text.length() ? text.charAt(next) : END;
    }

    /** Passes this character if it stands here. */
    boolean take(char expected) {
        boolean here = peek() == expected && next < text.length();
        next += here ? 1 : 0;
        return here;
    }

    /** Passes this text, which stands here. */
    void skip(String known) {
        next += known.length();
    }

    /** Everything that is left. */
    String rest() {
        String left = text.substring(next);
        next = text.length();
        return left;
    }

    void requireEnd() {
        if (next < text.length()) {
            throw wrong(
                    "has '%s' where a name ends; write names with other characters than letters, digits and _ in double quotes"
                            .formatted(peek()));
        }
    }

    boolean isAtEnd() {
        return next >= text.length();
    }

    /** Parts with dots between them. */
    ResourceName resource() {
        List<String> parts = new ArrayList<>();
        do {
            parts.add(part());
        } while (take('.'));
        return new ResourceName(ImmutableList.copyOf(parts));
    }

    /** {@code (id, total)}; empty when no parenthesis stands here. */
    ImmutableSet<String> columns() {
        if (!take('(')) {
            return ImmutableSet.of();
        }
        Set<String> columns = new LinkedHashSet<>();
        do {
            skipBlanks();
            String column = part();
            if (!columns.add(column)) {
                throw wrong("names the column '%s' twice".formatted(column));
            }
            skipBlanks();
        } while (take(','));
        if (!take(')')) {
            throw wrong("has no ) behind its columns");
        }
        return ImmutableSet.copyOf(columns);
    }

    private void skipBlanks() {
        while (next < text.length() && CharMatcher.whitespace().matches(peek())) {
            next++;
        }
    }

    private String part() {
        char quote = peek();
        String part = quote == '"' || quote == '`' ? quoted(quote) : plain();
        if (part.isEmpty()) {
            throw wrong("has an empty name at character %d".formatted(next + 1));
        }
        return part;
    }

    private String plain() {
        int start = next;
        while (next < text.length() && PLAIN.matches(peek())) {
            next++;
        }
        return text.substring(start, next);
    }

    private String quoted(char quote) {
        StringBuilder part = new StringBuilder();
        next++;
        while (next < text.length()) {
            char c = text.charAt(next++);
            if (c != quote) {
                part.append(c);
            } else if (!take(quote)) {
                return part.toString();
            } else {
                part.append(quote);
            }
        }
        throw wrong("has a name whose %s is not closed".formatted(quote));
    }
}
