package io.penstock.template;

import io.penstock.template.Site.Operator;

import java.util.List;
import java.util.Map;

/**
 * How much one rendering has handled, in characters and items. Every step is charged with what it
 * reads and makes, and no value is larger or deeper than allowed, counted whole: so no step takes
 * long, and neither do all of them, though a small template can say something huge. Thread: one.
 */
final class Work {
    /** What one value may weigh: its characters and items and those of all its items. */
    private static final int MAX_WEIGHT = 2 * PythonOperations.MAX_SIZE;

    private static final int MAX_DEPTH = 64;
    private static final long MAX_TOTAL = 10_000_000;

    /** Comparing a character is this much cheaper than making one. */
    private static final int SEARCHING = 100;

    private long total;

    /** Whether there was too much of it. */
    boolean isTooMuch() {
        return total > MAX_TOTAL;
    }

    static String limit() {
        return "The template handles over %,d characters and items".formatted(MAX_TOTAL);
    }

    /**
     * Charges a step with what it reads.
     *
     * @throws EvaluationException when a value is too large by itself
     */
    void before(PebbleFunction function, Site site, List<Object> values) {
        total +=
                switch (function) {
                    case OPERATOR -> operator((Operator) site, values);
                    case METHOD -> method(values);
                    case CALL, PUT, SQL_AND, TYPE, FALLBACK, ENTER -> weights(values);
                    case SET -> ((Site.Names) site).names().size() > 1 ? weights(values) : 0;
                    case SLICE, SUBSCRIPT -> letters(values.get(0));
                    default -> 0;
                };
    }

    /**
     * Charges a step with what it made.
     *
     * @throws EvaluationException when the value is too large
     */
    void after(PebbleFunction function, Object value) {
        total +=
                switch (function) {
                    case OPERATOR, METHOD, CALL, SLICE, LIST, TUPLE, DICTIONARY, TYPE ->
                            weight(value);
                    default -> 0;
                };
    }

    private static long operator(Operator site, List<Object> values) {
        boolean search = site.operation() == Operation.IN || site.operation() == Operation.NOT_IN;
        return search ? search(values.getLast(), values.get(0)) : weights(values);
    }

    private static long method(List<Object> values) {
        long all = Python.plain(values.get(0)) instanceof Map ? 1 : weight(values.get(0));
        for (Object argument : values.subList(1, values.size())) {
            all += search(values.get(0), argument);
        }
        return all;
    }

    /** A part is looked for at each place of a text, or among all items. */
    private static long search(Object where, Object what) {
        return weight(what)
                + (Python.plain(where) instanceof Map ? 1 : weight(where))
                + letters(where) * letters(what) / SEARCHING;
    }

    private static long letters(Object value) {
        return Python.plain(value) instanceof String text ? text.length() : 1;
    }

    private static long weights(List<Object> values) {
        long all = 0;
        for (Object value : values) {
            all += weight(value);
        }
        return all;
    }

    private static long weight(Object value) {
        return weight(value, 0);
    }

    private static long weight(Object value, int depth) {
        Object plain = Python.plain(value);
        if (depth > MAX_DEPTH) {
            throw new EvaluationException("A value is nested over %d deep".formatted(MAX_DEPTH));
        }
        return switch (plain) {
            case String text -> 1L + text.length();
            case List<?> list -> 1 + all(list, depth + 1);
            case Map<?, ?> map -> 1 + all(map.keySet(), depth + 1) + all(map.values(), depth + 1);
            default -> 1;
        };
    }

    private static long all(Iterable<?> values, int depth) {
        long weight = 0;
        for (Object value : values) {
            weight += weight(value, depth);
            if (weight > MAX_WEIGHT) {
                throw new EvaluationException(
                        "A value has over %,d characters and items in it".formatted(MAX_WEIGHT));
            }
        }
        return weight;
    }
}
