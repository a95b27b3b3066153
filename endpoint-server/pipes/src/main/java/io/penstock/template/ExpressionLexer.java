package io.penstock.template;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;

import io.penstock.template.Token.Kind;

/** Cuts one tag's text into Python's tokens. */
final class ExpressionLexer {
    private static final ImmutableList<String> SYMBOLS =
            ImmutableList.of(
                    "**", "//", "==", "!=", "<=", ">=", "<>", "<<", ">>", ":=", "->", "+", "-", "*",
                    "/", "%", "<", ">", "(", ")", "[", "]", "{", "}", ",", ":", ".", "=", "~", "&",
                    "|", "^", "@", ";");

    private final String text;
    private final int end;
    private int at;

    private ExpressionLexer(String text, int start, int end) {
        this.text = text;
        this.at = start;
        this.end = end;
    }

    /**
     * The tokens between two offsets, with an {@code END} after the last.
     *
     * @throws SyntaxException for a character that Python doesn't know, or an open text
     */
    static ImmutableList<Token> tokens(String text, int start, int end) {
        ExpressionLexer lexer = new ExpressionLexer(text, start, end);
        ImmutableList.Builder<Token> tokens = ImmutableList.builder();
        while (lexer.skipBlanks()) {
            tokens.add(lexer.next());
        }
        return tokens.add(new Token(Kind.END, "", end)).build();
    }

    private boolean skipBlanks() {
        while (at < end && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < end;
    }

    private Token next() {
        char first = text.charAt(at);
        char second = at + 1 < end ? text.charAt(at + 1) : ' ';
        if (first == '\'' || first == '"') {
            return quoted(at, false);
        }
        if (isNameStart(first)) {
            return nameOrPrefixedText();
        }
        if (isDigit(first) || (first == '.' && isDigit(second))) {
            return number();
        }
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at) && at + symbol.length() <= end) {
                at += symbol.length();
                return new Token(Kind.SYMBOL, symbol, at - symbol.length());
            }
        }
        throw new SyntaxException(at, "Unexpected character '" + first + "' in a template tag");
    }

    private Token nameOrPrefixedText() {
        int start = at;
        while (at < end && isNamePart(text.charAt(at))) {
            at++;
        }
        String name = text.substring(start, at);
        boolean quote = at < end && (text.charAt(at) == '\'' || text.charAt(at) == '"');
        if (!quote) {
            return new Token(Kind.NAME, name, start);
        }
        return switch (Ascii.toLowerCase(name)) {
            case "r" -> quoted(start, true);
            case "u" -> quoted(start, false);
            default ->
                    throw new SyntaxException(
                            start,
                            "%s'..' is not supported in templates; write a plain text '..'"
                                    .formatted(name));
        };
    }

    private Token number() {
        int start = at;
        while (at < end && isNumberPart(start)) {
            at++;
        }
        String digits = text.substring(start, at).replace("_", "");
        return new Token(Kind.NUMBER, digits, start);
    }

    private boolean isNumberPart(int start) {
        char c = text.charAt(at);
        boolean sign = (c == '+' || c == '-') && at > start;
        return isNamePart(c)
                || c == '.'
                || (sign && Ascii.toLowerCase(text.charAt(at - 1)) == 'e' && !isHex(start));
    }

    private boolean isHex(int start) {
        return text.startsWith("0x", start) || text.startsWith("0X", start);
    }

    private Token quoted(int start, boolean raw) {
        char quote = text.charAt(at);
        String fence = String.valueOf(quote);
        if (text.startsWith(fence.repeat(3), at)) {
            fence = fence.repeat(3);
        }
        at += fence.length();
        StringBuilder decoded = new StringBuilder();
        while (at < end && !text.startsWith(fence, at)) {
            if (text.charAt(at) == '\\' && at + 1 < end) {
                at = raw ? copyRawEscape(decoded) : PythonEscapes.decode(text, at, end, decoded);
            } else {
                decoded.append(text.charAt(at++));
            }
        }
        if (at >= end) {
            throw new SyntaxException(start, "A text starts here and has no closing " + fence);
        }
        at += fence.length();
        return new Token(Kind.TEXT, decoded.toString(), start);
    }

    private int copyRawEscape(StringBuilder decoded) {
        decoded.append(text, at, at + 2);
        return at + 2;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
        return c == '_' || Character.isLetter(c);
    }

    private static boolean isNamePart(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }
}
