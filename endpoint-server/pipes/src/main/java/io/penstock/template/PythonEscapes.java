package io.penstock.template;

import java.util.HexFormat;

/** Backslashes in Python's texts. Source: "String and Bytes literals" of Python's reference. */
final class PythonEscapes {
    private static final int HEX = 16;
    private static final int OCTAL = 8;

    private PythonEscapes() {}

    /**
     * Decodes the escape at an offset.
     *
     * @return the offset after it
     */
    static int decode(String text, int at, int end, StringBuilder decoded) {
        char kind = text.charAt(at + 1);
        return switch (kind) {
            case '\n' -> at + 2;
            case 'n' -> put(decoded, '\n', at);
            case 't' -> put(decoded, '\t', at);
            case 'r' -> put(decoded, '\r', at);
            case 'a' -> put(decoded, '\u0007', at);
            case 'b' -> put(decoded, '\b', at);
            case 'f' -> put(decoded, '\f', at);
            case 'v' -> put(decoded, '\u000b', at);
            case '\\', '\'', '"' -> put(decoded, kind, at);
            case 'x' -> number(text, at, 2, end, decoded);
            case 'u' -> number(text, at, 4, end, decoded);
            case 'U' -> number(text, at, 8, end, decoded);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(text, at + 1, end, decoded);
            default -> {
                // Python keeps a backslash that escapes nothing.
                decoded.append('\\').append(kind);
                yield at + 2;
            }
        };
    }

    /** As {@code repr} writes a text. */
    static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder quoted = new StringBuilder().append(quote);
        for (char c : text.toCharArray()) {
            switch (c) {
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                case '\\' -> quoted.append("\\\\");
                default -> {
                    if (c == quote) {
                        quoted.append('\\').append(c);
                    } else if (Character.isISOControl(c)) {
                        quoted.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append(quote).toString();
    }

    private static int put(StringBuilder decoded, char c, int at) {
        decoded.append(c);
        return at + 2;
    }

    private static int number(String text, int at, int digits, int end, StringBuilder decoded) {
        int stop = at + 2 + digits;
        if (stop <= end) {
            try {
                decoded.appendCodePoint(Integer.parseInt(text, at + 2, stop, HEX));
                return stop;
            } catch (IllegalArgumentException e) {
                throw broken(text, at, digits, stop);
            }
        }
        throw broken(text, at, digits, end);
    }

    private static SyntaxException broken(String text, int at, int digits, int stop) {
        return new SyntaxException(
                at,
                "'%s' is no character; \\%s needs %d hexadecimal digits"
                        .formatted(text.substring(at, stop), text.charAt(at + 1), digits));
    }

    private static int octal(String text, int start, int end, StringBuilder decoded) {
        int value = 0;
        int at = start;
        while (at < end && at < start + 3 && Character.digit(text.charAt(at), OCTAL) >= 0) {
            value = value * OCTAL + Character.digit(text.charAt(at), OCTAL);
            at++;
        }
        decoded.appendCodePoint(value);
        return at;
    }
}
