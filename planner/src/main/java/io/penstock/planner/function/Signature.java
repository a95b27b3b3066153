package io.penstock.planner.function;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

import io.penstock.planner.catalog.JsonType;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.type.SqlOperandCountRanges;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a function takes and gives, written as {@code (value text, [count bigint]) -> text}. An
 * optional parameter stands in brackets, one that must be a constant has {@code =} before its type,
 * a repeated one (the last) ends in {@code ...}; the result ends in {@code ?} when it can be NULL
 * although no argument is, in {@code !} when it never is, and in {@code ~} when NULL among the
 * arguments need not make it NULL.
 *
 * @param parameters in order; required ones first
 * @param repeated whether the last parameter may be given again and again
 * @param result what comes out
 * @param nulls how NULL gets into the result
 */
record Signature(
        ImmutableList<Parameter> parameters, boolean repeated, ValueType result, Nulls nulls) {

    /**
     * One parameter.
     *
     * @param constant whether the argument must be a literal or a value of the query, the same for
     *     all rows
     */
    record Parameter(String name, ValueType type, boolean optional, boolean constant) {}

    /** When a result is NULL. */
    enum Nulls {
        /** If and only if an argument is. */
        FROM_ARGUMENTS,
        /** Perhaps if an argument is. */
        PERHAPS_FROM_ARGUMENTS,
        ALWAYS_POSSIBLE,
        NEVER
    }

    /**
     * Reads a signature.
     *
     * @throws IllegalArgumentException when it is not one
     */
    static Signature parse(String text) {
        int arrow = text.lastIndexOf(") -> ");
        checkArgument(text.startsWith("(") && arrow > 0, "not a signature: %s", text);
        String inside = text.substring(1, arrow);
        boolean repeated = inside.endsWith("...");
        ImmutableList<Parameter> parameters =
                splitParameters(repeated ? inside.substring(0, inside.length() - 3) : inside);
        String result = text.substring(arrow + 5);
        Nulls nulls =
                switch (result.charAt(result.length() - 1)) {
                    case '?' -> Nulls.ALWAYS_POSSIBLE;
                    case '!' -> Nulls.NEVER;
                    case '~' -> Nulls.PERHAPS_FROM_ARGUMENTS;
                    default -> Nulls.FROM_ARGUMENTS;
                };
        String type =
                nulls == Nulls.FROM_ARGUMENTS ? result : result.substring(0, result.length() - 1);
        return new Signature(parameters, repeated, ValueType.parse(type), nulls);
    }

    private static ImmutableList<Parameter> splitParameters(String inside) {
        if (inside.isEmpty()) {
            return ImmutableList.of();
        }
        return Splitter.on(", ")
                .splitToStream(inside)
                .map(Signature::parameter)
                .collect(ImmutableList.toImmutableList());
    }

    private static Parameter parameter(String text) {
        boolean optional = text.startsWith("[");
        String bare = optional ? text.substring(1, text.length() - 1) : text;
        int space = bare.indexOf(' ');
        checkArgument(space > 0, "a parameter needs a name and a type: %s", text);
        String type = bare.substring(space + 1);
        boolean constant = type.startsWith("=");
        return new Parameter(
                bare.substring(0, space),
                ValueType.parse(constant ? type.substring(1) : type),
                optional,
                constant);
    }

    /** How many arguments there may be. */
    SqlOperandCountRange counts() {
        int required = (int) parameters.stream().filter(parameter -> !parameter.optional()).count();
        return repeated
                ? SqlOperandCountRanges.from(required)
                : SqlOperandCountRanges.between(required, parameters.size());
    }

    /** The parameter that the argument at this place belongs to. */
    Parameter parameter(int argument) {
        return parameters.get(Math.min(argument, parameters.size() - 1));
    }

    /**
     * Fits arguments to the parameters.
     *
     * @param literals whether the argument at a place is a constant, so that text may stand for a
     *     date
     * @return absent when they don't fit
     */
    Optional<Matched> match(
            RelDataTypeFactory types, List<RelDataType> arguments, List<Boolean> literals) {
        if (!counts().isValidCount(arguments.size())) {
            return Optional.empty();
        }
        Bindings bindings = new Bindings(types);
        for (int i = 0; i < arguments.size(); i++) {
            if (parameter(i).constant() && !literals.get(i)
                    || !bindings.accept(parameter(i).type(), arguments.get(i), literals.get(i))) {
                return Optional.empty();
            }
        }
        return bindings.resolved().map(found -> new Matched(this, found));
    }

    /**
     * The result's type for arguments that fit.
     *
     * @param bindings what the variables stand for
     */
    record Matched(Signature signature, Bindings bindings) {
        /** The result's type. */
        RelDataType resultType(List<RelDataType> arguments) {
            boolean nullable =
                    switch (signature.nulls()) {
                        case NEVER -> false;
                        case ALWAYS_POSSIBLE -> true;
                        case FROM_ARGUMENTS, PERHAPS_FROM_ARGUMENTS ->
                                arguments.stream().anyMatch(RelDataType::isNullable);
                    };
            return bindings.type(signature.result(), nullable);
        }

        /** DuckDB's type that the argument at a place must be cast to, if it must. */
        Optional<String> castTo(int argument, RelDataType actual) {
            ValueType parameter = signature.parameter(argument).type();
            if (parameter.equals(ValueType.NAMED.get("jsonable")) && JsonType.is(actual)) {
                return Optional.of("JSON");
            }
            return parameter instanceof ValueType.Plain plain
                            && Bindings.needsCast(plain.typeName(), actual.getSqlTypeName())
                    ? Optional.of(DuckTypes.simple(plain.typeName()))
                    : Optional.empty();
        }
    }

    /** The signature as people read it, without the function's name. */
    String words() {
        String list = parameters.stream().map(Signature::words).collect(Collectors.joining(", "));
        return "(" + list + (repeated ? ", ..." : "") + ") → " + result.words();
    }

    private static String words(Parameter parameter) {
        String words =
                "%s %s%s"
                        .formatted(
                                parameter.name(),
                                parameter.constant() ? "constant " : "",
                                parameter.type().words());
        return parameter.optional() ? "[" + words + "]" : words;
    }
}
