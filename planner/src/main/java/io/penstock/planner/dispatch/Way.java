package io.penstock.planner.dispatch;

/**
 * How a query is split over its sources. All give the same rows. Only {@link #PLANNED} is for use;
 * the others say how quick it would have been otherwise, and are no setting, because none of them
 * is good for more than some queries.
 */
public enum Way {
    /** Whatever is expected to be the quickest. */
    PLANNED,
    /** As much as possible at the sources, however many rows that gives; no keys are sent. */
    AT_SOURCES,
    /** Of sources only rows and columns of single tables; no keys are sent. */
    SHIPPED,
    /** Keys wherever they are legal and known to be no more than a source takes. */
    KEYS_FIRST,
    /** Rows of sides of joins to the other side's source wherever that is legal, however many. */
    ROWS_FIRST
}
