package io.penstock.planner.function;

import com.google.common.collect.ImmutableList;

/**
 * One way to call a function, for whoever lists functions.
 *
 * @param words what it takes and gives as people read it: {@code left(value text, count bigint) →
 *     text}
 * @param parameters in order
 * @param result the type of what it gives, as {@link Parameter#type} has it
 */
public record FunctionForm(String words, ImmutableList<Parameter> parameters, String result) {

    /**
     * One parameter.
     *
     * @param type the SQL type's name; ARRAY, MAP, INTERVAL or JSON text as VARCHAR; ANY when
     *     several types will do
     */
    public record Parameter(String name, String type) {}

    static FunctionForm of(String function, Signature signature) {
        return new FunctionForm(
                function + signature.words(),
                signature.parameters().stream()
                        .map(p -> new Parameter(p.name(), type(p.type())))
                        .collect(ImmutableList.toImmutableList()),
                type(signature.result()));
    }

    private static String type(ValueType type) {
        return switch (type) {
            case ValueType.Plain plain when plain.name().equals("interval") -> "INTERVAL";
            case ValueType.Plain plain -> plain.typeName().getSpaceName();
            case ValueType.WideOf ignored -> "DECIMAL";
            case ValueType.Json ignored -> "VARCHAR";
            case ValueType.ArrayOf ignored -> "ARRAY";
            case ValueType.MapOf ignored -> "MAP";
            case ValueType.Family ignored -> "ANY";
            case ValueType.Variable ignored -> "ANY";
        };
    }
}
