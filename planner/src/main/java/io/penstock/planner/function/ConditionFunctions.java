package io.penstock.planner.function;

import static io.penstock.planner.function.FunctionRow.builtIn;
import static io.penstock.planner.function.FunctionRow.scalar;

import com.google.common.collect.ImmutableList;

import java.util.stream.Collectors;

/** Choices between values. */
final class ConditionFunctions {
    private ConditionFunctions() {}

    static ImmutableList<CatalogueFunction> rows() {
        return FunctionRow.table(
                FunctionTopic.CONDITION,
                builtIn(FunctionKind.SCALAR, "coalesce")
                        .form("(value T...) -> T")
                        .says("The first value that is not NULL.")
                        .example("coalesce(NULL, 2, 3)", "2"),
                builtIn(FunctionKind.SCALAR, "nullif")
                        .form("(value T, other T) -> T?")
                        .says("The value, or NULL when it equals the other.")
                        .example("nullif(5, 5)", "NULL"),
                scalar("ifnull", "nvl")
                        .form("(value T, other T) -> T?", "coalesce($1, $2)")
                        .says("The value, or the other when it is NULL.")
                        .example("ifnull(NULL, 'none')", "none"),
                scalar("nvl2")
                        .form(
                                "(value any, one T, other T) -> T?",
                                "CASE WHEN $1 IS NOT NULL THEN $2 ELSE $3 END")
                        .says("One value when the first is not NULL, else the other.")
                        .example("nvl2(NULL, 'yes', 'no')", "no"),
                scalar("if", "iff")
                        .form(
                                "(condition boolean, one T, other T) -> T?",
                                "CASE WHEN $1 THEN $2 ELSE $3 END")
                        .says("One value when the condition is true, else the other.")
                        .example("if(2 > 1, 'yes', 'no')", "yes"),
                scalar("greatest")
                        .form("(value T...) -> T?")
                        .says("The greatest value; NULLs are left out.")
                        .example("greatest(3, 9, 4)", "9"),
                scalar("least")
                        .form("(value T...) -> T?")
                        .says("The least value; NULLs are left out.")
                        .example("least(3, 9, 4)", "3"),
                scalar("isnull")
                        .form("(value any) -> boolean!", "($1 IS NULL)")
                        .says("Whether the value is NULL.")
                        .example("isnull(NULL)", "true"),
                scalar("num_nulls")
                        .form(
                                "(value any...) -> bigint!",
                                values ->
                                        values.stream()
                                                .map("CAST(%s IS NULL AS BIGINT)"::formatted)
                                                .collect(Collectors.joining(" + ", "(", ")")))
                        .says("How many values are NULL.")
                        .example("num_nulls(1, NULL, 'a')", "1"));
    }
}
