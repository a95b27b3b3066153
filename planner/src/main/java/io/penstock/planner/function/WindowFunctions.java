package io.penstock.planner.function;

import static io.penstock.planner.function.FunctionRow.builtIn;

import com.google.common.collect.ImmutableList;

/** Functions that need OVER. */
final class WindowFunctions {
    private WindowFunctions() {}

    static ImmutableList<CatalogueFunction> rows() {
        return FunctionRow.table(
                FunctionTopic.WINDOW,
                builtIn(FunctionKind.WINDOW, "row_number")
                        .form("() -> bigint!")
                        .says("The number of the row, from 1."),
                builtIn(FunctionKind.WINDOW, "rank")
                        .form("() -> bigint!")
                        .says("The rank; equal rows share it and the next ones are left out."),
                builtIn(FunctionKind.WINDOW, "dense_rank")
                        .form("() -> bigint!")
                        .says("The rank without gaps."),
                builtIn(FunctionKind.WINDOW, "percent_rank")
                        .form("() -> double!")
                        .says("The rank from 0 to 1."),
                builtIn(FunctionKind.WINDOW, "cume_dist")
                        .form("() -> double!")
                        .says("The fraction of rows up to this one."),
                builtIn(FunctionKind.WINDOW, "ntile")
                        .form("(count bigint) -> bigint!")
                        .says("In which of so many equal parts the row is."),
                builtIn(FunctionKind.WINDOW, "lag")
                        .form("(value T, [offset bigint], [other T]) -> T?")
                        .says("The value some rows before, one if not said."),
                builtIn(FunctionKind.WINDOW, "lead")
                        .form("(value T, [offset bigint], [other T]) -> T?")
                        .says("The value some rows behind, one if not said."),
                builtIn(FunctionKind.WINDOW, "first_value")
                        .form("(value T) -> T?")
                        .says("The first value of the frame."),
                builtIn(FunctionKind.WINDOW, "last_value")
                        .form("(value T) -> T?")
                        .says("The last value of the frame."),
                builtIn(FunctionKind.WINDOW, "nth_value")
                        .form("(value T, n bigint) -> T?")
                        .says("The n-th value of the frame."));
    }
}
