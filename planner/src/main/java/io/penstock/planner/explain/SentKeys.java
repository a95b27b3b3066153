package io.penstock.planner.explain;

import io.penstock.spi.engine.RunProfile;

import java.util.Locale;

/**
 * Keys that a source is sent once they are known.
 *
 * @param of what people call the column that has them
 * @param connection the source
 * @param most if there are more, none are sent
 */
public record SentKeys(String of, String connection, int most) {

    /** What is going to be done. */
    String planned() {
        return "keys of %s are sent to %s (at most %s)".formatted(of, connection, count(most));
    }

    /** What was done. */
    String done(RunProfile.Keys keys) {
        String found = count(keys.found());
        return switch (keys.outcome()) {
            case SENT -> "keys of %s that were sent to %s: %s".formatted(of, connection, found);
            case TOO_MANY -> notSent("there are more than " + found);
            case NOT_WORTH_IT -> notSent(found + " would not have kept enough rows away");
            case UNTELLABLE -> notSent("one of them has the character NUL");
        };
    }

    private String notSent(String reason) {
        return "keys of %s were not sent to %s: %s".formatted(of, connection, reason);
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
