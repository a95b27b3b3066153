package io.penstock.server.format;

import java.io.IOException;
import java.util.Arrays;

/** How texts are quoted. Numbers look the same in all. */
enum TextStyle {
    /** {@code "a\"b"}, RFC 8259. */
    JSON('"', "null"),
    /** {@code "a""b"}, RFC 4180; NULL is {@code \N}. */
    CSV('"', "\\N"),
    /** {@code a\tb} with its tab escaped, as ClickHouse does; NULL is {@code \N}. */
    TSV('\0', "\\N"),
    /** Inside a nested value in CSV, as ClickHouse writes literals: {@code 'a\'b'}. */
    LITERAL('\'', "NULL"),
    /** Bare text. */
    PLAIN('\0', "");

    private static final byte[] HEX = ByteOutput.ascii("0123456789abcdef");
    private static final int PIECE = 16 << 10;

    private final char quote;
    private final String nullText;

    TextStyle(char quote, String nullText) {
        this.quote = quote;
        this.nullText = nullText;
    }

    byte[] nullText() {
        return ByteOutput.ascii(nullText);
    }

    void quote(ByteOutput out) throws IOException {
        if (quote != 0) {
            out.put(quote);
        }
    }

    /** A short text of ours that needs no escape, such as a date's, goes between two of these. */
    void putQuoted(byte[] text, ByteOutput out) throws IOException {
        quote(out);
        putEscaped(text, 0, text.length, out);
        quote(out);
    }

    /** UTF-8 bytes, escaped; may be called for one text after another. */
    void putEscaped(byte[] text, int offset, int length, ByteOutput out) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int piece = Math.min(left, PIECE);
            out.reserve(piece);
            System.arraycopy(text, from, out.array(), out.size(), piece);
            escapeInPlace(piece, out);
            from += piece;
            left -= piece;
        }
    }

    /**
     * Escapes bytes that stand at the output's end but are not counted yet. Most texts need no
     * escape, so these bytes are where they belong already.
     *
     * @param length at most {@value #PIECE}
     */
    void escapeInPlace(int length, ByteOutput out) throws IOException {
        byte[] array = out.array();
        int start = out.size();
        int end = start + length;
        int at = start;
        while (at < end && !needsEscape(array[at])) {
            at++;
        }
        out.advance(at - start);
        if (at < end) {
            byte[] rest = Arrays.copyOfRange(array, at, end);
            for (byte b : rest) {
                putEscaped(b, out);
            }
        }
    }

    /** Whether a text has nothing to escape and nothing beyond ASCII. */
    boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || needsEscape((byte) c)) {
                return false;
            }
        }
        return true;
    }

    private boolean needsEscape(byte b) {
        return switch (this) {
            case JSON -> (b >= 0 && b < 0x20) || b == '"' || b == '\\';
            case CSV -> b == '"';
            case TSV -> b == '\\' || (b >= 0 && b < 0x20);
            case LITERAL -> b == '\'' || b == '\\' || (b >= 0 && b < 0x20);
            case PLAIN -> false;
        };
    }

    private void putEscaped(byte b, ByteOutput out) throws IOException {
        if (!needsEscape(b)) {
            out.put((char) (b & 0xff));
        } else if (this == CSV) {
            out.put('"');
            out.put('"');
        } else {
            out.put('\\');
            putEscapeCode(b, out);
        }
    }

    private void putEscapeCode(byte b, ByteOutput out) throws IOException {
        switch (b) {
            case '\b' -> out.put('b');
            case '\f' -> out.put('f');
            case '\n' -> out.put('n');
            case '\r' -> out.put('r');
            case '\t' -> out.put('t');
            case '"', '\\', '\'' -> out.put((char) b);
            default -> {
                out.put(this == JSON ? 'u' : 'x');
                if (this == JSON) {
                    out.put('0');
                    out.put('0');
                }
                out.put((char) HEX[(b >> 4) & 15]);
                out.put((char) HEX[b & 15]);
            }
        }
    }
}
