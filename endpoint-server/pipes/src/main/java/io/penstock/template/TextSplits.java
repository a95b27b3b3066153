package io.penstock.template;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;

import java.util.ArrayList;
import java.util.List;

/** Texts cut into parts, as Python does. */
final class TextSplits {
    private TextSplits() {}

    /**
     * The parts of a text.
     *
     * @param separator empty for any run of blanks
     * @param most how often to split at most; negative for no limit
     * @param fromRight whether to count from the end
     */
    static List<Object> split(String text, String separator, int most, boolean fromRight) {
        if (fromRight && most >= 0) {
            List<Object> mirrored =
                    split(mirror(text), mirror(separator), most, false).stream()
                            .map(part -> (Object) mirror(part.toString()))
                            .toList();
            return new ArrayList<>(Lists.reverse(mirrored));
        }
        return separator.isEmpty() ? byBlanks(text, most) : bySeparator(text, separator, most);
    }

    private static String mirror(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    private static List<Object> bySeparator(String text, String separator, int most) {
        List<Object> parts = new ArrayList<>();
        int start = 0;
        int end = text.indexOf(separator);
        while (end >= 0 && (most < 0 || parts.size() < most)) {
            parts.add(text.substring(start, end));
            start = end + separator.length();
            end = text.indexOf(separator, start);
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static List<Object> byBlanks(String text, int most) {
        List<Object> parts = new ArrayList<>();
        int at = blanksEnd(text, 0);
        while (at < text.length()) {
            int end = most >= 0 && parts.size() == most ? text.length() : wordEnd(text, at);
            parts.add(text.substring(at, end));
            at = blanksEnd(text, end);
        }
        return parts;
    }

    private static int blanksEnd(String text, int start) {
        int at = start;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int wordEnd(String text, int start) {
        int at = start;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static List<Object> lines(String text) {
        List<Object> lines = new ArrayList<>(text.lines().toList());
        return ImmutableList.copyOf(lines);
    }

    /** What is before a separator, the separator, and what is behind it. */
    static Tuple partition(String text, String separator, boolean last) {
        if (separator.isEmpty()) {
            throw new EvaluationException("An empty text can't separate");
        }
        int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (at < 0) {
            return Tuple.of(last ? ImmutableList.of("", "", text) : ImmutableList.of(text, "", ""));
        }
        return Tuple.of(
                ImmutableList.of(
                        text.substring(0, at), separator, text.substring(at + separator.length())));
    }
}
