package io.penstock.planner.parse;

import com.google.common.base.Ascii;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an unknown name may have been meant to be. */
final class Suggestions {
    /** More names than this are no help in a message. */
    private static final int MAX_LISTED = 12;

    private Suggestions() {}

    /** The most similar name, if any is similar. */
    static Optional<String> nearest(String name, Collection<String> known) {
        String wanted = Ascii.toLowerCase(name);
        int tolerance = Math.max(1, wanted.length() / 3);
        return known.stream()
                .filter(candidate -> !Ascii.equalsIgnoreCase(candidate, name))
                .filter(candidate -> Math.abs(candidate.length() - name.length()) <= tolerance)
                .filter(candidate -> distance(wanted, Ascii.toLowerCase(candidate)) <= tolerance)
                .min(
                        Comparator.comparingInt(
                                (String candidate) ->
                                        distance(wanted, Ascii.toLowerCase(candidate))));
    }

    /** {@code a, b, c and 20 more}. */
    static String list(Collection<String> names) {
        List<String> distinct = names.stream().distinct().toList();
        String shown = distinct.stream().limit(MAX_LISTED).collect(Collectors.joining(", "));
        int more = distinct.size() - MAX_LISTED;
        return more > 0 ? shown + " and " + more + " more" : shown;
    }

    /** How many letters differ: Levenshtein's distance, row by row. */
    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + change);
            }
            above = row;
        }
        return above[other.length()];
    }
}
