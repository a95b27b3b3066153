package io.penstock.planner.explain;

import io.penstock.spi.engine.RunProfile;

import java.util.Locale;

/**
 * Keys, or rows, that a source is sent once they are known.
 *
 * @param what keys or rows
 * @param of what people call the column that has them, or the tables
 * @param connection the source
 * @param most if there are more, none are sent
 */
public record SentKeys(What what, String of, String connection, int most) {

    /** What is sent. */
    public enum What {
        /** The different values of a column; or nothing. */
        KEYS,
        /** All rows; nothing goes without them. */
        ROWS
    }

    /** What is going to be done. */
    String planned() {
        return "%s are sent to %s (at most %s)".formatted(words(), connection, count(most));
    }

    /** What was done. */
    String done(RunProfile.Keys keys) {
        String found = count(keys.found());
        return switch (keys.outcome()) {
            case SENT -> "%s that were sent to %s: %s".formatted(words(), connection, found);
            case TOO_MANY -> notSent("there are more than " + found);
            case NOT_WORTH_IT -> notSent(found + " would not have kept enough rows away");
            case UNTELLABLE -> notSent("one of them has the character NUL");
        };
    }

    private String notSent(String reason) {
        return "%s were not sent to %s: %s".formatted(words(), connection, reason);
    }

    private String words() {
        return what == What.KEYS ? "keys of " + of : "rows of " + of;
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
