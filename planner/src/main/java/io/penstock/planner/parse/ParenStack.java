package io.penstock.planner.parse;

import java.util.ArrayDeque;
import java.util.Deque;

/** Knows, while pieces go by, whether the next one stands in a cast's type. */
final class ParenStack {
    private final Deque<Level> open = new ArrayDeque<>();

    private enum Level {
        /** Any parenthesis. */
        PLAIN,
        /** Before the AS of a cast. */
        CAST,
        /** Behind the AS of a cast, and everything inside there. */
        TYPE
    }

    /** Takes the next piece. */
    void see(SqlToken token, SqlToken before) {
        if (token.isSymbol("(")) {
            open.push(inType() ? Level.TYPE : isCast(before) ? Level.CAST : Level.PLAIN);
        } else if (token.isSymbol(")") && !open.isEmpty()) {
            open.pop();
        } else if (token.isWord("as") && open.peek() == Level.CAST) {
            open.pop();
            open.push(Level.TYPE);
        }
    }

    private static boolean isCast(SqlToken token) {
        return token.isWord("cast") || token.isWord("try_cast") || token.isWord("safe_cast");
    }

    /** Whether a type stands here. */
    boolean inType() {
        return open.peek() == Level.TYPE;
    }
}
