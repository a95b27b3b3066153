package io.penstock.template;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import java.util.List;
import java.util.Map;

/**
 * The methods of texts, lists and dictionaries that templates may call. Source: Python's library.
 */
final class TextMethods {
    /** Fewest and most arguments of each method. */
    private static final ImmutableMap<String, ImmutableList<Integer>> ARGUMENTS =
            ImmutableMap.<String, ImmutableList<Integer>>builder()
                    .put("split", ImmutableList.of(0, 2))
                    .put("rsplit", ImmutableList.of(0, 2))
                    .put("startswith", ImmutableList.of(1, 1))
                    .put("endswith", ImmutableList.of(1, 1))
                    .put("upper", ImmutableList.of(0, 0))
                    .put("lower", ImmutableList.of(0, 0))
                    .put("strip", ImmutableList.of(0, 1))
                    .put("lstrip", ImmutableList.of(0, 1))
                    .put("rstrip", ImmutableList.of(0, 1))
                    .put("replace", ImmutableList.of(2, 3))
                    .put("format", ImmutableList.of(0, 100))
                    .put("title", ImmutableList.of(0, 0))
                    .put("capitalize", ImmutableList.of(0, 0))
                    .put("swapcase", ImmutableList.of(0, 0))
                    .put("casefold", ImmutableList.of(0, 0))
                    .put("isalpha", ImmutableList.of(0, 0))
                    .put("isalnum", ImmutableList.of(0, 0))
                    .put("isupper", ImmutableList.of(0, 0))
                    .put("islower", ImmutableList.of(0, 0))
                    .put("isspace", ImmutableList.of(0, 0))
                    .put("isnumeric", ImmutableList.of(0, 0))
                    .put("zfill", ImmutableList.of(1, 1))
                    .put("ljust", ImmutableList.of(1, 2))
                    .put("rjust", ImmutableList.of(1, 2))
                    .put("splitlines", ImmutableList.of(0, 0))
                    .put("partition", ImmutableList.of(1, 1))
                    .put("rpartition", ImmutableList.of(1, 1))
                    .put("removeprefix", ImmutableList.of(1, 1))
                    .put("removesuffix", ImmutableList.of(1, 1))
                    .put("rfind", ImmutableList.of(1, 1))
                    .put("index", ImmutableList.of(1, 1))
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
            case List<?> list when method.equals("index") -> index(list, arguments.get(0));
            case Absent absent -> throw Python.missing(absent);
            case Object other -> throw unknown(method, other);
        };
    }

    private static Object onText(String text, String method, List<Object> arguments) {
        return switch (method) {
            case "split" -> TextSplits.split(text, separator(arguments), most(arguments, 1), false);
            case "rsplit" -> TextSplits.split(text, separator(arguments), most(arguments, 1), true);
            case "splitlines" -> TextSplits.lines(text);
            case "partition" -> TextSplits.partition(text, text(arguments.get(0)), false);
            case "rpartition" -> TextSplits.partition(text, text(arguments.get(0)), true);
            case "format" -> PythonFormatting.format(text, arguments);
            case "startswith" -> any(arguments.get(0), text::startsWith);
            case "endswith" -> any(arguments.get(0), text::endsWith);
            case "strip" -> strip(text, arguments, true, true);
            case "lstrip" -> strip(text, arguments, true, false);
            case "rstrip" -> strip(text, arguments, false, true);
            case "replace" ->
                    replace(
                            text,
                            text(arguments.get(0)),
                            text(arguments.get(1)),
                            most(arguments, 2));
            case "removeprefix" ->
                    text.startsWith(text(arguments.get(0)))
                            ? text.substring(text(arguments.get(0)).length())
                            : text;
            case "removesuffix" ->
                    text.endsWith(text(arguments.get(0)))
                            ? text.substring(0, text.length() - text(arguments.get(0)).length())
                            : text;
            case "zfill" -> zeroFilled(text, PythonNumbers.index(arguments.get(0)));
            case "ljust" -> padded(text, arguments, '<');
            case "rjust" -> padded(text, arguments, '>');
            case "rfind" -> place(text, text.lastIndexOf(text(arguments.get(0))));
            case "index" -> found(place(text, text.indexOf(text(arguments.get(0)))));
            case "join" -> join(text, Python.items(arguments.get(0)));
            case "find" -> place(text, text.indexOf(text(arguments.get(0))));
            case "count" -> count(text, text(arguments.get(0)));
            default -> TextKinds.call(text, method).orElseThrow(() -> unknown(method, text));
        };
    }

    private static Object onDictionary(Map<?, ?> map, String method, List<Object> arguments) {
        return switch (method) {
            case "get" -> {
                Object value = Python.lookup(map, arguments.get(0));
                Object fallback = arguments.size() > 1 ? arguments.get(1) : None.NONE;
                yield value == Python.Absence.NO_SUCH_KEY ? fallback : value;
            }
            case "keys" -> ImmutableList.copyOf(map.keySet());
            case "values" -> ImmutableList.copyOf(map.values());
            case "items" ->
                    map.entrySet().stream()
                            .map(entry -> Tuple.of(entry.getKey(), entry.getValue()))
                            .toList();
            default -> throw unknown(method, map);
        };
    }

    private static boolean any(Object wanted, java.util.function.Predicate<String> test) {
        return Python.plain(wanted) instanceof Tuple list
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

    private static String replace(String text, String from, String to, int most) {
        long grown = (long) text.length() + (long) (text.length() + 1) * to.length();
        PythonOperations.checkSize(grown);
        if (most < 0) {
            return text.replace(from, to);
        }
        StringBuilder replaced = new StringBuilder();
        int done = 0;
        int end = 0;
        for (int at = text.indexOf(from);
                at >= 0 && done < most;
                at =
                        from.isEmpty()
                                ? (end < text.length() ? end + 1 : -1)
                                : text.indexOf(from, end)) {
            replaced.append(text, end, at).append(to);
            end = at + from.length();
            done++;
        }
        return replaced.append(text, Math.min(end, text.length()), text.length()).toString();
    }

    private static String separator(List<Object> arguments) {
        if (arguments.isEmpty() || arguments.get(0) == None.NONE) {
            return "";
        }
        String separator = text(arguments.get(0));
        if (separator.isEmpty()) {
            throw new EvaluationException("An empty text can't separate");
        }
        return separator;
    }

    private static int most(List<Object> arguments, int place) {
        return arguments.size() > place ? PythonNumbers.index(arguments.get(place)) : -1;
    }

    private static Object index(List<?> list, Object wanted) {
        for (int i = 0; i < list.size(); i++) {
            if (Python.equal(list.get(i), wanted)) {
                return (long) i;
            }
        }
        throw new EvaluationException("The list has no such item");
    }

    /** A place counted in characters, as Python does; negative for none. */
    private static long place(String text, int at) {
        return at < 0 ? at : text.codePointCount(0, at);
    }

    private static long found(long place) {
        if (place < 0) {
            throw new EvaluationException("The text has no such part");
        }
        return place;
    }

    private static long count(String text, String part) {
        return part.isEmpty()
                ? text.codePointCount(0, text.length()) + 1L
                : TextSplits.split(text, part, -1, false).size() - 1L;
    }

    private static String padded(String text, List<Object> arguments, char align) {
        String fill = arguments.size() > 1 ? text(arguments.get(1)) : " ";
        if (fill.length() != 1) {
            throw new EvaluationException("The filling must be one character");
        }
        int width = PythonNumbers.index(arguments.get(0));
        PythonOperations.checkSize(width);
        return PythonFormatting.padded(text, width, fill.charAt(0), align);
    }

    private static String zeroFilled(String text, int width) {
        PythonOperations.checkSize(width);
        boolean signed = text.startsWith("+") || text.startsWith("-");
        String sign = signed ? text.substring(0, 1) : "";
        return sign
                + PythonFormatting.padded(
                        text.substring(sign.length()), width - sign.length(), '0', '>');
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
