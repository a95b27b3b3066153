package io.penstock.template;

/** All that Pebble runs for us, besides its {@code if} and {@code for}. */
enum PebbleFunction {
    /** Copies text. */
    TEXT,
    /** Puts a value into the SQL. */
    PUT,
    /** Gives variables their values. */
    SET,
    LITERAL,
    NAME,
    /** Whether a condition holds. */
    TRUTH,
    /** Remembers a value and gives it back. */
    KEEP,
    KEPT,
    /** Whether the caller gave a parameter. */
    GIVEN,
    /** Reads a value as a type. */
    TYPE,
    /** Reads a default as a type. */
    FALLBACK,
    /** Calls a {@link Builtin}. */
    CALL,
    METHOD,
    OPERATOR,
    SUBSCRIPT,
    SLICE,
    LIST,
    TUPLE,
    /** Joins conditions on columns. */
    SQL_AND,
    /** Keys and values by turns. */
    DICTIONARY,
    /** Starts a loop over items, or an endless one. */
    ENTER,
    TURNS,
    /** Whether a turn of a loop is to be made; fills its variables. */
    TURN,
    /** Whether an endless loop goes on. */
    HOLDS,
    /** Leaves a turn or a loop. */
    LEAVE,
    /** Whether the turn has not been left. */
    RUNNING,
    /** Ends a loop; whether no {@code break} had left it. */
    EXIT
}
