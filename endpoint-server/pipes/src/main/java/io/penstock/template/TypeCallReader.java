package io.penstock.template;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;

import io.penstock.parameter.ScalarType;
import io.penstock.template.Expression.Call;
import io.penstock.template.Expression.Name;
import io.penstock.template.TypeCall.Shape;

import java.util.List;
import java.util.Optional;

/** Checks a call of a type function and takes its arguments apart. */
final class TypeCallReader {
    static final ImmutableSet<String> KEYWORDS =
            ImmutableSet.of(
                    "default", "description", "required", "example", "enum", "values", "format");
    private static final ImmutableMap<String, Shape> SHAPES =
            ImmutableMap.<String, Shape>builder()
                    .put("Array", Shape.LIST)
                    .put("column", Shape.COLUMN)
                    .put("columns", Shape.COLUMNS)
                    .put("table", Shape.TABLE)
                    .put("TABLE", Shape.TABLE)
                    .put("symbol", Shape.SYMBOL)
                    .put("Symbol", Shape.SYMBOL)
                    .put("JSON", Shape.JSON)
                    .buildOrThrow();
    private static final ImmutableSet<ScalarType> DATES =
            ImmutableSet.of(ScalarType.DATE, ScalarType.DATE_TIME, ScalarType.DATE_TIME_64);

    private TypeCallReader() {}

    /**
     * A type function's call, apart.
     *
     * @param call what rendering needs
     * @param subject the parameter or expression that is read
     * @param fallback what counts when there is no value
     * @param keywords the call's keywords that are known without a call
     */
    record Parts(
            TypeCall call,
            Expression subject,
            Optional<Expression> fallback,
            ImmutableMap<String, Object> keywords) {}

    static boolean isType(String function) {
        return SHAPES.containsKey(function) || ScalarType.of(function).isPresent();
    }

    /** The names of all type functions. */
    static Iterable<String> functions() {
        return Iterables.concat(SHAPES.keySet(), ScalarType.functions());
    }

    /**
     * Takes a call apart.
     *
     * @throws SyntaxException when it has arguments that mean nothing
     */
    static Parts read(Call call) {
        String function = call.function();
        Shape shape = SHAPES.getOrDefault(function, Shape.VALUE);
        ImmutableList<Expression> arguments = call.arguments();
        int most = shape == Shape.LIST ? 3 : 2;
        if (arguments.isEmpty() || arguments.size() > most) {
            throw new SyntaxException(
                    call.offset(),
                    "%s takes a parameter's name%s and a default; description and the like need"
                                    .formatted(function, shape == Shape.LIST ? ", a type" : "")
                            + " their keyword");
        }
        ScalarType element =
                shape == Shape.LIST
                        ? elementType(arguments)
                        : ScalarType.of(function).orElse(ScalarType.STRING);
        ImmutableMap<String, Object> keywords = keywords(call);
        Expression subject = arguments.get(0);
        Optional<Expression> fallback =
                arguments.size() == most
                        ? Optional.of(arguments.get(most - 1))
                        : Optional.ofNullable(call.keywords().get("default"));
        // Some authors write a date's pattern where the default goes.
        Optional<String> pattern =
                fallback.flatMap(Constants::fold)
                        .map(Constants::text)
                        .filter(text -> DATES.contains(element) && DateFormats.isPattern(text));
        TypeCall typeCall =
                new TypeCall(
                        shape,
                        element,
                        subject instanceof Name name ? Optional.of(name.name()) : Optional.empty(),
                        Python.truth(keywords.getOrDefault("required", false)),
                        allowed(keywords),
                        pattern.or(() -> format(keywords)));
        return new Parts(
                typeCall, subject, pattern.isPresent() ? Optional.empty() : fallback, keywords);
    }

    private static Optional<String> format(ImmutableMap<String, Object> keywords) {
        return Optional.ofNullable(keywords.get("format")).map(Constants::text);
    }

    private static ScalarType elementType(ImmutableList<Expression> arguments) {
        if (arguments.size() < 2) {
            return ScalarType.STRING;
        }
        Expression type = arguments.get(1);
        String name =
                type instanceof Name bare
                        ? bare.name()
                        : Constants.fold(type).map(Python::text).orElse("");
        return ScalarType.of(name)
                .orElseThrow(
                        () ->
                                new SyntaxException(
                                        type.offset(),
                                        "Array needs its items' type as a text, one of "
                                                + Joiner.on(", ").join(ScalarType.functions())));
    }

    private static ImmutableMap<String, Object> keywords(Call call) {
        ImmutableMap.Builder<String, Object> constants = ImmutableMap.builder();
        call.keywords()
                .forEach(
                        (keyword, value) -> {
                            if (!KEYWORDS.contains(keyword)) {
                                throw new SyntaxException(
                                        value.offset(),
                                        "%s has no keyword '%s'; there are %s"
                                                .formatted(
                                                        call.function(),
                                                        keyword,
                                                        Joiner.on(", ").join(KEYWORDS)));
                            }
                            constant(keyword, value)
                                    .ifPresent(constant -> constants.put(keyword, constant));
                        });
        return constants.buildOrThrow();
    }

    private static Optional<Object> constant(String keyword, Expression value) {
        // true and false in lower case are variables in Python, and none here means it.
        Optional<Object> constant =
                value instanceof Name name
                                && (name.name().equals("true") || name.name().equals("false"))
                        ? Optional.of(name.name().equals("true"))
                        : Constants.fold(value);
        if (constant.isEmpty() && !keyword.equals("default")) {
            throw new SyntaxException(
                    value.offset(), "'%s' must be a plain value here".formatted(keyword));
        }
        return constant;
    }

    private static ImmutableList<String> allowed(ImmutableMap<String, Object> keywords) {
        Object values = keywords.getOrDefault("enum", keywords.getOrDefault("values", List.of()));
        List<?> list =
                switch (values) {
                    case String text ->
                            TextSplits.split(text, ",", -1, false).stream()
                                    .map(part -> Python.text(part).strip())
                                    .toList();
                    case List<?> items -> items;
                    case Object one -> List.of(one);
                };
        return list.stream().map(Constants::text).collect(ImmutableList.toImmutableList());
    }
}
