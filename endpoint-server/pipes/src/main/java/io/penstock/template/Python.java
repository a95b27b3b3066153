package io.penstock.template;

import com.google.common.collect.ImmutableList;

import io.penstock.parameter.TypedValue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * Python's meaning of values: texts are String, whole numbers Long or BigInteger, floats Double,
 * decimals BigDecimal, lists and tuples List, dictionaries Map. Source: Python's reference, chapter
 * "Data model"; an {@link Absent} parameter is ours.
 */
final class Python {
    private Python() {}

    /** The value without the type it was declared with. */
    static Object plain(Object value) {
        return switch (value) {
            case TypedValue typed -> typed.python();
            case TypedList list -> list.python();
            case Fragment fragment -> fragment.python();
            default -> value;
        };
    }

    /** Whether {@code if} takes the value for true. */
    static boolean truth(Object value) {
        return switch (plain(value)) {
            case Boolean b -> b;
            case String text -> !text.isEmpty();
            case BigDecimal number -> number.signum() != 0;
            case Number number -> number.doubleValue() != 0;
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case None none -> false;
            case Absent absent -> false;
            default -> true;
        };
    }

    /** {@code ==}. */
    static boolean equal(Object left, Object right) {
        Object a = plain(left);
        Object b = plain(right);
        if (a instanceof Absent || b instanceof Absent) {
            return false;
        }
        if (isNumber(a) && isNumber(b)) {
            return PythonNumbers.compare(a, b) == 0 && !isNaN(a) && !isNaN(b);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            return isTuple(x) == isTuple(y) && equalLists(x, y);
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return x.size() == y.size()
                    && x.entrySet().stream()
                            .allMatch(e -> equal(e.getValue(), lookup(y, e.getKey())));
        }
        return a.equals(b);
    }

    static boolean isTuple(Object plain) {
        return plain instanceof Tuple;
    }

    /**
     * A dictionary's value; None when it has no such key, which no value of ours is equal to.
     *
     * @throws EvaluationException for what is no dictionary or no key
     */
    static Object lookup(Object dictionary, Object key) {
        if (!(dictionary instanceof Map<?, ?> map)) {
            throw new EvaluationException(describe(dictionary) + " has no keys");
        }
        Object wanted = key(key);
        Object exact = map.get(wanted);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (isNumber(wanted) && equal(entry.getKey(), wanted)) {
                return entry.getValue();
            }
        }
        return Absence.NO_SUCH_KEY;
    }

    /** What {@link #lookup} gives for a key that is not there. */
    enum Absence {
        NO_SUCH_KEY
    }

    /** A value that may be a key. */
    static Object key(Object value) {
        Object plain = plain(value);
        boolean mutable = plain instanceof Map || (plain instanceof List && !isTuple(plain));
        if (mutable) {
            throw new EvaluationException(describe(plain) + " can't be a key");
        }
        return plain;
    }

    private static boolean equalLists(List<?> x, List<?> y) {
        if (x.size() != y.size()) {
            return false;
        }
        for (int i = 0; i < x.size(); i++) {
            if (!equal(x.get(i), y.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Less than zero, zero or more, for {@code <} and its like. */
    static int compare(Object left, Object right, Operation operation) {
        Object a = plain(left);
        Object b = plain(right);
        if (isNumber(a) && isNumber(b)) {
            return PythonNumbers.compare(a, b);
        }
        if (a instanceof String x && b instanceof String y) {
            return compareTexts(x, y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y && isTuple(x) == isTuple(y)) {
            return compareLists(x, y, operation);
        }
        if (a instanceof Absent absent) {
            throw new MissingException(absent);
        }
        if (b instanceof Absent absent) {
            throw new MissingException(absent);
        }
        throw new EvaluationException(
                "%s %s %s can't be compared%s"
                        .formatted(describe(a), operation.symbol(), describe(b), typeHint(a, b)));
    }

    /** By code points, as Python does; UTF-16 would put some characters in another order. */
    private static int compareTexts(String x, String y) {
        int[] a = x.codePoints().toArray();
        int[] b = y.codePoints().toArray();
        return java.util.Arrays.compare(a, b);
    }

    private static int compareLists(List<?> x, List<?> y, Operation operation) {
        for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
            if (!equal(x.get(i), y.get(i))) {
                return compare(x.get(i), y.get(i), operation);
            }
        }
        return Integer.compare(x.size(), y.size());
    }

    /** {@code item in container}. */
    static boolean contains(Object container, Object item) {
        Object wanted = plain(item);
        return switch (plain(container)) {
            case String text when wanted instanceof String part -> text.contains(part);
            case String text when wanted instanceof Absent -> false;
            case List<?> list -> list.stream().anyMatch(element -> equal(element, wanted));
            case Map<?, ?> map -> lookup(map, wanted) != Absence.NO_SUCH_KEY;
            case Absent absent -> false;
            case Object other ->
                    throw new EvaluationException(
                            "%s can't be in %s".formatted(describe(wanted), describe(other)));
        };
    }

    /** {@code is}: the same nothing, or equal and of one kind. */
    static boolean same(Object left, Object right) {
        Object a = plain(left);
        Object b = plain(right);
        if (a == None.NONE) {
            return b == None.NONE || b instanceof Absent;
        }
        if (b == None.NONE) {
            return a instanceof Absent;
        }
        return a.getClass() == b.getClass() && equal(a, b);
    }

    /** {@code str(value)}. */
    static String text(Object value) {
        return switch (plain(value)) {
            case String text -> text;
            case Boolean b -> b ? "True" : "False";
            case Double number -> PythonNumbers.text(number);
            case BigDecimal number -> number.toPlainString();
            case None none -> "None";
            case Absent absent -> "";
            case Tuple tuple -> "(" + joined(tuple) + (tuple.size() == 1 ? ",)" : ")");
            case List<?> list -> "[" + joined(list) + "]";
            case Map<?, ?> map ->
                    "{"
                            + String.join(
                                    ", ",
                                    map.entrySet().stream()
                                            .map(
                                                    e ->
                                                            quoted(e.getKey())
                                                                    + ": "
                                                                    + quoted(e.getValue()))
                                            .toList())
                            + "}";
            case Object other -> other.toString();
        };
    }

    private static String joined(List<?> list) {
        return String.join(", ", list.stream().map(Python::quoted).toList());
    }

    /** {@code repr(value)}. */
    static String quoted(Object value) {
        return plain(value) instanceof String text ? PythonEscapes.quoted(text) : text(value);
    }

    /** What can be walked through: lists, the letters of a text, the keys of a dictionary. */
    static List<?> items(Object value) {
        return switch (plain(value)) {
            case List<?> list -> list;
            case Map<?, ?> map -> ImmutableList.copyOf(map.keySet());
            case String text -> text.codePoints().mapToObj(Character::toString).toList();
            case Absent absent -> throw missing(absent);
            case Object other -> throw new EvaluationException(describe(other) + " is not a list");
        };
    }

    /** For messages: never the value itself, which may be private. */
    static String describe(Object value) {
        return switch (plain(value)) {
            case String text -> "a text";
            case Boolean b -> "a boolean";
            case Long number -> "a whole number";
            case BigInteger number -> "a whole number";
            case Number number -> "a number";
            case Tuple tuple -> "a tuple";
            case List<?> list -> "a list";
            case Map<?, ?> map -> "a dictionary";
            case None none -> "None";
            case Absent absent -> "the missing parameter '" + absent.parameter() + "'";
            case Object other -> "a function";
        };
    }

    private static String typeHint(Object a, Object b) {
        boolean textAndNumber =
                (a instanceof String && isNumber(b)) || (isNumber(a) && b instanceof String);
        return textAndNumber
                ? "; parameters are texts until a type function such as Int32(..) reads them"
                : "";
    }

    static EvaluationException missing(Absent absent) {
        return new MissingException(absent);
    }

    static boolean isNumber(Object plain) {
        return plain instanceof Number || plain instanceof Boolean;
    }

    private static boolean isNaN(Object plain) {
        return plain instanceof Double number && number.isNaN();
    }
}
