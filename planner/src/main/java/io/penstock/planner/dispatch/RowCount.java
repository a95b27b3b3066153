package io.penstock.planner.dispatch;

/** What a value counts that stands as LIMIT or OFFSET. */
public enum RowCount {
    /** How many rows at most; NULL for all. */
    LIMIT,
    /** How many rows are left out before them; NULL for none. */
    OFFSET
}
