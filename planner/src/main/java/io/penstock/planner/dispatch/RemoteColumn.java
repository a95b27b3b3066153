package io.penstock.planner.dispatch;

import java.util.Optional;

/**
 * A column as a source's SQL writes it.
 *
 * @param text an expression over what the SELECT has in FROM
 * @param nature what the source makes of it when it compares
 * @param simple whether it is a column of something in FROM, so that repeating it repeats no work
 * @param collation of text, where the source must be told it
 */
record RemoteColumn(String text, Nature nature, boolean simple, Optional<String> collation) {

    /** What a source makes of a column when it compares. */
    enum Nature {
        /** What its type says. */
        PLAIN,
        /** Text in an order of its own: which one holds between two such columns must be said. */
        COLLATED,
        /** Text that was computed from others, so that its order is not certain. */
        COMPUTED,
        /** Text that is filled up with blanks, which do not count there. */
        PADDED,
        /** Something that is text only here. */
        OPAQUE
    }

    RemoteColumn(String text, Nature nature, boolean simple) {
        this(text, nature, simple, Optional.empty());
    }

    static RemoteColumn computed(String text) {
        return new RemoteColumn(text, Nature.COMPUTED, false);
    }

    /** A column of the same nature that has another name. */
    RemoteColumn named(String name) {
        return new RemoteColumn(name, nature, true, collation);
    }

    /** Whether it is only compared, if at all, by what the caller knows besides. */
    boolean opaque() {
        return nature == Nature.OPAQUE || nature == Nature.PADDED;
    }
}
