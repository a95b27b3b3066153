package io.penstock.source.jdbc;

import java.sql.SQLException;

/**
 * The rows of a running statement, one after another; the columns of each are copied once and in
 * their order. Owner: the running query closes it. Thread: one.
 */
interface RowSource extends AutoCloseable {
    /**
     * Goes to the next row.
     *
     * @return whether there is one
     */
    boolean next() throws SQLException;

    /**
     * Copies a column of this row into its vector.
     *
     * @param column from 0
     * @param row where in the vector
     * @return roughly how many bytes the value takes; -1 for NULL, which is then not written
     * @throws ColumnReader.BadValue when the value does not fit the vector's type
     */
    int read(int column, int row) throws SQLException;

    /** What the database calls a column, from 0. */
    String columnName(int column) throws SQLException;

    /** Ends what is still at work, so that its connection can be used again. */
    @Override
    void close() throws SQLException;
}
