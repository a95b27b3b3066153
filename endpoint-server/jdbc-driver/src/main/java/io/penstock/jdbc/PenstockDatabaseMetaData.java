package io.penstock.jdbc;

import org.apache.calcite.avatica.AvaticaDatabaseMetaData;

import java.sql.SQLException;

/** What the server is like. */
final class PenstockDatabaseMetaData extends AvaticaDatabaseMetaData {
    private final PenstockConnection owner;

    PenstockDatabaseMetaData(PenstockConnection connection) {
        super(connection);
        this.owner = connection;
    }

    @Override
    public String getURL() throws SQLException {
        return owner.plainUrl();
    }
}
