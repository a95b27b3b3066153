package io.penstock.query.listing;

/** Which tables a caller may know of. Thread: safe for many at once. */
@FunctionalInterface
public interface Visibility {
    /** Everybody sees everything. */
    Visibility EVERYTHING = table -> true;

    /** Whether the caller may know that the table is there. */
    boolean shows(ListedTable table);
}
