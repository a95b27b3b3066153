package io.penstock.source.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Copies one column's value of the current row into its vector. Chosen once per column and query.
 */
@FunctionalInterface
interface ColumnReader {
    /**
     * Copies.
     *
     * @param row where in the vector
     * @return roughly how many bytes the value takes; -1 for NULL, which is then not written
     * @throws SQLException when the driver can't give the value
     * @throws BadValue when the value does not fit the vector's type
     */
    int read(ResultSet rows, int row) throws SQLException;

    /** A value that its column's type can't hold. */
    sealed class BadValue extends RuntimeException permits TooLarge {
        BadValue(String message) {
            super(message);
        }
    }

    /** A number of more digits than its column's type has. */
    final class TooLarge extends BadValue {
        TooLarge(String message) {
            super(message);
        }
    }
}
