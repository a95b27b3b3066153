package io.penstock.query.listing;

/** What a caller may know of. Thread: safe for many at once. */
@FunctionalInterface
public interface Visibility {
    /** Everybody sees everything. */
    Visibility EVERYTHING = table -> true;

    /** Whether the caller may know that the table is there. */
    boolean shows(ListedTable table);

    /** Whether the caller may know of a column of a table that it may know of. */
    default boolean shows(ListedTable table, String column) {
        return true;
    }

    /**
     * Whether the caller may know of any table of a connection: one of which it may not is not even
     * asked.
     */
    default boolean mayShowOf(String connection) {
        return true;
    }

    /** Whether the caller may know of a connection that has no tables now. */
    default boolean showsEmpty(String connection) {
        return true;
    }
}
