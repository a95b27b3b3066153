package io.penstock.planner.function;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlTypeName;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A function of the catalogue: how it is called, what it means and how DuckDB is asked for it.
 *
 * @param names the usual name, then the others it answers to; lower case
 * @param overloads its forms, tried in order
 * @param description one sentence for the reference
 * @param volatileFunction whether two calls in one query may differ, so that they must not be
 *     merged
 * @param builtIn whether the printer knows it by itself, so that {@link #print} must not be asked
 */
public record CatalogueFunction(
        ImmutableList<String> names,
        FunctionKind kind,
        FunctionTopic topic,
        ImmutableList<Overload> overloads,
        String description,
        ImmutableList<Example> examples,
        boolean volatileFunction,
        boolean builtIn) {

    /** One form of a function. */
    record Overload(Signature signature, Printing printing) {}

    /**
     * A call and what comes out.
     *
     * @param sql what stands behind SELECT; an aggregate's example has its FROM too
     * @param result the value as text; {@code NULL} for none
     */
    public record Example(String sql, String result) {}

    /** The usual name. */
    public String name() {
        return names.get(0);
    }

    /**
     * DuckDB's text for a call.
     *
     * @param arguments the arguments' texts; each appears once in the answer unless it is a plain
     *     column or literal
     * @param types the arguments' types, as validated
     */
    public String print(
            List<String> arguments, List<RelDataType> types, RelDataTypeFactory factory) {
        if (kind == FunctionKind.AGGREGATE) {
            return printAggregate(arguments, types, factory, AggregateClauses.NONE);
        }
        Chosen chosen = choose(types, factory);
        return chosen.overload()
                .printing()
                .print(
                        converted(chosen.matched(), arguments, types),
                        DuckTypes.name(chosen.matched().resultType(types)));
    }

    /**
     * DuckDB's text for a call of an aggregate.
     *
     * @param arguments the arguments' texts; each appears once in the answer
     * @param types the arguments' types, as validated
     * @param clauses DISTINCT, ORDER BY, FILTER and OVER
     */
    public String printAggregate(
            List<String> arguments,
            List<RelDataType> types,
            RelDataTypeFactory factory,
            AggregateClauses clauses) {
        Chosen chosen = choose(types, factory);
        return chosen.overload()
                .printing()
                .printAggregate(
                        converted(chosen.matched(), arguments, types),
                        DuckTypes.name(chosen.matched().resultType(types)),
                        clauses);
    }

    private record Chosen(Overload overload, Signature.Matched matched) {}

    private Chosen choose(List<RelDataType> types, RelDataTypeFactory factory) {
        // Whether text may stand for a date was decided by the validator.
        List<Boolean> literals = Collections.nCopies(types.size(), true);
        for (Overload overload : overloads) {
            Optional<Signature.Matched> matched =
                    overload.signature().match(factory, types, literals);
            if (matched.isPresent()) {
                return new Chosen(overload, matched.get());
            }
        }
        throw new IllegalArgumentException("%s%s was not validated".formatted(name(), types));
    }

    private static ImmutableList<String> converted(
            Signature.Matched matched, List<String> arguments, List<RelDataType> types) {
        ImmutableList.Builder<String> converted = ImmutableList.builder();
        for (int i = 0; i < arguments.size(); i++) {
            Optional<String> type = matched.castTo(i, types.get(i));
            String argument = arguments.get(i);
            converted.add(
                    type.map(name -> "CAST(%s AS %s)".formatted(argument, name)).orElse(argument));
        }
        return converted.build();
    }

    /** Fits a call; absent when no form takes these arguments. */
    Optional<Signature.Matched> match(
            RelDataTypeFactory factory, List<RelDataType> types, List<Boolean> literals) {
        for (Overload overload : overloads) {
            Optional<Signature.Matched> matched =
                    overload.signature().match(factory, types, literals);
            if (matched.isPresent()) {
                return matched;
            }
        }
        return Optional.empty();
    }

    /**
     * What an argument must be, by the first form that takes so many.
     *
     * @param count how many arguments there are
     * @param argument which one, from 0
     * @return empty when several types will do
     */
    Optional<SqlTypeName> plainType(int count, int argument) {
        return overloads.stream()
                .map(Overload::signature)
                .filter(signature -> signature.counts().isValidCount(count))
                .findFirst()
                .filter(signature -> !signature.parameters().isEmpty())
                .map(signature -> signature.parameter(argument).type())
                .flatMap(CatalogueFunction::plain);
    }

    private static Optional<SqlTypeName> plain(ValueType type) {
        return type instanceof ValueType.Plain plain && !plain.name().equals("hugeint")
                ? Optional.of(plain.typeName())
                : Optional.empty();
    }

    /** How many arguments any form takes. */
    SqlOperandCountRange counts() {
        int least =
                overloads.stream().mapToInt(o -> o.signature().counts().getMin()).min().orElse(0);
        boolean endless = overloads.stream().anyMatch(o -> o.signature().counts().getMax() < 0);
        int most =
                overloads.stream().mapToInt(o -> o.signature().counts().getMax()).max().orElse(0);
        return endless
                ? SqlOperandCountRanges.from(least)
                : SqlOperandCountRanges.between(least, most);
    }

    /** Its forms, in the order in which they are tried. */
    public ImmutableList<FunctionForm> forms() {
        return overloads.stream()
                .map(overload -> FunctionForm.of(name(), overload.signature()))
                .collect(ImmutableList.toImmutableList());
    }

    /** Its forms as people read them: {@code left(value text, count bigint) → text}. */
    public ImmutableList<String> signatures() {
        return forms().stream().map(FunctionForm::words).collect(ImmutableList.toImmutableList());
    }

    @Override
    public String toString() {
        return signatures().stream().collect(Collectors.joining(", "));
    }
}
