package io.penstock.planner.parse;

import java.util.ArrayDeque;
import java.util.Deque;

/** Knows, while pieces go by, whether the next one stands in a cast's type or a row's text. */
final class ParenStack {
    private final Deque<Level> open = new ArrayDeque<>();

    private enum Level {
        /** Any parenthesis. */
        PLAIN,
        /** Before the AS of a cast. */
        CAST,
        /** Behind the AS of a cast, and everything inside there. */
        TYPE,
        /** The arguments of a row's text, where a star is one. */
        ROW_TEXT
    }

    /** Takes the next piece. */
    void see(SqlToken token, SqlToken before) {
        if (token.isSymbol("(")) {
            open.push(opened(before));
        } else if (token.isSymbol(")") && !open.isEmpty()) {
            open.pop();
        } else if (token.isWord("as") && open.peek() == Level.CAST) {
            open.pop();
            open.push(Level.TYPE);
        }
    }

    private Level opened(SqlToken before) {
        if (inType()) {
            return Level.TYPE;
        }
        if (isCast(before)) {
            return Level.CAST;
        }
        return RowTexts.isName(before.word()) ? Level.ROW_TEXT : Level.PLAIN;
    }

    private static boolean isCast(SqlToken token) {
        return token.isWord("cast") || token.isWord("try_cast") || token.isWord("safe_cast");
    }

    /** Whether the arguments of a row's text stand here. */
    boolean inRowText() {
        return open.peek() == Level.ROW_TEXT;
    }

    /** Whether a type stands here. */
    boolean inType() {
        return open.peek() == Level.TYPE;
    }
}
