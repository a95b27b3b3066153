package io.penstock.planner.function;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.function.CatalogueFunction.Example;
import io.penstock.planner.function.CatalogueFunction.Overload;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** A row of the function table while it is being written. */
final class FunctionRow {
    private final ImmutableList<String> names;
    private final FunctionKind kind;
    private final ImmutableList.Builder<Overload> overloads = ImmutableList.builder();
    private final ImmutableList.Builder<Example> examples = ImmutableList.builder();
    private String description = "";
    private boolean volatileFunction;
    private boolean builtIn;

    private FunctionRow(FunctionKind kind, String name, String... others) {
        this.kind = kind;
        this.names = ImmutableList.<String>builder().add(name).add(others).build();
    }

    /** The rows of one topic. */
    static ImmutableList<CatalogueFunction> table(FunctionTopic topic, FunctionRow... rows) {
        return Arrays.stream(rows)
                .map(row -> row.build(topic))
                .collect(ImmutableList.toImmutableList());
    }

    /** A function of one row, with its other names. */
    static FunctionRow scalar(String name, String... others) {
        return new FunctionRow(FunctionKind.SCALAR, name, others);
    }

    /** A function of many rows, with its other names. */
    static FunctionRow aggregate(String name, String... others) {
        return new FunctionRow(FunctionKind.AGGREGATE, name, others);
    }

    /** A function that Calcite brings and the printer prints; here for the reference. */
    static FunctionRow builtIn(FunctionKind kind, String name, String... others) {
        FunctionRow row = new FunctionRow(kind, name, others);
        row.builtIn = true;
        return row;
    }

    /** A form of the function and DuckDB's text for it. */
    FunctionRow form(String signature, String template) {
        overloads.add(
                new Overload(Signature.parse(signature), Printing.of(new Template(template))));
        return this;
    }

    /** A form whose text depends on how many arguments there are. */
    FunctionRow form(String signature, Function<List<String>, String> body) {
        overloads.add(new Overload(Signature.parse(signature), Printing.of(body)));
        return this;
    }

    /** A form whose text in DuckDB is the same as here. */
    FunctionRow form(String signature) {
        return form(signature, names.get(0) + "($*)");
    }

    /** One sentence for the reference. */
    FunctionRow says(String sentence) {
        description = sentence;
        return this;
    }

    /** A call and its result as text. */
    FunctionRow example(String sql, String result) {
        examples.add(new Example(sql, result));
        return this;
    }

    /** Two calls in one query may differ. */
    FunctionRow isVolatile() {
        volatileFunction = true;
        return this;
    }

    CatalogueFunction build(FunctionTopic topic) {
        checkState(!description.isEmpty(), "%s says nothing", names);
        return new CatalogueFunction(
                names,
                kind,
                topic,
                overloads.build(),
                description,
                examples.build(),
                volatileFunction,
                builtIn);
    }
}
