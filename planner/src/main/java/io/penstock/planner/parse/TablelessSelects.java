package io.penstock.planner.parse;

import com.google.common.collect.ImmutableSet;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Knows, while pieces go by, whether a condition belongs to a SELECT that reads no table, which the
 * parser does not take: {@code SELECT 1 WHERE FALSE}.
 */
final class TablelessSelects {
    /** A table of one row, and of no column that anybody could name. */
    static final String ONE_ROW = "FROM (VALUES (0)) AS \"-\"(\"-\") ";

    private static final ImmutableSet<String> BEFORE_STAR =
            ImmutableSet.of("select", "distinct", "all");

    private static final ImmutableSet<String> SET_OPERATIONS =
            ImmutableSet.of("union", "intersect", "except");

    private final Deque<State> open = new ArrayDeque<>();
    private State now = State.OUTSIDE;

    private enum State {
        /** No SELECT has begun here. */
        OUTSIDE,
        /** In the list of what is selected. */
        LIST,
        /** Behind FROM or a condition, or in a list with a star: left as it is. */
        SETTLED
    }

    /**
     * Takes the next piece.
     *
     * @return whether the one row has to stand before it
     */
    boolean see(SqlToken token, SqlToken before) {
        if (token.isSymbol("(")) {
            open.push(now);
            now = State.OUTSIDE;
        } else if (token.isSymbol(")") && !open.isEmpty()) {
            now = open.pop();
        } else if (token.isSymbol(";")) {
            now = State.OUTSIDE;
        } else if (token.isWord("select")) {
            now = State.LIST;
        } else if (now == State.LIST) {
            return inList(token, before);
        }
        return false;
    }

    private boolean inList(SqlToken token, SqlToken before) {
        if (before.isSymbol(".")) {
            return false;
        }
        if (token.isWord("where")) {
            now = State.SETTLED;
            return true;
        }
        if (SET_OPERATIONS.contains(token.word())) {
            now = State.OUTSIDE;
        } else if (isFrom(token, before) || isStar(token, before)) {
            now = State.SETTLED;
        }
        return false;
    }

    /** Not that of IS DISTINCT FROM. */
    private static boolean isFrom(SqlToken token, SqlToken before) {
        return token.isWord("from") && !before.isWord("distinct");
    }

    private static boolean isStar(SqlToken token, SqlToken before) {
        return token.isSymbol("*") && (before.isSymbol(",") || BEFORE_STAR.contains(before.word()));
    }
}
