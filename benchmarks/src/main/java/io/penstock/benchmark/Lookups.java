package io.penstock.benchmark;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.IntUnaryOperator;

/** The bare loop that endpoints are compared with: one prepared statement, run again and again. */
final class Lookups {
    /** Makes a connection. */
    interface Connecting {
        Connection connect() throws SQLException;
    }

    private Lookups() {}

    /**
     * One thread's loop; each row is read to its last column.
     *
     * @param sql with one parameter, a whole number
     * @param keys the parameter of the n-th run
     */
    static Loop.Step over(Connecting database, String sql, IntUnaryOperator keys) {
        try {
            Connection connection = database.connect();
            PreparedStatement statement = connection.prepareStatement(sql);
            return new Loop.Step() {
                private int n;

                @Override
                public void once() throws SQLException {
                    statement.setInt(1, keys.applyAsInt(n++));
                    try (ResultSet rows = statement.executeQuery()) {
                        int columns = rows.getMetaData().getColumnCount();
                        while (rows.next()) {
                            for (int column = 1; column <= columns; column++) {
                                rows.getObject(column);
                            }
                        }
                    }
                }

                @Override
                public void close() throws SQLException {
                    statement.close();
                    connection.close();
                }
            };
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
