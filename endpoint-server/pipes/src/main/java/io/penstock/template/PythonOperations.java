package io.penstock.template;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Python's operators, subscripts and slices on the values of {@link Python}. */
final class PythonOperations {
    /** Longest text or list that an operator may make. */
    static final int MAX_SIZE = 100_000;

    private PythonOperations() {}

    /** One operator on one or two operands. */
    static Object apply(Operation operation, Object left, Object right) {
        return switch (operation) {
            case ADD -> add(left, right);
            case MULTIPLY -> multiply(left, right);
            case SUBTRACT, DIVIDE, FLOOR_DIVIDE, REMAINDER, POWER ->
                    arithmetic(operation, left, right);
            case NEGATE -> PythonNumbers.negate(left);
            case POSITIVE -> PythonNumbers.number(left);
            case NOT -> !Python.truth(left);
            case EQUAL -> Python.equal(left, right);
            case NOT_EQUAL -> !Python.equal(left, right);
            case LESS -> Python.compare(left, right, operation) < 0;
            case LESS_OR_EQUAL -> Python.compare(left, right, operation) <= 0;
            case GREATER -> Python.compare(left, right, operation) > 0;
            case GREATER_OR_EQUAL -> Python.compare(left, right, operation) >= 0;
            case IN -> Python.contains(right, left);
            case NOT_IN -> !Python.contains(right, left);
            case IS -> Python.same(left, right);
            case IS_NOT -> !Python.same(left, right);
        };
    }

    private static Object arithmetic(Operation operation, Object left, Object right) {
        if (operation == Operation.REMAINDER && Python.plain(left) instanceof String format) {
            return PythonFormatting.percent(format, right);
        }
        return PythonNumbers.apply(operation, left, right);
    }

    private static Object add(Object left, Object right) {
        Object a = Python.plain(left);
        Object b = Python.plain(right);
        if (a instanceof String x && b instanceof String y) {
            checkSize((long) x.length() + y.length());
            return x + y;
        }
        if (a instanceof List<?> x && b instanceof List<?> y && isTuple(x) == isTuple(y)) {
            checkSize((long) x.size() + y.size());
            return like(x, ImmutableList.builder().addAll(x).addAll(y).build());
        }
        if (a instanceof Absent absent) {
            throw new MissingException(absent);
        }
        if (b instanceof Absent absent) {
            throw new MissingException(absent);
        }
        if (a instanceof String || b instanceof String) {
            Object other = a instanceof String ? b : a;
            throw new EvaluationException(
                    "%s can't be added to a text; str(..) makes a text of it"
                            .formatted(Python.describe(other)));
        }
        return PythonNumbers.apply(Operation.ADD, a, b);
    }

    private static Object multiply(Object left, Object right) {
        Object a = Python.plain(left);
        Object b = Python.plain(right);
        if (a instanceof String || a instanceof List) {
            return repeat(a, PythonNumbers.index(b));
        }
        if (b instanceof String || b instanceof List) {
            return repeat(b, PythonNumbers.index(a));
        }
        return PythonNumbers.apply(Operation.MULTIPLY, a, b);
    }

    private static Object repeat(Object value, int count) {
        int times = Math.max(0, count);
        if (value instanceof String text) {
            checkSize((long) text.length() * times);
            return Strings.repeat(text, times);
        }
        List<?> list = (List<?>) value;
        checkSize((long) list.size() * times);
        ImmutableList.Builder<Object> repeated = ImmutableList.builder();
        for (int i = 0; i < times; i++) {
            repeated.addAll(list);
        }
        return like(list, repeated.build());
    }

    private static boolean isTuple(List<?> list) {
        return Python.isTuple(list);
    }

    /** A list, or a tuple when the first one is. */
    private static List<Object> like(List<?> first, List<Object> items) {
        return isTuple(first) ? Tuple.of(items) : items;
    }

    static void checkSize(long size) {
        if (size > MAX_SIZE) {
            throw new EvaluationException(
                    "A text or list of %d is too long; at most %d".formatted(size, MAX_SIZE));
        }
    }

    /** {@code target[index]}. */
    static Object subscript(Object target, Object index) {
        Object plain = Python.plain(target);
        if (plain instanceof Map<?, ?> map) {
            Object value = Python.lookup(map, index);
            if (value == Python.Absence.NO_SUCH_KEY) {
                throw new EvaluationException("The dictionary has no such key");
            }
            return value;
        }
        List<?> items = Python.items(plain);
        int at = PythonNumbers.index(index);
        int place = at < 0 ? at + items.size() : at;
        if (place < 0 || place >= items.size()) {
            throw new EvaluationException(
                    "There is no item %d in %s of %d"
                            .formatted(at, Python.describe(plain), items.size()));
        }
        return items.get(place);
    }

    /** {@code target[from:to:step]}, each bound None when left out. */
    static Object slice(Object target, Object from, Object to, Object step) {
        if (Python.plain(target) instanceof Map) {
            throw new EvaluationException("A dictionary has no slices");
        }
        List<?> items = Python.items(target);
        int stride = step == None.NONE ? 1 : PythonNumbers.index(step);
        if (stride == 0) {
            throw new EvaluationException("A slice's step can't be 0");
        }
        List<Object> picked = new ArrayList<>();
        int size = items.size();
        int start = bound(from, stride > 0 ? 0 : size - 1, size, stride);
        int stop = bound(to, stride > 0 ? size : -1, size, stride);
        for (long i = start; stride > 0 ? i < stop : i > stop; i += stride) {
            picked.add(items.get((int) i));
        }
        return Python.plain(target) instanceof String
                ? String.join("", picked.stream().map(Python::text).toList())
                : like(
                        Python.plain(target) instanceof List<?> list ? list : picked,
                        Collections.unmodifiableList(picked));
    }

    private static int bound(Object given, int whenLeftOut, int size, int stride) {
        if (given == None.NONE) {
            return whenLeftOut;
        }
        int at = PythonNumbers.index(given);
        int place = at < 0 ? at + size : at;
        return stride > 0
                ? Math.max(0, Math.min(size, place))
                : Math.max(-1, Math.min(size - 1, place));
    }
}
