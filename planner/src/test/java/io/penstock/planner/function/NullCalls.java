package io.penstock.planner.function;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.function.CatalogueFunction.Overload;
import io.penstock.planner.function.Signature.Nulls;
import io.penstock.planner.function.Signature.Parameter;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A call with one argument NULL and harmless values for the others. */
record NullCalls(String sql, Nulls nulls) {

    /** For every form and every parameter one. */
    static Stream<NullCalls> of(CatalogueFunction function) {
        return function.overloads().stream().flatMap(overload -> of(function, overload));
    }

    private static Stream<NullCalls> of(CatalogueFunction function, Overload overload) {
        ImmutableList<Parameter> parameters = overload.signature().parameters();
        return IntStream.range(0, parameters.size())
                // A constant NULL is an error of its own; an object's names come in pairs.
                .filter(
                        i ->
                                !parameters.get(i).constant()
                                        && !parameters.get(i).name().equals("pair"))
                .mapToObj(
                        i ->
                                new NullCalls(
                                        call(function.name(), parameters, i),
                                        overload.signature().nulls()));
    }

    private static String call(String name, List<Parameter> parameters, int nullAt) {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            Sample sample = Sample.of(parameters.get(i));
            arguments.add(
                    i == nullAt ? "CAST(NULL AS %s)".formatted(sample.type()) : sample.value());
        }
        return "\"%s\"(%s)".formatted(name, String.join(", ", arguments));
    }

    private record Sample(String value, String type) {
        static Sample of(Parameter parameter) {
            return parameter.name().equals("flags")
                    ? new Sample("'i'", "VARCHAR")
                    : of(parameter.type());
        }

        static Sample of(ValueType type) {
            return switch (type) {
                case ValueType.Plain plain -> ofName(plain.name());
                case ValueType.Family family -> ofName(family.name());
                case ValueType.Variable variable -> ofName(variable.name());
                case ValueType.WideOf wide -> of(wide.decimal());
                case ValueType.Json ignored -> new Sample("'[1]'", "VARCHAR");
                case ValueType.ArrayOf array -> {
                    Sample element = of(array.element());
                    yield new Sample(
                            "ARRAY[%s]".formatted(element.value()), element.type() + " ARRAY");
                }
                case ValueType.MapOf map -> new Sample("MAP[1, 1]", "MAP<INTEGER, INTEGER>");
            };
        }

        private static Sample ofName(String name) {
            return switch (name) {
                case "text" -> new Sample("'year'", "VARCHAR");
                case "boolean" -> new Sample("TRUE", "BOOLEAN");
                case "double" -> new Sample("CAST(0.5 AS DOUBLE)", "DOUBLE");
                case "date" -> new Sample("DATE '2024-05-17'", "DATE");
                case "time" -> new Sample("TIME '13:45:00'", "TIME");
                case "D", "moment", "timestamp" ->
                        new Sample("TIMESTAMP '2024-05-17 13:45:00'", "TIMESTAMP");
                case "timestamptz" ->
                        new Sample("to_timestamp(0)", "TIMESTAMP WITH LOCAL TIME ZONE");
                case "interval" -> new Sample("INTERVAL '1' DAY", "INTERVAL DAY");
                case "blob" -> new Sample("encode('a')", "VARBINARY");
                case "uuid" -> new Sample("uuidv7()", "UUID");
                case "X" -> new Sample("1.5", "DECIMAL(5, 2)");
                default -> new Sample("1", "INTEGER");
            };
        }
    }
}
