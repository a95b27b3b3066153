package io.penstock.pipe;

import com.google.common.base.Ascii;

/** Walks through a schema's text: words, brackets, quoted names and texts. Thread: one. */
final class SchemaText {
    private final String text;
    private int at;

    SchemaText(String text, int start) {
        this.text = text;
        this.at = start;
    }

    int offset() {
        skipBlanks();
        return at;
    }

    /** Where it stands, blanks not skipped. */
    int at() {
        return at;
    }

    boolean atEnd() {
        skipBlanks();
        return at >= text.length();
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    /** Whether the next character is this one. */
    boolean sees(char c) {
        return !atEnd() && text.charAt(at) == c;
    }

    /** Takes the next character if it is this one. */
    boolean accept(char c) {
        boolean there = sees(c);
        at += there ? 1 : 0;
        return there;
    }

    /** Takes a character that must be there. */
    void expect(char c, String where) {
        if (!accept(c)) {
            throw new SchemaException(
                    at, "Expected '%s' %s but found %s".formatted(c, where, shown()));
        }
    }

    /** What comes next, for messages. */
    String shown() {
        if (atEnd()) {
            return "the end";
        }
        int end = at;
        while (end < text.length() && isWordPart(text.charAt(end))) {
            end++;
        }
        return "'" + text.substring(at, Math.max(end, at + 1)) + "'";
    }

    /** The word that comes next without taking it; empty if none does. */
    String peekWord() {
        skipBlanks();
        int end = at;
        while (end < text.length() && isWordPart(text.charAt(end))) {
            end++;
        }
        return text.substring(at, end);
    }

    /** Takes a word; empty if none comes. */
    String word() {
        String word = peekWord();
        at += word.length();
        return word;
    }

    /** Takes the next word if it is this one, in any case. */
    boolean acceptWord(String upper) {
        String word = peekWord();
        boolean there = Ascii.toUpperCase(word).equals(upper);
        at += there ? word.length() : 0;
        return there;
    }

    /** Takes what stands between quotes of this kind; a quote inside is doubled or escaped. */
    String quoted(char quote) {
        int start = at;
        expect(quote, "here");
        StringBuilder inside = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                inside.append(text.charAt(at++));
            } else if (c != quote) {
                inside.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                inside.append(text.charAt(at++));
            } else {
                return inside.toString();
            }
        }
        throw new SchemaException(start, "A quote starts here and is not closed");
    }

    /** Takes one thing: a quoted text, brackets with what is in them, a word or a character. */
    String piece() {
        skipBlanks();
        int start = at;
        char c = text.charAt(at);
        if (c == '\'' || c == '"' || c == '`') {
            quoted(c);
        } else if (c == '(' || c == '[' || c == '{') {
            brackets();
        } else if (!word().isEmpty()) {
            return text.substring(start, at);
        } else {
            at++;
        }
        return text.substring(start, at);
    }

    private void brackets() {
        int start = at;
        char close = text.charAt(at) == '(' ? ')' : text.charAt(at) == '[' ? ']' : '}';
        at++;
        while (!sees(close)) {
            if (atEnd()) {
                throw new SchemaException(start, "A bracket starts here and is not closed");
            }
            piece();
        }
        at++;
    }

    String between(int start, int end) {
        return text.substring(start, end);
    }

    private static boolean isWordPart(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }
}
