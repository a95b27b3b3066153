package io.penstock.planner.function;

import static io.penstock.planner.function.FunctionRow.aggregate;
import static io.penstock.planner.function.FunctionRow.builtIn;

import com.google.common.collect.ImmutableList;

/** Functions of many rows. */
final class AggregateFunctions {
    private AggregateFunctions() {}

    static ImmutableList<CatalogueFunction> rows() {
        return FunctionRow.table(
                FunctionTopic.AGGREGATE,
                builtIn(FunctionKind.AGGREGATE, "count")
                        .form("([value any]) -> bigint!")
                        .says(
                                "How many rows, or rows whose value is not NULL; COUNT(DISTINCT x)"
                                        + " counts different values."),
                builtIn(FunctionKind.AGGREGATE, "sum").form("(value N) -> N?").says("The sum."),
                builtIn(FunctionKind.AGGREGATE, "avg")
                        .form("(value number) -> double?")
                        .says("The average."),
                builtIn(FunctionKind.AGGREGATE, "min")
                        .form("(value T) -> T?")
                        .says("The least value."),
                builtIn(FunctionKind.AGGREGATE, "max")
                        .form("(value T) -> T?")
                        .says("The greatest value."),
                builtIn(FunctionKind.AGGREGATE, "approx_count_distinct")
                        .form("(value any) -> bigint!")
                        .says(
                                "About how many different values, within a few percent and in"
                                        + " little memory."),
                builtIn(FunctionKind.AGGREGATE, "percentile_cont")
                        .form("(fraction double) -> double?")
                        .says(
                                "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY x): the value below"
                                    + " which this fraction lies, between two values if need be."),
                builtIn(FunctionKind.AGGREGATE, "percentile_disc")
                        .form("(fraction double) -> double?")
                        .says("The same, always one of the values."),
                builtIn(FunctionKind.AGGREGATE, "grouping")
                        .form("(key any) -> bigint!")
                        .says(
                                "1 in rows that ROLLUP, CUBE or GROUPING SETS made without this"
                                        + " key, else 0."),
                aggregate("count_if", "countif")
                        .form("(condition boolean) -> bigint!", "count(CASE WHEN $1 THEN 1 END)")
                        .says("How many rows the condition is true for.")
                        .example("count_if(x > 1) FROM (VALUES (1), (2), (3)) AS t(x)", "2"),
                aggregate("sum_if", "sumif")
                        .form(
                                "(value double, condition boolean) -> double?",
                                "sum(CASE WHEN $2 THEN $1 END)")
                        .says("The sum over the rows the condition is true for.")
                        .example("sum_if(x, x > 1) FROM (VALUES (1), (2), (3)) AS t(x)", "5.0"),
                aggregate("avg_if", "avgif")
                        .form(
                                "(value double, condition boolean) -> double?",
                                "avg(CASE WHEN $2 THEN $1 END)")
                        .says("The average over the rows the condition is true for.")
                        .example("avg_if(x, x > 1) FROM (VALUES (1), (2), (3)) AS t(x)", "2.5"),
                aggregate("any_value", "arbitrary")
                        .form("(value T) -> T?", "any_value($1)")
                        .says("Some value that is not NULL.")
                        .example("any_value(x) FROM (VALUES (7), (7)) AS t(x)", "7"),
                aggregate("first")
                        .form("(value T) -> T?", "first($1)")
                        .says("The first value; WITHIN GROUP (ORDER BY ..) says which is first.")
                        .example(
                                "first(x) WITHIN GROUP (ORDER BY x DESC) FROM (VALUES (1), (2)) AS"
                                        + " t(x)",
                                "2"),
                aggregate("last")
                        .form("(value T) -> T?", "last($1)")
                        .says("The last value; WITHIN GROUP (ORDER BY ..) says which is last.")
                        .example(
                                "last(x) WITHIN GROUP (ORDER BY x DESC) FROM (VALUES (1), (2)) AS"
                                        + " t(x)",
                                "1"),
                aggregate("arg_max", "max_by", "argmax")
                        .form("(value T, by any) -> T?", "arg_max($1, $2)")
                        .says("The value in the row where another is greatest.")
                        .example("arg_max(k, x) FROM (VALUES ('a', 1), ('b', 2)) AS t(k, x)", "b"),
                aggregate("arg_min", "min_by", "argmin")
                        .form("(value T, by any) -> T?", "arg_min($1, $2)")
                        .says("The value in the row where another is least.")
                        .example("arg_min(k, x) FROM (VALUES ('a', 1), ('b', 2)) AS t(k, x)", "a"),
                aggregate("array_agg", "list", "collect_list", "group_array")
                        .form("(value T) -> T[]?", "array_agg($1)")
                        .says("All values as an array; ORDER BY may stand behind the value.")
                        .example(
                                "array_agg(x ORDER BY x DESC) FROM (VALUES (1), (2)) AS t(x)",
                                "[2, 1]"),
                aggregate("string_agg", "listagg", "group_concat")
                        .form("(value plain, separator =text) -> text?", "string_agg($1, $2)")
                        .form("(value plain) -> text?", "string_agg($1, ',')")
                        .says(
                                "All values as one text with separators; ORDER BY may stand behind"
                                        + " them.")
                        .example(
                                "string_agg(x, '-' ORDER BY x DESC) FROM (VALUES ('a'), ('b')) AS"
                                        + " t(x)",
                                "b-a"),
                aggregate("bool_and", "every", "logical_and")
                        .form("(value boolean) -> boolean?", "bool_and($1)")
                        .says("Whether all are true.")
                        .example("bool_and(x > 1) FROM (VALUES (1), (2)) AS t(x)", "false"),
                aggregate("bool_or", "some", "logical_or")
                        .form("(value boolean) -> boolean?", "bool_or($1)")
                        .says("Whether any is true.")
                        .example("bool_or(x > 1) FROM (VALUES (1), (2)) AS t(x)", "true"),
                aggregate("bit_and")
                        .form("(value I) -> I?")
                        .says("Bits set in all.")
                        .example("bit_and(x) FROM (VALUES (12), (10)) AS t(x)", "8"),
                aggregate("bit_or")
                        .form("(value I) -> I?")
                        .says("Bits set in any.")
                        .example("bit_or(x) FROM (VALUES (12), (10)) AS t(x)", "14"),
                aggregate("bit_xor")
                        .form("(value I) -> I?")
                        .says("Bits set in an odd number of values.")
                        .example("bit_xor(x) FROM (VALUES (12), (10)) AS t(x)", "6"),
                aggregate("product")
                        .form("(value double) -> double?")
                        .says("The product.")
                        .example("product(x) FROM (VALUES (2), (3)) AS t(x)", "6.0"),
                aggregate("fsum", "kahan_sum", "sumkahan")
                        .form("(value double) -> double?", "fsum($1)")
                        .says("The sum of floating-point numbers with less rounding.")
                        .example("fsum(x) FROM (VALUES (1.5), (2.5)) AS t(x)", "4.0"),
                aggregate("favg")
                        .form("(value double) -> double?")
                        .says("The average of floating-point numbers with less rounding.")
                        .example("favg(x) FROM (VALUES (1.5), (2.5)) AS t(x)", "2.0"),
                aggregate("geometric_mean", "geomean")
                        .form("(value double) -> double?", "exp(avg(ln($1))@)")
                        .says("The geometric mean.")
                        .example(
                                "round(geometric_mean(x), 6) FROM (VALUES (2), (8)) AS t(x)",
                                "4.0"),
                aggregate("histogram")
                        .form("(value T) -> map(T,ubigint)?")
                        .says("How often each value comes.")
                        .example(
                                "histogram(x) FROM (VALUES ('a'), ('b'), ('a')) AS t(x)",
                                "{a=2, b=1}"),
                aggregate("approx_top_k", "top_k")
                        .form("(value T, count =bigint) -> T[]?", "approx_top_k($1, $2)")
                        .says("The most frequent values, about.")
                        .example(
                                "approx_top_k(x, 1) FROM (VALUES ('a'), ('b'), ('a')) AS t(x)",
                                "[a]"));
    }
}
