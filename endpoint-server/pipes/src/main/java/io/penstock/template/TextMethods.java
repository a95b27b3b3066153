package io.penstock.template;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The methods of texts, lists and dictionaries that templates may call. Source: Python's library.
 */
final class TextMethods {
    /** Fewest and most arguments of each method. */
    private static final ImmutableMap<String, ImmutableList<Integer>> ARGUMENTS =
            ImmutableMap.<String, ImmutableList<Integer>>builder()
                    .put("split", ImmutableList.of(0, 2))
                    .put("rsplit", ImmutableList.of(0, 1))
                    .put("startswith", ImmutableList.of(1, 1))
                    .put("endswith", ImmutableList.of(1, 1))
                    .put("upper", ImmutableList.of(0, 0))
                    .put("lower", ImmutableList.of(0, 0))
                    .put("strip", ImmutableList.of(0, 1))
                    .put("lstrip", ImmutableList.of(0, 1))
                    .put("rstrip", ImmutableList.of(0, 1))
                    .put("replace", ImmutableList.of(2, 2))
                    .put("join", ImmutableList.of(1, 1))
                    .put("find", ImmutableList.of(1, 1))
                    .put("count", ImmutableList.of(1, 1))
                    .put("isdigit", ImmutableList.of(0, 0))
                    .put("get", ImmutableList.of(1, 2))
                    .put("keys", ImmutableList.of(0, 0))
                    .put("values", ImmutableList.of(0, 0))
                    .put("items", ImmutableList.of(0, 0))
                    .buildOrThrow();

    private TextMethods() {}

    static ImmutableSet<String> names() {
        return ARGUMENTS.keySet();
    }

    static boolean fits(String method, int arguments) {
        ImmutableList<Integer> range = ARGUMENTS.getOrDefault(method, ImmutableList.of(0, -1));
        return arguments >= range.get(0) && arguments <= range.get(1);
    }

    /** Calls a method of {@link #names()} with a number of arguments that fits. */
    static Object call(Object target, String method, List<Object> arguments) {
        return switch (Python.plain(target)) {
            case String text -> onText(text, method, arguments);
            case Map<?, ?> map -> onDictionary(map, method, arguments);
            case List<?> list when method.equals("count") ->
                    list.stream().filter(i -> Python.equal(i, arguments.get(0))).count();
            case Absent absent -> throw Python.missing(absent);
            case Object other -> throw unknown(method, other);
        };
    }

    private static Object onText(String text, String method, List<Object> arguments) {
        return switch (method) {
            case "split" ->
                    split(
                            text,
                            arguments.isEmpty() || arguments.get(0) == None.NONE
                                    ? ""
                                    : text(arguments.get(0)),
                            arguments.size() > 1 ? PythonNumbers.index(arguments.get(1)) : -1);
            case "rsplit" -> split(text, arguments.isEmpty() ? "" : text(arguments.get(0)), -1);
            case "startswith" -> any(arguments.get(0), text::startsWith);
            case "endswith" -> any(arguments.get(0), text::endsWith);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "strip" -> strip(text, arguments, true, true);
            case "lstrip" -> strip(text, arguments, true, false);
            case "rstrip" -> strip(text, arguments, false, true);
            case "replace" -> replace(text, text(arguments.get(0)), text(arguments.get(1)));
            case "join" -> join(text, Python.items(arguments.get(0)));
            case "find" -> (long) text.indexOf(text(arguments.get(0)));
            case "count" -> (long) split(text, text(arguments.get(0)), -1).size() - 1;
            case "isdigit" -> !text.isEmpty() && text.codePoints().allMatch(Character::isDigit);
            default -> throw unknown(method, text);
        };
    }

    private static Object onDictionary(Map<?, ?> map, String method, List<Object> arguments) {
        return switch (method) {
            case "get" -> {
                Object value = map.get(Python.plain(arguments.get(0)));
                Object fallback = arguments.size() > 1 ? arguments.get(1) : None.NONE;
                yield value == null ? fallback : value;
            }
            case "keys" -> ImmutableList.copyOf(map.keySet());
            case "values" -> ImmutableList.copyOf(map.values());
            case "items" ->
                    map.entrySet().stream()
                            .map(entry -> ImmutableList.of(entry.getKey(), entry.getValue()))
                            .toList();
            default -> throw unknown(method, map);
        };
    }

    /**
     * The parts of a text.
     *
     * @param separator empty for any run of blanks
     * @param most how often to split at most; negative for no limit
     */
    static List<Object> split(String text, String separator, int most) {
        if (separator.isEmpty()) {
            return blankSplit(text);
        }
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

    private static List<Object> blankSplit(String text) {
        List<Object> parts = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (char c : (text + " ").toCharArray()) {
            if (!Character.isWhitespace(c)) {
                word.append(c);
            } else if (!word.isEmpty()) {
                parts.add(word.toString());
                word.setLength(0);
            }
        }
        return parts;
    }

    private static boolean any(Object wanted, java.util.function.Predicate<String> test) {
        return Python.plain(wanted) instanceof List<?> list
                ? list.stream().anyMatch(item -> test.test(text(item)))
                : test.test(text(wanted));
    }

    private static String strip(String text, List<Object> arguments, boolean left, boolean right) {
        String drop = arguments.isEmpty() ? " \t\n\r\f\u000b" : text(arguments.get(0));
        int start = 0;
        int end = text.length();
        while (left && start < end && drop.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (right && end > start && drop.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }

    private static String replace(String text, String from, String to) {
        long grown = (long) text.length() + (long) (text.length() + 1) * to.length();
        PythonOperations.checkSize(grown);
        return text.replace(from, to);
    }

    private static String join(String separator, List<?> items) {
        List<String> texts = items.stream().map(TextMethods::text).toList();
        long size = texts.stream().mapToLong(t -> t.length() + separator.length()).sum();
        PythonOperations.checkSize(size);
        return String.join(separator, texts);
    }

    private static String text(Object value) {
        if (Python.plain(value) instanceof String text) {
            return text;
        }
        throw new EvaluationException("Expected a text but found " + Python.describe(value));
    }

    private static EvaluationException unknown(String method, Object target) {
        return new EvaluationException(
                "%s has no method '%s'"
                        .formatted(
                                Ascii.toUpperCase(Python.describe(target).substring(0, 1))
                                        + Python.describe(target).substring(1),
                                method));
    }
}
