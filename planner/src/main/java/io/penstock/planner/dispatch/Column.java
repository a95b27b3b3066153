package io.penstock.planner.dispatch;

/**
 * How a block writes one of its columns.
 *
 * @param text an expression over what the block has in FROM
 * @param kind what may be done with the text
 */
record Column(String text, Kind kind) {
    /** A column that nobody above asks for; it is never printed. */
    static final Column ABSENT = new Column("NULL", Kind.CONSTANT);

    /** What kind of expression a column is; it decides where the text may be repeated. */
    enum Kind {
        /** A column of something in FROM; may stand anywhere, any number of times. */
        REFERENCE,
        /** The same in every row: may move out of the block. */
        CONSTANT,
        /** Computed from one row. */
        SCALAR,
        /** Has a sub-query, or a function that differs from call to call: once, where it stands. */
        HEAVY,
        /** Computed from a group. */
        AGGREGATE,
        /** Computed over a window: SELECT and nowhere else. */
        WINDOW
    }

    static Column reference(String alias, String name) {
        return new Column(alias + "." + DuckText.name(name), Kind.REFERENCE);
    }

    boolean is(Kind other) {
        return kind == other;
    }

    /** Whether repeating the text repeats no work. */
    boolean isCheap() {
        return kind == Kind.REFERENCE || kind == Kind.CONSTANT;
    }
}
