package io.penstock.planner.function;

/** Where a function may be called. */
public enum FunctionKind {
    /** One row in, one value out. */
    SCALAR,
    /** Many rows in, one value out; with OVER also a window function. */
    AGGREGATE,
    /** Only with OVER. */
    WINDOW
}
