package io.penstock.pipe;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;

import io.penstock.parameter.Parameter;
import io.penstock.parameter.PipeError;
import io.penstock.parameter.ScalarType;
import io.penstock.spi.error.ErrorCode;
import io.penstock.spi.error.QueryException;
import io.penstock.template.Arguments;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Calls that nobody made, to check SQL before anybody does: all parameters given, none given, each
 * text that a condition asks for, and each parameter left out.
 */
final class StandIns {
    /** How many calls there are at most. */
    static final int MOST = 16;

    private static final String ELEMENT_START = "Array(";
    private static final String ANY_TEXT = "x";

    /** A parameter without a type may be meant as a time or a number all the same. */
    private static final ImmutableList<String> OTHER_TEXTS =
            ImmutableList.of("2026-01-31 12:00:00", "2026-01-31", "1");

    private StandIns() {}

    /**
     * The calls, the one with all parameters first, at most 16.
     *
     * @param decisive those that conditions ask about
     * @param comparisons parameters with texts that conditions compare them with
     */
    static ImmutableList<Arguments> calls(
            ImmutableList<Parameter> parameters,
            Set<String> decisive,
            Iterable<Map.Entry<String, String>> comparisons) {
        ImmutableMap<String, String> all = all(parameters);
        Set<ImmutableMap<String, String>> calls = new LinkedHashSet<>();
        calls.add(all);
        calls.add(ImmutableMap.of());
        for (Map.Entry<String, String> comparison : comparisons) {
            Map<String, String> changed = new HashMap<>(all);
            changed.put(comparison.getKey(), comparison.getValue());
            calls.add(ImmutableMap.copyOf(changed));
        }
        for (String name : Sets.intersection(all.keySet(), decisive)) {
            Map<String, String> without = new HashMap<>(all);
            without.remove(name);
            calls.add(ImmutableMap.copyOf(without));
            calls.add(ImmutableMap.of(name, all.getOrDefault(name, "")));
        }
        return calls.stream()
                .limit(MOST)
                .map(StandIns::arguments)
                .collect(ImmutableList.toImmutableList());
    }

    /**
     * What the calls give that don't fail.
     *
     * @param most how many are wanted
     * @return empty when the template calls {@code error(..)} on every way
     * @throws QueryException a value inside quotes, which fails for every caller, or the first
     *     failure when all fail
     */
    static <T> ImmutableList<T> render(
            ImmutableList<Arguments> calls, Function<Arguments, T> render, int most) {
        Rendered<T> first = rendered(calls, render, most);
        if (first.failures().isEmpty() || !first.all().isEmpty()) {
            return first.all();
        }
        for (String text : OTHER_TEXTS) {
            Rendered<T> other = rendered(withText(calls, text), render, most);
            if (!other.all().isEmpty()) {
                return other.all();
            }
        }
        throw first.failures().get(0);
    }

    /**
     * What some calls gave, and why the others gave nothing: never because of {@code error(..)}.
     */
    private record Rendered<T>(ImmutableList<T> all, ImmutableList<QueryException> failures) {}

    private static <T> Rendered<T> rendered(
            ImmutableList<Arguments> calls, Function<Arguments, T> render, int most) {
        List<T> rendered = new ArrayList<>();
        List<QueryException> failures = new ArrayList<>();
        for (Arguments call : calls) {
            if (rendered.size() >= most) {
                break;
            }
            try {
                rendered.add(render.apply(call));
            } catch (QueryException e) {
                if (is(e, PipeError.TEMPLATE_SYNTAX)) {
                    throw e;
                }
                failures.add(e);
            }
        }
        failures.removeIf(
                failure ->
                        is(failure, PipeError.TEMPLATE_ERROR)
                                || is(failure, PipeError.TEMPLATE_CUSTOM_ERROR));
        return new Rendered<>(ImmutableList.copyOf(rendered), ImmutableList.copyOf(failures));
    }

    /** The same calls with another text where any would do. */
    private static ImmutableList<Arguments> withText(ImmutableList<Arguments> calls, String text) {
        return calls.stream()
                .map(call -> withText(call, text))
                .collect(ImmutableList.toImmutableList());
    }

    private static Arguments withText(Arguments call, String text) {
        ImmutableList<String> any = ImmutableList.of(ANY_TEXT);
        return new Arguments(
                ImmutableMap.copyOf(
                        Maps.transformValues(
                                call.given(),
                                given -> given.equals(any) ? ImmutableList.of(text) : given)),
                true);
    }

    private static boolean is(QueryException failure, ErrorCode code) {
        return failure.code() == code;
    }

    private static Arguments arguments(ImmutableMap<String, String> texts) {
        ImmutableMap.Builder<String, ImmutableList<String>> given = ImmutableMap.builder();
        texts.forEach((name, text) -> given.put(name, ImmutableList.of(text)));
        return new Arguments(given.buildOrThrow(), true);
    }

    private static ImmutableMap<String, String> all(ImmutableList<Parameter> parameters) {
        ImmutableMap.Builder<String, String> all = ImmutableMap.builder();
        parameters.stream()
                .filter(StandIns::isKnown)
                .forEach(parameter -> all.put(parameter.name(), text(parameter)));
        return all.buildKeepingLast();
    }

    /** Nobody can say which table a caller will choose. */
    private static boolean isKnown(Parameter parameter) {
        boolean name = parameter.type().equals("table") || parameter.type().equals("symbol");
        return !name || !parameter.allowed().isEmpty() || parameter.defaultValue().isPresent();
    }

    private static String text(Parameter parameter) {
        if (!parameter.allowed().isEmpty()) {
            return parameter.allowed().get(0);
        }
        String type = parameter.type();
        if (parameter.defaultValue().isPresent() && !parameter.defaultValue().get().isEmpty()) {
            return parameter.defaultValue().get();
        }
        if (type.equals("column") || type.equals("columns")) {
            return Arguments.ANY_COLUMN;
        }
        if (type.equals("JSON")) {
            return "[]";
        }
        String element =
                type.startsWith(ELEMENT_START)
                        ? type.substring(ELEMENT_START.length(), type.length() - 1)
                        : type;
        String standIn = ScalarType.of(element).orElse(ScalarType.STRING).standIn();
        // Not empty, so that conditions such as {% if name %} hold.
        return standIn.isEmpty() ? ANY_TEXT : standIn;
    }
}
