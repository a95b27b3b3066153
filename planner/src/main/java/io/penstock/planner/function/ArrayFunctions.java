package io.penstock.planner.function;

import static io.penstock.planner.function.FunctionRow.scalar;

import com.google.common.collect.ImmutableList;

import java.util.List;

/** Functions of arrays, whose places count from 1. */
final class ArrayFunctions {
    /** What a separator that is a value of the query is taken to be as long as. */
    private static final int SEPARATOR_BYTES = 100;

    private ArrayFunctions() {}

    static ImmutableList<CatalogueFunction> rows() {
        return FunctionRow.table(
                FunctionTopic.ARRAY,
                scalar("cardinality")
                        .form("(value T[]) -> bigint", "len($1)")
                        .form("(value map(K,V)) -> bigint", "CAST(cardinality($1) AS BIGINT)")
                        .says("How many elements of an array or keys of a map.")
                        .example("cardinality(ARRAY[5, 6])", "2"),
                scalar("array_length", "list_length", "array_size")
                        .form("(value T[]) -> bigint", "len($1)")
                        .says("How many elements.")
                        .example("array_length(ARRAY[5, 6])", "2"),
                scalar("array_contains", "list_contains", "array_has", "list_has")
                        .form("(value T[], element T) -> boolean", "list_contains($1, $2)")
                        .says("Whether an element is in the array.")
                        .example("array_contains(ARRAY[1, 2], 2)", "true"),
                scalar("array_has_any", "list_has_any", "array_overlap", "arrays_overlap")
                        .form("(one T[], other T[]) -> boolean", "list_has_any($1, $2)")
                        .says("Whether the arrays have an element in common.")
                        .example("array_has_any(ARRAY[1, 2], ARRAY[2, 3])", "true"),
                scalar("array_has_all", "list_has_all", "array_contains_all")
                        .form("(value T[], elements T[]) -> boolean", "list_has_all($1, $2)")
                        .says("Whether all the elements are in the array.")
                        .example("array_has_all(ARRAY[1, 2], ARRAY[2, 3])", "false"),
                scalar("array_position", "list_position", "array_indexof", "list_indexof")
                        .form("(value T[], element T) -> int?", "list_position($1, $2)")
                        .says("Where an element is first; NULL when it is not there.")
                        .example("array_position(ARRAY['a', 'b'], 'b')", "2"),
                scalar("array_extract", "list_extract", "list_element")
                        .form("(value T[], index bigint) -> T?", "list_extract($1, $2)")
                        .says(
                                "The element at a place; a negative place counts from the end; NULL"
                                        + " outside.")
                        .example("array_extract(ARRAY[5, 6], -1)", "6"),
                scalar("array_first", "list_first")
                        .form("(value T[]) -> T?", "list_extract($1, 1)")
                        .says("The first element.")
                        .example("array_first(ARRAY[5, 6])", "5"),
                scalar("array_last", "list_last")
                        .form("(value T[]) -> T?", "list_extract($1, -1)")
                        .says("The last element.")
                        .example("array_last(ARRAY[5, 6])", "6"),
                scalar("array_slice", "list_slice")
                        .form(
                                "(value T[], from bigint, to bigint) -> T[]",
                                "list_slice($1, $2, $3)")
                        .says("The elements between two places, both of them too.")
                        .example("array_slice(ARRAY[1, 2, 3, 4], 2, 3)", "[2, 3]"),
                scalar("array_append", "list_append", "array_push_back")
                        .form("(value T[], element T) -> T[]!", "list_append($1, $2)")
                        .says("The array and an element behind it.")
                        .example("array_append(ARRAY[1, 2], 3)", "[1, 2, 3]"),
                scalar("array_prepend", "list_prepend", "array_push_front")
                        .form("(element T, value T[]) -> T[]!", "list_prepend($1, $2)")
                        .says("The array and an element before it.")
                        .example("array_prepend(0, ARRAY[1, 2])", "[0, 1, 2]"),
                scalar("array_pop_back")
                        .form("(value T[]) -> T[]", "array_pop_back($1)")
                        .says("The array without its last element.")
                        .example("array_pop_back(ARRAY[1, 2])", "[1]"),
                scalar("array_pop_front")
                        .form("(value T[]) -> T[]", "array_pop_front($1)")
                        .says("The array without its first element.")
                        .example("array_pop_front(ARRAY[1, 2])", "[2]"),
                scalar("array_concat", "list_concat", "array_cat", "list_cat")
                        .form(
                                "(one T[], other T[]) -> T[]!",
                                "list_concat($1, CASE WHEN coalesce(len($1), 0)::DOUBLE +"
                                    + " coalesce(len($2), 0) > 1000000 THEN error('PENSTOCK_LIMIT:"
                                    + " array_concat() would make an array of more than 1,000,000"
                                    + " elements') ELSE $2 END)")
                        .says("The elements of one array and then of the other.")
                        .example("array_concat(ARRAY[1], ARRAY[2, 3])", "[1, 2, 3]"),
                scalar("array_distinct", "list_distinct")
                        .form("(value T[]) -> T[]", "list_sort(list_distinct($1))")
                        .says("The different elements, sorted; NULL is left out.")
                        .example("array_distinct(ARRAY[2, 1, 2])", "[1, 2]"),
                scalar("array_unique", "list_unique")
                        .form("(value T[]) -> bigint", "CAST(list_unique($1) AS BIGINT)")
                        .says("How many different elements.")
                        .example("array_unique(ARRAY[2, 1, 2])", "2"),
                scalar("array_intersect", "list_intersect")
                        .form("(one T[], other T[]) -> T[]~", "list_sort(list_intersect($1, $2))")
                        .says("The different elements that both arrays have, sorted.")
                        .example("array_intersect(ARRAY[1, 2, 3], ARRAY[3, 2])", "[2, 3]"),
                scalar("array_except", "list_except")
                        .form(
                                "(one T[], other T[]) -> T[]~",
                                "list_filter($1, lambda e: coalesce(NOT list_contains($2, e),"
                                        + " true))")
                        .says("The elements of one array that the other does not have.")
                        .example("array_except(ARRAY[1, 2, 3], ARRAY[2])", "[1, 3]"),
                scalar("array_remove", "list_remove")
                        .form(
                                "(value T[], element T) -> T[]~",
                                "list_filter($1, lambda e: e IS DISTINCT FROM $2)")
                        .says("The array without an element.")
                        .example("array_remove(ARRAY[1, 2, 1], 1)", "[2]"),
                scalar("array_compact", "list_compact")
                        .form("(value T[]) -> T[]", "list_filter($1, lambda e: e IS NOT NULL)")
                        .says("The array without NULLs.")
                        .example("array_compact(ARRAY[1, NULL])", "[1]"),
                scalar("array_sort", "list_sort")
                        .form("(value T[]) -> T[]", "list_sort($1, 'ASC', 'NULLS LAST')")
                        .form("(value T[], order =text) -> T[]", "list_sort($1, $2, 'NULLS LAST')")
                        .says("The elements in order, 'ASC' or 'DESC'; NULLs last.")
                        .example("array_sort(ARRAY[3, 1, 2])", "[1, 2, 3]"),
                scalar("array_reverse_sort", "list_reverse_sort")
                        .form("(value T[]) -> T[]", "list_sort($1, 'DESC', 'NULLS LAST')")
                        .says("The elements from the greatest to the least.")
                        .example("array_reverse_sort(ARRAY[3, 1, 2])", "[3, 2, 1]"),
                scalar("array_reverse", "list_reverse")
                        .form("(value T[]) -> T[]", "list_reverse($1)")
                        .says("The elements from the last to the first.")
                        .example("array_reverse(ARRAY[3, 1, 2])", "[2, 1, 3]"),
                scalar("array_resize", "list_resize")
                        .form(
                                "(value T[], length bigint) -> T[]~",
                                "list_resize($1, CASE WHEN $2 > $LIST THEN error('PENSTOCK_LIMIT:"
                                        + " array_resize() would make an array of more than $MANY"
                                        + " elements') ELSE greatest($2, 0) END)")
                        .form(
                                "(value T[], length bigint, filler T) -> T[]~",
                                "list_resize($1, CASE WHEN $2 > $LIST THEN error('PENSTOCK_LIMIT:"
                                        + " array_resize() would make an array of more than $MANY"
                                        + " elements') ELSE greatest($2, 0) END, $3)")
                        .says("The array cut or filled up, with NULL or a filler, to a length.")
                        .example("array_resize(ARRAY[1], 3, 0)", "[1, 0, 0]"),
                scalar("array_repeat", "list_repeat")
                        .form(
                                "(element T, count bigint) -> T[]?",
                                "list_transform(range(%s), lambda i: $1)"
                                        .formatted(
                                                Guard.list(
                                                        "array_repeat()",
                                                        "$2",
                                                        // An element that is long counts as many.
                                                        "greatest(strlen(CAST($1 AS VARCHAR)) / 8,"
                                                                + " 1)::DOUBLE * $2")))
                        .says("The same element so many times.")
                        .example("array_repeat('x', 3)", "[x, x, x]"),
                scalar("array_flatten", "flatten")
                        .form("(value T[][]) -> T[]", "flatten($1)")
                        .says("The elements of the inner arrays as one array.")
                        .example("array_flatten(ARRAY[ARRAY[1, 2], ARRAY[3]])", "[1, 2, 3]"),
                scalar("array_to_string", "list_to_string", "array_join")
                        .form("(value T[], separator text) -> text~", ArrayFunctions::joined)
                        .says("The elements as one text with separators; NULLs are left out.")
                        .example("array_to_string(ARRAY[1, 2, 3], '-')", "1-2-3"),
                scalar("array_sum", "list_sum")
                        .form("(value double[]) -> double?", "list_sum(CAST($1 AS DOUBLE[]))")
                        .says("The sum of the elements.")
                        .example("array_sum(ARRAY[1, 2, 3])", "6.0"),
                scalar("array_avg", "list_avg")
                        .form("(value double[]) -> double?", "list_avg(CAST($1 AS DOUBLE[]))")
                        .says("The average of the elements.")
                        .example("array_avg(ARRAY[1, 2, 3])", "2.0"),
                scalar("array_product", "list_product")
                        .form("(value double[]) -> double?", "list_product(CAST($1 AS DOUBLE[]))")
                        .says("The product of the elements.")
                        .example("array_product(ARRAY[2, 3])", "6.0"),
                scalar("array_median", "list_median")
                        .form("(value double[]) -> double?", "list_median(CAST($1 AS DOUBLE[]))")
                        .says("The middle of the sorted elements.")
                        .example("array_median(ARRAY[1, 9, 2])", "2.0"),
                scalar("array_stddev", "list_stddev_samp")
                        .form(
                                "(value double[]) -> double?",
                                "list_stddev_samp(CAST($1 AS DOUBLE[]))")
                        .says("The standard deviation of the elements as a sample.")
                        .example("array_stddev(ARRAY[1, 3])", "1.4142135623730951"),
                scalar("array_min", "list_min")
                        .form("(value T[]) -> T?", "list_min($1)")
                        .says("The least element.")
                        .example("array_min(ARRAY[3, 1, 2])", "1"),
                scalar("array_max", "list_max")
                        .form("(value T[]) -> T?", "list_max($1)")
                        .says("The greatest element.")
                        .example("array_max(ARRAY[3, 1, 2])", "3"),
                scalar("array_count", "list_count")
                        .form("(value T[]) -> bigint", "CAST(list_count($1) AS BIGINT)")
                        .says("How many elements are not NULL.")
                        .example("array_count(ARRAY[1, NULL])", "1"),
                scalar("array_any", "list_bool_or")
                        .form("(value boolean[]) -> boolean?", "list_bool_or($1)")
                        .says("Whether any element is true.")
                        .example("array_any(ARRAY[TRUE, FALSE])", "true"),
                scalar("array_all", "list_bool_and")
                        .form("(value boolean[]) -> boolean?", "list_bool_and($1)")
                        .says("Whether all elements are true.")
                        .example("array_all(ARRAY[TRUE, FALSE])", "false"),
                scalar("array_where", "list_where")
                        .form("(value T[], keep boolean[]) -> T[]", "list_where($1, $2)")
                        .says("The elements at whose places the other array has true.")
                        .example("array_where(ARRAY[5, 6, 7], ARRAY[TRUE, FALSE, TRUE])", "[5, 7]"),
                scalar("array_select", "list_select")
                        .form(
                                "(value T[], places bigint[]) -> T[]",
                                "list_select($1, CAST($2 AS BIGINT[]))")
                        .says("The elements at these places.")
                        .example("array_select(ARRAY[5, 6, 7], ARRAY[3, 1])", "[7, 5]"),
                scalar(
                                "array_dot_product",
                                "list_dot_product",
                                "array_inner_product",
                                "list_inner_product")
                        .form(
                                "(one double[], other double[]) -> double",
                                "list_dot_product(CAST($1 AS DOUBLE[]), CAST($2 AS DOUBLE[]))")
                        .says("The sum of the products of two vectors.")
                        .example("array_dot_product(ARRAY[1, 2], ARRAY[3, 4])", "11.0"),
                scalar("array_distance", "list_distance")
                        .form(
                                "(one double[], other double[]) -> double",
                                "list_distance(CAST($1 AS DOUBLE[]), CAST($2 AS DOUBLE[]))")
                        .says("How far apart two points are.")
                        .example("array_distance(ARRAY[0, 0], ARRAY[3, 4])", "5.0"),
                scalar("array_cosine_similarity", "list_cosine_similarity")
                        .form(
                                "(one double[], other double[]) -> double",
                                "list_cosine_similarity(CAST($1 AS DOUBLE[]), CAST($2 AS"
                                        + " DOUBLE[]))")
                        .says("How alike the directions of two vectors are, -1 to 1.")
                        .example("array_cosine_similarity(ARRAY[1, 0], ARRAY[2, 0])", "1.0"),
                scalar("array_cosine_distance", "list_cosine_distance")
                        .form(
                                "(one double[], other double[]) -> double",
                                "list_cosine_distance(CAST($1 AS DOUBLE[]), CAST($2 AS DOUBLE[]))")
                        .says("1 less the cosine similarity.")
                        .example("array_cosine_distance(ARRAY[1, 0], ARRAY[2, 0])", "0.0"),
                scalar("range", "array_range")
                        .form(
                                "(stop bigint) -> bigint[]",
                                "range(CASE WHEN $1 > $LIST THEN error('PENSTOCK_LIMIT: range()"
                                    + " would make an array of more than $MANY elements') ELSE $1"
                                    + " END)")
                        .form(
                                "(start bigint, stop bigint, [step bigint]) -> bigint[]",
                                arguments -> series("range", arguments))
                        .form(
                                "(start timestamp, stop timestamp, step interval) -> timestamp[]",
                                arguments -> times("range", arguments))
                        .says("The numbers or timestamps from a start up to, and without, a stop.")
                        .example("range(3)", "[0, 1, 2]")
                        .example("range(2, 11, 3)", "[2, 5, 8]"),
                scalar("generate_series", "sequence")
                        .form(
                                "(start bigint, stop bigint, [step bigint]) -> bigint[]",
                                arguments -> series("generate_series", arguments))
                        .form(
                                "(start timestamp, stop timestamp, step interval) -> timestamp[]",
                                arguments -> times("generate_series", arguments))
                        .says(
                                "The numbers or timestamps from a start to a stop, both of them"
                                        + " too; UNNEST makes rows of them.")
                        .example("generate_series(1, 3)", "[1, 2, 3]")
                        .example(
                                "generate_series(DATE '2024-01-01', DATE '2024-01-03', INTERVAL '1'"
                                        + " DAY)",
                                "['2024-01-01 00:00:00', '2024-01-02 00:00:00', '2024-01-03"
                                        + " 00:00:00']"),
                scalar("generate_subscripts")
                        .form("(value T[], dimension bigint) -> bigint[]~", "range(1, len($1) + 1)")
                        .says("An array's places.")
                        .example("generate_subscripts(ARRAY[7, 8], 1)", "[1, 2]"));
    }

    private static String series(String function, List<String> arguments) {
        String step = arguments.size() == 3 ? "$3" : "1";
        String elements = "abs(($2::DOUBLE - $1) / coalesce(nullif(%s, 0), 1)) + 1".formatted(step);
        return new Template(
                        "%s(%s, $2, %s)"
                                .formatted(
                                        function,
                                        Guard.list(function + "()", "$1", elements),
                                        step))
                .fill(arguments, "BIGINT[]");
    }

    /** A month is at least 28 days, so that the guard's estimate is never too small. */
    private static String times(String function, List<String> arguments) {
        String elements =
                "abs((epoch($2) - epoch($1)) / coalesce(nullif(epoch($3) * 28 / 31, 0), 1)) + 1";
        return new Template(
                        "%s(%s, $2, $3)"
                                .formatted(function, Guard.list(function + "()", "$1", elements)))
                .fill(arguments, "TIMESTAMP[]");
    }

    /**
     * The engine joins with a separator that is the same for all rows; with another one for each
     * row the elements are joined one by one.
     */
    private static String joined(List<String> arguments) {
        String separator = arguments.get(1);
        if (!PrintedText.isConstant(separator)) {
            return new Template(
                            "CASE WHEN len($1) > 1000 THEN error('"
                                    + Guard.MARK
                                    + " array_to_string() joins at most 1,000 elements when each"
                                    + " row has a separator of its own') WHEN list_count($1) = 0"
                                    + " THEN '' ELSE list_reduce(list_filter(CAST($1 AS VARCHAR[]),"
                                    + " lambda e: e IS NOT NULL), lambda x, y: "
                                    + Guard.concat(List.of("x", "$2", "y"))
                                    + ") END")
                    .fill(arguments, "VARCHAR");
        }
        int separatorBytes = separator.startsWith("'") ? separator.length() : SEPARATOR_BYTES;
        return Template.once(
                List.of(arguments.get(0)),
                places -> {
                    String bytes =
                            "coalesce(list_sum(list_transform(CAST(%1$s AS VARCHAR[]), lambda e: strlen(e))), 0) + len(%1$s)::DOUBLE * %2$d"
                                    .formatted(places.get(0), separatorBytes);
                    return "array_to_string(%s, %s)"
                            .formatted(
                                    Guard.joined("array_to_string()", places.get(0), bytes),
                                    separator);
                });
    }
}
