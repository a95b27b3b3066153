package io.penstock.planner.parse;

import com.google.common.base.Ascii;

/**
 * A piece of SQL text.
 *
 * @param text as the author wrote it, with quotes
 * @param start its offset in the text, from 0
 */
record SqlToken(Kind kind, String text, int start) {
    /** What a piece is. */
    enum Kind {
        /** A name or a keyword; which of them, the grammar decides. */
        WORD,
        /** A name in double quotes or backticks. */
        QUOTED,
        STRING,
        NUMBER,
        /** {@code ?}. */
        VALUE,
        SYMBOL,
        /** Behind the last piece. */
        END
    }

    int end() {
        return start + text.length();
    }

    /** Whether this is the keyword, in any case. */
    boolean isWord(String word) {
        return kind == Kind.WORD && Ascii.equalsIgnoreCase(text, word);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /** The word in lower case; empty for everything else. */
    String word() {
        return kind == Kind.WORD ? Ascii.toLowerCase(text) : "";
    }
}
