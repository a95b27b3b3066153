package io.penstock.planner.function;

/**
 * What stands around an aggregate's arguments; each piece is ready to print or empty.
 *
 * @param distinct whether equal arguments count once
 * @param orderBy {@code ORDER BY ..}, which goes behind the last argument
 * @param after {@code FILTER (..)} and {@code OVER (..)}, which go behind the closing parenthesis
 */
public record AggregateClauses(boolean distinct, String orderBy, String after) {
    /** An aggregate with arguments only. */
    public static final AggregateClauses NONE = new AggregateClauses(false, "", "");
}
