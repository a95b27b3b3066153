package io.penstock.server.metadata;

import java.sql.Connection;
import java.sql.SQLException;

/** Statements of one transaction. */
@FunctionalInterface
public interface SqlWork<T> {
    /** Runs them; the connection is not the work's to close or to commit. */
    T in(Connection connection) throws SQLException;
}
