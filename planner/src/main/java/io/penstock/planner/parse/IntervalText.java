package io.penstock.planner.parse;

import com.google.common.base.Ascii;
import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableSet;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Intervals as PostgreSQL writes them, all in one text: {@code '1 day 2 hours'}. */
final class IntervalText {
    private static final Pattern PART =
            Pattern.compile("\\s*([+-]?\\d+(?:\\.\\d+)?)\\s*([A-Za-z]+)\\s*,?");

    private static final ImmutableSet<String> UNITS =
            ImmutableSet.of(
                    "year",
                    "quarter",
                    "month",
                    "week",
                    "day",
                    "hour",
                    "minute",
                    "second",
                    "years",
                    "quarters",
                    "months",
                    "weeks",
                    "days",
                    "hours",
                    "minutes",
                    "seconds");

    private IntervalText() {}

    /** Whether a word counts time. */
    static boolean isUnit(String word) {
        return UNITS.contains(word);
    }

    /** SQL's way to write it, in parentheses; empty when the text is something else. */
    static String spell(String quoted) {
        String text = quoted.substring(1, quoted.length() - 1);
        List<String> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(text);
        int end = 0;
        while (end < text.length() && matcher.find(end) && matcher.start() == end) {
            String unit = unit(Ascii.toLowerCase(matcher.group(2)));
            if (unit.isEmpty()) {
                return "";
            }
            parts.add(part(matcher.group(1), unit));
            end = matcher.end();
        }
        if (parts.isEmpty() || end < text.length()) {
            return "";
        }
        return parts.size() == 1 ? parts.get(0) : "(" + Joiner.on(" + ").join(parts) + ")";
    }

    private static String part(String number, String unit) {
        boolean negative = number.startsWith("-");
        String digits =
                number.startsWith("-") || number.startsWith("+") ? number.substring(1) : number;
        return "INTERVAL " + (negative ? "-" : "") + "'" + digits + "' " + unit;
    }

    private static String unit(String word) {
        if (!UNITS.contains(word)) {
            return "";
        }
        return word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
    }
}
