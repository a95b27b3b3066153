package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.parse.SqlToken.Kind;

import java.util.Locale;

/** Cuts SQL text into pieces; white space and comments fall out. */
final class SqlLexer {
    /** Longer ones first. */
    private static final ImmutableList<String> SYMBOLS =
            ImmutableList.of(
                    "->>", "!~*", "==", "<>", "!=", "<=", ">=", "||", "::", "//", "->", "=>", "<<",
                    ">>", "~*", "!~");

    private final String text;
    private final ImmutableList.Builder<SqlToken> tokens = ImmutableList.builder();
    private int at;

    private SqlLexer(String text) {
        this.text = text;
    }

    /**
     * All pieces, and {@link Kind#END} behind them.
     *
     * @throws MisreadException when a quote, a comment or a number has no end
     */
    static ImmutableList<SqlToken> tokens(String text) {
        return new SqlLexer(text).all();
    }

    private ImmutableList<SqlToken> all() {
        for (skipGap(); at < text.length(); skipGap()) {
            next();
        }
        return tokens.add(new SqlToken(Kind.END, "", text.length())).build();
    }

    private void next() {
        char c = text.charAt(at);
        if (c == '\'') {
            add(Kind.STRING, closing(at + 1, '\'', false));
        } else if ((c == 'e' || c == 'E') && peek(1) == '\'') {
            add(Kind.STRING, closing(at + 2, '\'', true));
        } else if (c == '"' || c == '`') {
            add(Kind.QUOTED, closing(at + 1, c, false));
        } else if (isDigit(c) || (c == '.' && isDigit(peek(1)) && !afterName())) {
            add(Kind.NUMBER, number());
        } else if (isNameStart(c)) {
            add(Kind.WORD, name());
        } else if (c == '?') {
            add(Kind.VALUE, at + 1);
        } else {
            add(Kind.SYMBOL, at + symbol().length());
        }
    }

    /** Whether a dot here would stand between names, as in {@code t.1}. */
    private boolean afterName() {
        return at > 0
                && (isNamePart(text.charAt(at - 1)) || "\"`])".indexOf(text.charAt(at - 1)) >= 0);
    }

    private void add(Kind kind, int end) {
        tokens.add(new SqlToken(kind, text.substring(at, end), at));
        at = end;
    }

    private char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
    }

    /** The offset behind the closing quote; a doubled quote stands for itself. */
    private int closing(int from, char quote, boolean backslashes) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && backslashes) {
                i++;
            } else if (c == quote) {
                if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
                    i++;
                } else {
                    return i + 1;
                }
            }
        }
        throw new MisreadException(
                quote == '\'' ? "This text has no closing '" : "This name has no closing " + quote,
                at);
    }

    private int number() {
        int end = at;
        boolean hex = text.charAt(at) == '0' && (peek(1) == 'x' || peek(1) == 'X');
        if (hex) {
            end += 2;
            while (end < text.length() && Character.digit(text.charAt(end), 16) >= 0) {
                end++;
            }
        } else {
            end = exponent(fraction(digits(end)));
        }
        if (end < text.length() && isNamePart(text.charAt(end))) {
            throw new MisreadException(
                    "'%s' is neither a number nor a name; names start with a letter, or stand in double quotes"
                            .formatted(text.substring(at, nameEnd(end))),
                    at);
        }
        return end;
    }

    private int digits(int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private int fraction(int from) {
        return from < text.length() && text.charAt(from) == '.' ? digits(from + 1) : from;
    }

    private int exponent(int from) {
        if (from >= text.length() || (text.charAt(from) != 'e' && text.charAt(from) != 'E')) {
            return from;
        }
        int sign = from + 1;
        if (sign < text.length() && (text.charAt(sign) == '+' || text.charAt(sign) == '-')) {
            sign++;
        }
        int end = digits(sign);
        return end > sign ? end : from;
    }

    private int name() {
        return nameEnd(at);
    }

    private int nameEnd(int from) {
        int end = from;
        while (end < text.length() && isNamePart(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private String symbol() {
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                return symbol;
            }
        }
        char c = text.charAt(at);
        if ("+-*/%=<>(),.;[]{}:|&^~!".indexOf(c) < 0) {
            int point = text.codePointAt(at);
            throw new MisreadException(
                    Character.isISOControl(point) || Character.isSpaceChar(point)
                            ? String.format(
                                    Locale.ROOT,
                                    "The invisible character U+%04X can't stand here",
                                    point)
                            : "The character '%s' can't stand here"
                                    .formatted(Character.toString(point)),
                    at);
        }
        return text.substring(at, at + 1);
    }

    private void skipGap() {
        while (at < text.length()) {
            if (isBlank(text.charAt(at))) {
                at++;
            } else if (text.startsWith("--", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                at = commentEnd();
            } else {
                return;
            }
        }
    }

    /** Comments nest, as in the standard. */
    private int commentEnd() {
        int depth = 0;
        for (int i = at; i + 1 < text.length(); i++) {
            if (text.startsWith("/*", i)) {
                depth++;
                i++;
            } else if (text.startsWith("*/", i)) {
                depth--;
                i++;
                if (depth == 0) {
                    return i + 1;
                }
            }
        }
        throw new MisreadException("This comment has no closing */", at);
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
        return c == '_' || c == '$' || Character.isLetter(c) || Character.isSurrogate(c);
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c) || Character.isDigit(c);
    }

    /** Text that can't be cut into pieces. */
    static final class MisreadException extends RuntimeException {
        private final int offset;

        /** What is wrong, and where. */
        MisreadException(String message, int offset) {
            super(message);
            this.offset = offset;
        }

        int offset() {
            return offset;
        }
    }
}
