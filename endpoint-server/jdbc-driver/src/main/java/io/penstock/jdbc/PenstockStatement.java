package io.penstock.jdbc;

import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;

/** A statement that can be cancelled, and that keeps to its time. */
final class PenstockStatement extends AvaticaStatement {
    private final PenstockConnection owner;

    PenstockStatement(
            PenstockConnection connection,
            Meta.@Nullable StatementHandle handle,
            int type,
            int concurrency,
            int holdability) {
        super(connection, handle, type, concurrency, holdability);
        this.owner = connection;
    }

    @Override
    protected void executeInternal(String sql) throws SQLException {
        QueryTimer.within(
                getQueryTimeout(),
                () -> {
                    super.executeInternal(sql);
                    return true;
                },
                this::stop);
    }

    private void stop() throws SQLException {
        owner.cancel(handle.id);
    }

    /** Not synchronized, unlike what it overrides: the query that it stops holds the lock. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public void cancel() throws SQLException {
        checkOpen();
        stop();
    }

    /** Batches are for updates. */
    @Override
    public void addBatch(String sql) throws SQLException {
        throw new SQLFeatureNotSupportedException(
                "Batches are for updates, and the server only reads", "25006");
    }

    /** There are no escapes to process; tools turn them off all the same. */
    @Override
    public void setEscapeProcessing(boolean enable) throws SQLException {
        checkOpen();
    }
}
