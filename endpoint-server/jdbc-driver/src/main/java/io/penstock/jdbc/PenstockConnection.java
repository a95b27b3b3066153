package io.penstock.jdbc;

import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.AvaticaPreparedStatement;
import org.apache.calcite.avatica.ConnectionPropertiesImpl;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.UnregisteredDriver;
import org.apache.calcite.avatica.remote.Service;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.sql.ClientInfoStatus;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Executor;

/** A connection that knows where it leads to, so that it can cancel and say whether it lives. */
final class PenstockConnection extends AvaticaConnection {
    private @Nullable Address address;
    private @Nullable HttpCalls calls;

    PenstockConnection(
            UnregisteredDriver driver, AvaticaFactory factory, String url, Properties info) {
        super(driver, factory, url, info);
    }

    void connectedTo(Address target) {
        address = target;
        calls = new HttpCalls(URI.create(target.http()), target.token());
    }

    String plainUrl() {
        return Objects.requireNonNull(address, "not connected yet").plain();
    }

    Meta meta() {
        return meta;
    }

    /**
     * The answer to a question about the catalog: all of its rows, so that nothing stays open at
     * the server if nobody closes it.
     */
    ResultSet list(CatalogQuery query) throws SQLException {
        try (AvaticaPreparedStatement statement =
                (AvaticaPreparedStatement) prepareStatement(query.sql())) {
            for (int i = 0; i < query.values().size(); i++) {
                statement.setString(i + 1, query.values().get(i));
            }
            try (PenstockResultSet rows = (PenstockResultSet) statement.executeQuery()) {
                Meta.MetaResultSet whole =
                        Meta.MetaResultSet.create(
                                id, statement.handle.id, true, rows.signature(), rows.whole());
                statement.close();
                return createResultSet(whole, new QueryState(query.sql()));
            }
        }
    }

    /** Stops a statement's query at the server. */
    void cancel(int statement) throws SQLException {
        try {
            Objects.requireNonNull(calls, "not connected yet").cancel(id, statement);
        } catch (RuntimeException e) {
            throw Failures.of("Could not cancel", e);
        }
    }

    /** Asks the server, which forgets connections that nobody uses. */
    @Override
    public boolean isValid(int timeout) throws SQLException {
        if (timeout < 0) {
            throw new SQLException(
                    "The time-out is %d; it must not be negative".formatted(timeout));
        }
        if (isClosed()) {
            return false;
        }
        try {
            getService()
                    .apply(new Service.ConnectionSyncRequest(id, new ConnectionPropertiesImpl()));
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public String nativeSQL(String sql) throws SQLException {
        checkOpen();
        return sql;
    }

    @Override
    public void abort(Executor executor) {
        executor.execute(
                () -> {
                    try {
                        close();
                    } catch (SQLException e) {
                        // Whoever aborts doesn't ask how it ended.
                        return;
                    }
                });
    }

    @Override
    public Map<String, Class<?>> getTypeMap() throws SQLException {
        checkOpen();
        return Map.of();
    }

    @Override
    public void setClientInfo(String name, String value) throws SQLClientInfoException {
        throw new SQLClientInfoException(Map.of(name, ClientInfoStatus.REASON_UNKNOWN_PROPERTY));
    }
}
