package io.penstock.template;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.parameter.TypedValue;

import java.util.List;

/** {@code sql_and(column__op=value, ..)}: the conditions whose value is given, joined with AND. */
final class Conditions {
    private static final ImmutableMap<String, String> OPERATORS =
            ImmutableMap.of(
                    "in", "IN", "not_in", "NOT IN", "gt", ">", "lt", "<", "gte", ">=", "lte", "<=");

    private Conditions() {}

    /**
     * One condition as a keyword says it.
     *
     * @param column as the author wrote it
     * @param operator as SQL writes it
     */
    record Test(String column, String operator) {
        boolean takesList() {
            return operator.endsWith("IN");
        }
    }

    /** What a keyword means: {@code price__gte} is {@code price >=}. */
    static Test test(String keyword) {
        int mark = keyword.lastIndexOf("__");
        String operator = mark < 1 ? null : OPERATORS.get(keyword.substring(mark + 2));
        return operator == null
                ? new Test(keyword, "=")
                : new Test(keyword.substring(0, mark), operator);
    }

    /**
     * The joined conditions; true when no value is given.
     *
     * @param values one for each test
     */
    static Condition join(ImmutableList<Test> tests, List<Object> values) {
        ImmutableList.Builder<Object> parts = ImmutableList.builder();
        String before = "(";
        for (int i = 0; i < tests.size(); i++) {
            Object value = values.get(i);
            if (Python.plain(value) instanceof Absent || value == None.NONE) {
                continue;
            }
            Test test = tests.get(i);
            parts.add(before + '"' + test.column() + "\" " + test.operator() + " ");
            add(parts, test, value);
            before = " AND ";
        }
        ImmutableList<Object> found = parts.build();
        return new Condition(
                found.isEmpty()
                        ? ImmutableList.of("TRUE")
                        : ImmutableList.builder().addAll(found).add(")").build());
    }

    private static void add(ImmutableList.Builder<Object> parts, Test test, Object value) {
        boolean list = Python.plain(value) instanceof List;
        if (list != test.takesList()) {
            throw new EvaluationException(
                    list
                            ? "The condition on '%s' got a list; write %s__in="
                                    .formatted(test.column(), test.column())
                            : "The condition %s on '%s' needs a list, such as Array(..)"
                                    .formatted(test.operator(), test.column()));
        }
        // JSON with a list in it is one value by itself, and here its items are meant.
        boolean typed = value instanceof TypedList || (value instanceof TypedValue && !list);
        parts.add(typed ? value : Rendering.typed(value));
    }
}
