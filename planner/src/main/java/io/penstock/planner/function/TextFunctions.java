package io.penstock.planner.function;

import static io.penstock.planner.function.FunctionRow.aggregate;
import static io.penstock.planner.function.FunctionRow.scalar;

import com.google.common.collect.ImmutableList;

import java.util.stream.Stream;

/** Functions of text. */
final class TextFunctions {
    private TextFunctions() {}

    static ImmutableList<CatalogueFunction> rows() {
        return Stream.of(
                        scalar("upper", "ucase").form("(value text) -> text").says("Upper case."),
                        scalar("lower", "lcase").form("(value text) -> text").says("Lower case."),
                        scalar("length", "len", "char_length", "character_length")
                                .form("(value text) -> bigint")
                                .form("(value T[]) -> bigint")
                                .says("Characters of a text, elements of an array."),
                        scalar("left").form("(value text, count bigint) -> text").says("First."),
                        scalar("right").form("(value text, count bigint) -> text").says("Last."),
                        scalar("reverse").form("(value text) -> text").says("Backwards."),
                        scalar("replace")
                                .form("(value text, old text, new text) -> text")
                                .says("Replaces."),
                        scalar("concat").form("(value any...) -> text!").says("Joins."),
                        scalar("starts_with", "startswith")
                                .form("(value text, start text) -> boolean")
                                .says("Starts."),
                        scalar("split_part")
                                .form("(value text, separator text, index bigint) -> text")
                                .says("Splits."),
                        scalar("regexp_replace")
                                .form("(value text, pattern text, replacement text) -> text")
                                .form(
                                        "(value text, pattern text, replacement text, flags text)"
                                            + " -> text")
                                .says("Replaces."),
                        scalar("regexp_matches")
                                .form("(value text, pattern text) -> boolean")
                                .says("Matches."),
                        scalar("md5").form("(value text) -> text").says("MD5."),
                        scalar("abs").form("(value N) -> N").says("Absolute."),
                        scalar("sqrt").form("(value double) -> double").says("Root."),
                        scalar("power", "pow")
                                .form("(value double, exponent double) -> double")
                                .says("Power."),
                        scalar("ln").form("(value double) -> double").says("Log."),
                        scalar("exp").form("(value double) -> double").says("E."),
                        scalar("round")
                                .form("(value double) -> double")
                                .form("(value double, digits int) -> double")
                                .says("Rounds."),
                        scalar("greatest").form("(value T...) -> T").says("Greatest."),
                        scalar("least").form("(value T...) -> T").says("Least."),
                        scalar("ifnull", "nvl")
                                .form("(value T, other T) -> T?", "coalesce($1, $2)")
                                .says("Other."),
                        scalar("random").form("() -> double").isVolatile().says("Random."),
                        scalar("date_trunc")
                                .form("(part text, value timestamp) -> timestamp")
                                .says("Truncates."),
                        scalar("json_extract_string")
                                .form("(json text, path text) -> text?")
                                .says("Extracts."),
                        scalar("json_array_length").form("(json text) -> ubigint").says("Length."),
                        scalar("array_length", "list_length")
                                .form("(value T[]) -> bigint", "len($1)")
                                .says("Length."),
                        scalar("range")
                                .form("(start bigint, stop bigint) -> bigint[]")
                                .says("Range."),
                        aggregate("array_agg", "list")
                                .form("(value T) -> T[]?", "array_agg($1)")
                                .says("List."),
                        aggregate("string_agg", "group_concat")
                                .form("(value text, separator text) -> text?")
                                .says("Joins."),
                        aggregate("median").form("(value double) -> double?").says("Median."),
                        aggregate("count_if", "countif")
                                .form("(condition boolean) -> bigint!", "count_if($1)")
                                .says("Counts."),
                        aggregate("bool_and").form("(value boolean) -> boolean?").says("All."),
                        aggregate("bool_or").form("(value boolean) -> boolean?").says("Any."),
                        aggregate("arg_max", "max_by")
                                .form("(value T, by U) -> T?", "arg_max($1, $2)")
                                .says("Value of the greatest."),
                        aggregate("arg_min", "min_by")
                                .form("(value T, by U) -> T?", "arg_min($1, $2)")
                                .says("Value of the least."))
                .map(row -> row.build(FunctionTopic.TEXT))
                .collect(ImmutableList.toImmutableList());
    }
}
