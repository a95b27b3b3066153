package io.penstock.source.jdbc;

/** How the rows of a query leave their database. */
enum Lane {
    /**
     * All at once and without a transaction, as many as {@link AnswerSizes#SMALL_ROWS} and one
     * more: one round trip.
     */
    SMALL,
    /** As they are read, in a transaction. */
    CURSOR,
    /**
     * As they are read, in a transaction, by PostgreSQL's COPY in binary; by a cursor where that
     * can't be.
     */
    COPY
}
