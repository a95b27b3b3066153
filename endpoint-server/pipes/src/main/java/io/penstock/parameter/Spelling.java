package io.penstock.parameter;

import com.google.common.base.Ascii;

import java.util.Optional;

/** Finds what somebody may have meant. */
public final class Spelling {
    private static final int MOST_EDITS = 2;

    private Spelling() {}

    /** The nearest of some words, without regard to case, if it is near enough to be meant. */
    public static Optional<String> near(String word, Iterable<String> known) {
        int best = Math.min(MOST_EDITS, word.length() / 2) + 1;
        Optional<String> nearest = Optional.empty();
        for (String candidate : known) {
            int edits = edits(Ascii.toLowerCase(word), Ascii.toLowerCase(candidate));
            if (edits < best) {
                best = edits;
                nearest = Optional.of(candidate);
            }
        }
        return nearest;
    }

    /** {@code ". Did you mean ..?"} to end a message with; empty when nothing is near. */
    public static String suggestion(String word, Iterable<String> known) {
        return near(word, known).map(near -> ". Did you mean " + near + "?").orElse("");
    }

    /** Letters to insert, delete or replace. Source: Wagner and Fischer, 1974. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
