package io.penstock.template;

/**
 * A word of an expression.
 *
 * @param kind what it is
 * @param text its name or symbol; for a text, decoded
 * @param offset where it starts, from the start of the template's text
 */
record Token(Kind kind, String text, int offset) {
    enum Kind {
        NAME,
        NUMBER,
        TEXT,
        SYMBOL,
        END
    }

    boolean is(String symbolOrWord) {
        return (kind == Kind.SYMBOL || kind == Kind.NAME) && text.equals(symbolOrWord);
    }

    /** For messages. */
    String shown() {
        return kind == Kind.END ? "the end of the tag" : "'" + text + "'";
    }
}
