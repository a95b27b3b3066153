package io.penstock.server.avatica;

import io.penstock.server.avatica.SqlStatement.Prepared;
import io.penstock.server.door.CallWatch;
import io.penstock.spi.engine.Caller;
import io.penstock.spi.error.QueryException;

import org.apache.calcite.avatica.ConnectionPropertiesImpl;
import org.apache.calcite.avatica.Meta;

import java.sql.Connection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client's connection: its owner, how it wants values, its statements. Owner: {@link Sessions}
 * closes it. Thread: safe for many at once.
 */
final class Session {
    private final String id;
    private final Caller owner;
    private final TimePolicy times;
    private final int mostStatements;
    private final CallWatch watch;
    private final AtomicInteger nextStatement = new AtomicInteger();
    private final Map<Integer, SqlStatement> statements = new ConcurrentHashMap<>();
    private final ConnectionPropertiesImpl properties =
            new ConnectionPropertiesImpl(true, true, Connection.TRANSACTION_NONE, null, null);
    private volatile long usedAt = System.nanoTime();

    Session(
            String id,
            Caller owner,
            Map<String, String> properties,
            int mostStatements,
            CallWatch watch) {
        this.id = id;
        this.owner = owner;
        this.times = TimePolicy.of(properties);
        this.mostStatements = mostStatements;
        this.watch = watch;
    }

    String id() {
        return id;
    }

    Caller owner() {
        return owner;
    }

    TimePolicy times() {
        return times;
    }

    void use() {
        usedAt = System.nanoTime();
    }

    long usedAt() {
        return usedAt;
    }

    /**
     * Adds a statement.
     *
     * @throws QueryException {@link AvaticaError#TOO_MANY_STATEMENTS}
     */
    SqlStatement create(Optional<Prepared> prepared) {
        if (statements.size() >= mostStatements) {
            throw new QueryException(
                    AvaticaError.TOO_MANY_STATEMENTS,
                    "The connection has %d statements open, and may have no more; close some"
                            .formatted(statements.size()));
        }
        SqlStatement statement = new SqlStatement(nextId(), prepared, watch);
        statements.put(statement.id(), statement);
        return statement;
    }

    /** A number that no statement of this connection has had. */
    int nextId() {
        return nextStatement.incrementAndGet();
    }

    Optional<SqlStatement> statement(int statement) {
        return Optional.ofNullable(statements.get(statement));
    }

    /** Closes a statement; nothing happens when there is none. */
    void closeStatement(int statement) {
        SqlStatement closed = statements.remove(statement);
        if (closed != null) {
            closed.close();
        }
    }

    /** How many statements are open. */
    int size() {
        return statements.size();
    }

    /** Whether a query runs or waits to be read. */
    boolean isReading() {
        return statements.values().stream().anyMatch(SqlStatement::isReading);
    }

    /**
     * Takes over what the client changed and tells what holds.
     *
     * @throws QueryException {@link AvaticaError#READ_ONLY} for a connection that would write
     */
    synchronized Meta.ConnectionProperties sync(Meta.ConnectionProperties changed) {
        if (Boolean.FALSE.equals(changed.isAutoCommit())) {
            throw new QueryException(
                    AvaticaError.READ_ONLY, "There are no transactions; leave auto-commit on");
        }
        properties.merge(changed);
        properties.setReadOnly(true);
        properties.setDirty(false);
        return properties;
    }

    /**
     * Closes what nobody has used since then.
     *
     * @param rowsBefore for results that wait to be read
     * @param idleBefore for statements
     */
    void sweep(long rowsBefore, long idleBefore) {
        statements.values().forEach(statement -> statement.sweep(rowsBefore));
        statements.values().stream()
                .filter(statement -> !statement.isReading())
                .filter(statement -> statement.usedAt() - idleBefore < 0)
                .forEach(statement -> closeStatement(statement.id()));
    }

    void close() {
        statements.keySet().forEach(this::closeStatement);
    }
}
