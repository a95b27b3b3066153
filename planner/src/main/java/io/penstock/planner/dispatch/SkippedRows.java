package io.penstock.planner.dispatch;

/** How many rows the outermost LIMIT skips before the first one. */
public sealed interface SkippedRows {

    /** The query has no outermost LIMIT. */
    record NoLimit() implements SkippedRows {}

    /**
     * It stands in the text.
     *
     * @param rows 0 without OFFSET
     */
    record Constant(long rows) implements SkippedRows {}

    /**
     * It is a value of the query.
     *
     * @param index in {@link io.penstock.planner.parse.ParsedQuery#values()}
     */
    record Parameter(int index) implements SkippedRows {}
}
