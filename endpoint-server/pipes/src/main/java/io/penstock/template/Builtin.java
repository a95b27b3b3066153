package io.penstock.template;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;

import io.penstock.parameter.CustomError;
import io.penstock.parameter.Numbers;
import io.penstock.parameter.PipeError;
import io.penstock.spi.error.QueryException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The functions that templates may call besides the type functions: some of Python's own, and those
 * of the template language. Each gets finished values and gives one.
 */
enum Builtin {
    LEN("len", 1, 1),
    INT("int", 1, 1),
    FLOAT("float", 1, 1),
    STR("str", 1, 1),
    BOOL("bool", 1, 1),
    ABS("abs", 1, 1),
    ROUND("round", 1, 2),
    MIN("min", 1, Builtin.MANY),
    MAX("max", 1, Builtin.MANY),
    SUM("sum", 1, 1),
    RANGE("range", 1, 3),
    LIST("list", 0, 1),
    TUPLE("tuple", 0, 1),
    DICT("dict", 0, 1),
    REVERSED("reversed", 1, 1),
    ANY("any", 1, 1),
    ALL("all", 1, 1),
    REPR("repr", 1, 1),
    ZIP("zip", 0, Builtin.MANY),
    ENUMERATE("enumerate", 1, 2, "start"),
    SORTED("sorted", 1, 1, "reverse"),
    SPLIT_TO_ARRAY("split_to_array", 1, 3, "default", "separator"),
    ENUMERATE_WITH_LAST("enumerate_with_last", 1, 1),
    DAY_DIFF("day_diff", 2, 2),
    DATE_DIFF_IN_SECONDS(
            "date_diff_in_seconds", 2, 5, "date_format", "backup_date_format", "none_if_error"),
    DATE_DIFF_IN_MINUTES(
            "date_diff_in_minutes", 2, 5, "date_format", "backup_date_format", "none_if_error"),
    DATE_DIFF_IN_HOURS(
            "date_diff_in_hours", 2, 5, "date_format", "backup_date_format", "none_if_error"),
    DATE_DIFF_IN_DAYS(
            "date_diff_in_days", 2, 5, "date_format", "backup_date_format", "none_if_error"),
    SQL_UNESCAPE("sql_unescape", 1, 2),
    TB_SECRET("tb_secret", 1, 2),
    TB_VAR("tb_var", 1, 2),
    ERROR("error", 1, 1),
    CUSTOM_ERROR("custom_error", 1, 2, "status"),
    MAX_THREADS("max_threads", 0, Builtin.MANY),
    CACHE_TTL("cache_ttl", 0, Builtin.MANY),
    BACKEND_HINT("backend_hint", 0, Builtin.MANY),
    ACTIVATE("activate", 0, Builtin.MANY);

    private static final int MANY = 100;
    private static final Fragment NOTHING = new Fragment("", "");
    private static final ImmutableMap<String, Builtin> BY_NAME = byName();

    private final String python;
    private final int fewest;
    private final int most;
    private final ImmutableSet<String> keywords;

    Builtin(String python, int fewest, int most, String... keywords) {
        this.python = python;
        this.fewest = fewest;
        this.most = most;
        this.keywords = ImmutableSet.copyOf(keywords);
    }

    static Optional<Builtin> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    static ImmutableSet<String> names() {
        return BY_NAME.keySet();
    }

    /** What is wrong with a call of this shape, if anything. */
    Optional<String> misuse(int arguments, Iterable<String> named) {
        for (String keyword : named) {
            if (!keywords.contains(keyword)) {
                return Optional.of("%s has no keyword '%s'".formatted(python, keyword));
            }
        }
        if (arguments < fewest || arguments > most) {
            String right = fewest == most ? "" + fewest : fewest + " to " + most;
            return Optional.of("%s takes %s arguments, not %d".formatted(python, right, arguments));
        }
        return Optional.empty();
    }

    /**
     * Calls the function.
     *
     * @param named keyword arguments
     * @throws EvaluationException when a value does not suit it
     */
    Object call(List<Object> arguments, Map<String, Object> named) {
        return switch (this) {
            case LEN -> (long) Python.items(arguments.get(0)).size();
            case INT -> whole(arguments.get(0));
            case FLOAT -> real(arguments.get(0));
            case STR -> Python.text(arguments.get(0));
            case BOOL -> Python.truth(arguments.get(0));
            case ABS -> absolute(arguments.get(0));
            case ROUND -> round(arguments);
            case MIN -> extreme(arguments, Operation.LESS);
            case MAX -> extreme(arguments, Operation.GREATER);
            case SUM -> sum(Python.items(arguments.get(0)));
            case RANGE -> range(arguments);
            case LIST ->
                    arguments.isEmpty()
                            ? ImmutableList.of()
                            : ImmutableList.copyOf(Python.items(arguments.get(0)));
            case TUPLE ->
                    Tuple.of(
                            arguments.isEmpty()
                                    ? ImmutableList.of()
                                    : Python.items(arguments.get(0)));
            case DICT -> dictionary(arguments);
            case REVERSED -> Lists.reverse(Python.items(arguments.get(0)));
            case ANY -> Python.items(arguments.get(0)).stream().anyMatch(Python::truth);
            case ALL -> Python.items(arguments.get(0)).stream().allMatch(Python::truth);
            case REPR -> Python.quoted(arguments.get(0));
            case ZIP -> zip(arguments);
            case ENUMERATE -> enumerate(arguments, named);
            case SORTED ->
                    sorted(arguments.get(0), Python.truth(named.getOrDefault("reverse", false)));
            case SPLIT_TO_ARRAY -> split(arguments, named);
            case ENUMERATE_WITH_LAST -> withLast(Python.items(arguments.get(0)));
            case DAY_DIFF, DATE_DIFF_IN_DAYS -> DateDifferences.days(arguments, named);
            case DATE_DIFF_IN_SECONDS -> DateDifferences.difference(arguments, named, 1);
            case DATE_DIFF_IN_MINUTES -> DateDifferences.difference(arguments, named, 60);
            case DATE_DIFF_IN_HOURS -> DateDifferences.difference(arguments, named, 3600);
            // Values are bound as they are, so there is no escape to take back.
            case SQL_UNESCAPE -> Python.plain(arguments.get(0));
            case CUSTOM_ERROR -> throw customError(arguments, named);
            case TB_SECRET, TB_VAR -> throw new IllegalArgumentException(python);
            case ERROR ->
                    throw new QueryException(
                            PipeError.TEMPLATE_ERROR, Python.text(arguments.get(0)));
            case MAX_THREADS, CACHE_TTL, BACKEND_HINT, ACTIVATE -> NOTHING;
        };
    }

    private static Object whole(Object value) {
        if (!(Python.plain(value) instanceof String text)) {
            return PythonNumbers.truncate(value);
        }
        try {
            PythonOperations.checkSize(text.length() * 100L);
            return Numbers.shortest(new BigInteger(text.strip()));
        } catch (NumberFormatException e) {
            throw new EvaluationException("int(..) got a text that is no whole number");
        }
    }

    private static Object real(Object value) {
        if (!(Python.plain(value) instanceof String text)) {
            return PythonNumbers.toDouble(value);
        }
        return io.penstock.parameter.ScalarType.FLOAT64
                .parse(text)
                .map(typed -> typed.python())
                .orElseThrow(
                        () -> new EvaluationException("float(..) got a text that is no number"));
    }

    private static Object absolute(Object value) {
        Object number = PythonNumbers.number(value);
        if (number instanceof Double d) {
            return Math.abs(d);
        }
        return PythonNumbers.compare(number, 0L) < 0 ? PythonNumbers.negate(number) : number;
    }

    private static Object round(List<Object> arguments) {
        Object number = PythonNumbers.number(arguments.get(0));
        boolean digits = arguments.size() > 1 && arguments.get(1) != None.NONE;
        if (!digits) {
            return number instanceof Double d
                    ? PythonNumbers.truncate(Math.rint(d))
                    : PythonNumbers.truncate(number);
        }
        int places = Math.max(-400, Math.min(400, PythonNumbers.index(arguments.get(1))));
        return switch (number) {
            case Double d when !Double.isFinite(d) -> d;
            case Double d ->
                    Math.copySign(
                            new BigDecimal(d)
                                    .setScale(places, RoundingMode.HALF_EVEN)
                                    .doubleValue(),
                            d);
            case BigDecimal d -> d.setScale(places, RoundingMode.HALF_EVEN);
            case Object n when places >= 0 -> n;
            case Object n ->
                    PythonNumbers.truncate(
                            new BigDecimal(n.toString()).setScale(places, RoundingMode.HALF_EVEN));
        };
    }

    private static Object extreme(List<Object> arguments, Operation better) {
        List<?> items = arguments.size() == 1 ? Python.items(arguments.get(0)) : arguments;
        if (items.isEmpty()) {
            throw new EvaluationException("An empty list has no smallest or largest item");
        }
        Object best = items.get(0);
        for (Object item : items.subList(1, items.size())) {
            if ((boolean) PythonOperations.apply(better, item, best)) {
                best = item;
            }
        }
        return best;
    }

    private static Object sum(List<?> items) {
        Object total = 0L;
        for (Object item : items) {
            total = PythonNumbers.apply(Operation.ADD, total, item);
        }
        return total;
    }

    private static Object range(List<Object> arguments) {
        int first = PythonNumbers.index(arguments.get(0));
        int start = arguments.size() == 1 ? 0 : first;
        int stop = arguments.size() == 1 ? first : PythonNumbers.index(arguments.get(1));
        int step = arguments.size() < 3 ? 1 : PythonNumbers.index(arguments.get(2));
        if (step == 0) {
            throw new EvaluationException("The step of range(..) can't be 0");
        }
        PythonOperations.checkSize(((long) stop - start) / step);
        List<Object> numbers = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            numbers.add(i);
        }
        return numbers;
    }

    private static Object zip(List<Object> arguments) {
        List<List<?>> lists = new ArrayList<>();
        int shortest = arguments.isEmpty() ? 0 : Integer.MAX_VALUE;
        for (Object argument : arguments) {
            lists.add(Python.items(argument));
            shortest = Math.min(shortest, Python.items(argument).size());
        }
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < shortest; i++) {
            int row = i;
            rows.add(Tuple.of(Lists.transform(lists, list -> list.get(row))));
        }
        return rows;
    }

    private static Object enumerate(List<Object> arguments, Map<String, Object> named) {
        Object given = arguments.size() > 1 ? arguments.get(1) : named.getOrDefault("start", 0L);
        long number = PythonNumbers.index(given);
        List<Object> pairs = new ArrayList<>();
        for (Object item : Python.items(arguments.get(0))) {
            pairs.add(Tuple.of(number++, item));
        }
        return pairs;
    }

    private static Object withLast(List<?> items) {
        List<Object> pairs = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            pairs.add(Tuple.of(i == items.size() - 1, items.get(i)));
        }
        return pairs;
    }

    private static Object dictionary(List<Object> arguments) {
        if (arguments.isEmpty()) {
            return ImmutableMap.of();
        }
        if (Python.plain(arguments.get(0)) instanceof Map<?, ?> map) {
            return map;
        }
        List<Object> parts = new ArrayList<>();
        for (Object pair : Python.items(arguments.get(0))) {
            List<?> items = Python.items(pair);
            if (items.size() != 2) {
                throw new EvaluationException("dict(..) needs pairs");
            }
            parts.addAll(items);
        }
        return Rendering.dictionary(parts);
    }

    private static QueryException customError(List<Object> arguments, Map<String, Object> named) {
        Object given = arguments.size() > 1 ? arguments.get(1) : named.getOrDefault("status", 400L);
        int status = PythonNumbers.index(given);
        if (status < 400 || status > 599) {
            throw new EvaluationException(
                    "The status of custom_error(..) is %d; it must be 400 to 599"
                            .formatted(status));
        }
        String document = JsonTexts.write(arguments.get(0));
        return new QueryException(
                PipeError.TEMPLATE_CUSTOM_ERROR, document, new CustomError(document, status));
    }

    private static Object sorted(Object value, boolean reverse) {
        Comparator<Object> order = (a, b) -> Python.compare(a, b, Operation.LESS);
        List<Object> items = new ArrayList<>(Python.items(value));
        items.sort(reverse ? order.reversed() : order);
        return items;
    }

    private static Object split(List<Object> arguments, Map<String, Object> named) {
        Object first = Python.plain(arguments.get(0));
        Object fallback =
                arguments.size() > 1 ? arguments.get(1) : named.getOrDefault("default", "");
        Object separator =
                arguments.size() > 2 ? arguments.get(2) : named.getOrDefault("separator", ",");
        Object value = first instanceof Absent ? Python.plain(fallback) : first;
        if (value instanceof List<?>) {
            return value;
        }
        String text = Python.text(value);
        List<Object> parts = new ArrayList<>();
        if (!text.isEmpty()) {
            for (Object part : TextSplits.split(text, Python.text(separator), -1, false)) {
                parts.add(Python.text(part).strip());
            }
        }
        return parts;
    }

    private static ImmutableMap<String, Builtin> byName() {
        ImmutableMap.Builder<String, Builtin> builtins = ImmutableMap.builder();
        for (Builtin builtin : values()) {
            builtins.put(builtin.python, builtin);
        }
        return builtins.buildOrThrow();
    }
}
