package io.penstock.source.jdbc;

import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.scan.Scan;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A statement at work and the connection it works on: started, cancelled by its deadline or by
 * anybody, and given back. Thread: {@link #cancel} from any, the rest from one at a time.
 */
final class RunningQuery {
    private static final Logger LOG = LoggerFactory.getLogger(RunningQuery.class);

    /** How long a server has to stop a query, or to end a transaction. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Database database;
    private final Scan.Pushed scan;
    private final QueryContext context;
    private final ScheduledExecutorService clock;
    private final Consumer<QueryException> onFailure;
    private final Lane lane;
    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock();
    private final ScheduledFuture<?> deadline;
    private @Nullable PreparedStatement statement;
    private @Nullable ResultSet rows;
    private boolean cancelled;
    private boolean closed;

    /**
     * Takes a connection and starts the statement.
     *
     * @param clock cuts what takes too long; must not be made to wait
     * @param onFailure hears of every failure at the database
     * @throws QueryException when it fails
     */
    RunningQuery(
            Database database,
            Scan.Pushed scan,
            QueryContext context,
            ScheduledExecutorService clock,
            Consumer<QueryException> onFailure,
            Lane lane) {
        this.database = database;
        this.scan = scan;
        this.context = context;
        this.clock = clock;
        this.onFailure = onFailure;
        this.lane = lane;
        context.check();
        this.deadline = deadline();
        try {
            this.connection = database.connect();
        } catch (RuntimeException e) {
            deadline.cancel(false);
            throw e;
        }
        context.onCancel(this::cancel);
        try {
            start();
        } catch (SQLException e) {
            QueryException failure = failed(e);
            close(false);
            throw failure;
        } catch (RuntimeException e) {
            close(false);
            throw e;
        }
    }

    private ScheduledFuture<?> deadline() {
        try {
            return clock.schedule(
                    this::cancel, context.remaining().toMillis() + 1, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            throw new QueryException(
                    SourceError.UNREACHABLE,
                    "Connection '%s' was closed, perhaps by a reload; ask again"
                            .formatted(scan.connection()),
                    e);
        }
    }

    private void start() throws SQLException {
        database.transaction(connection, lane);
        PreparedStatement prepared =
                connection.prepareStatement(
                        scan.sql(), ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        lock.lock();
        try {
            statement = prepared;
        } finally {
            lock.unlock();
        }
        // Somebody may have cancelled while there was no statement to cancel.
        context.check();
        database.dialectFetch(prepared, lane);
        Binds.set(prepared, scan.values(), database.dialect());
        rows = prepared.executeQuery();
    }

    ResultSet rows() {
        if (rows == null) {
            throw new IllegalStateException("not started");
        }
        return rows;
    }

    Lane lane() {
        return lane;
    }

    RemoteDialect dialect() {
        return database.dialect();
    }

    SqlErrors errors() {
        return database.errors();
    }

    String connectionName() {
        return scan.connection();
    }

    /** What the database calls a column of the result, or else our name of it. */
    String columnName(int column, String ours) {
        try {
            return rows().getMetaData().getColumnLabel(column);
        } catch (SQLException e) {
            return ours;
        }
    }

    /** The error to tell; a changed table is also told to the source. */
    QueryException failed(SQLException e) {
        QueryException failure = database.errors().running(e, context);
        onFailure.accept(failure);
        return failure;
    }

    /**
     * Asks the database to stop and cuts the connection when it does not. Waits for nothing: a
     * server that hangs must not hold up whoever cancels.
     */
    void cancel() {
        PreparedStatement running;
        lock.lock();
        try {
            running = statement;
            if (closed || cancelled || running == null) {
                return;
            }
            cancelled = true;
        } finally {
            lock.unlock();
        }
        if (database.isServer()) {
            later(this::abort, PATIENCE);
        }
        Thread.ofVirtual().name("cancel-" + scan.connection()).start(() -> stop(running));
    }

    private void stop(PreparedStatement running) {
        try {
            running.cancel();
        } catch (SQLException e) {
            LOG.debug("Cancelling at connection {} failed", scan.connection(), e);
        }
    }

    /** A source that is being closed has no clock any more, and cuts everything anyway. */
    private Optional<ScheduledFuture<?>> later(Runnable task, Duration time) {
        try {
            return Optional.of(clock.schedule(task, time.toMillis(), TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException e) {
            return Optional.empty();
        }
    }

    /**
     * Gives the connection back, or drops it when a cancel may still be on its way to it.
     *
     * @param finished whether all rows were read
     */
    void close(boolean finished) {
        deadline.cancel(false);
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            lock.unlock();
        }
        boolean drop = cancelled || (!finished && dialect() == RemoteDialect.MYSQL);
        if (drop) {
            abort();
            database.discard(connection);
        } else if (lane == Lane.SMALL) {
            giveBack();
        } else {
            // A server that hangs must not keep whoever closes.
            Optional<ScheduledFuture<?>> cut =
                    database.isServer() ? later(this::abort, PATIENCE) : Optional.empty();
            giveBack();
            cut.ifPresent(timer -> timer.cancel(false));
        }
    }

    private void giveBack() {
        try (Connection toReturn = connection) {
            closeQuietly(rows);
            closeQuietly(statement);
            if (lane != Lane.SMALL) {
                toReturn.rollback();
            }
        } catch (SQLException e) {
            LOG.debug("Giving a connection of {} back failed", scan.connection(), e);
            database.discard(connection);
        }
    }

    /** MySQL's drivers would read all rows that are left; any may hang on a dead server. */
    private void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("Aborting a connection of {} failed", scan.connection(), e);
        }
    }

    private static void closeQuietly(@Nullable AutoCloseable toClose) {
        if (toClose == null) {
            return;
        }
        try {
            toClose.close();
        } catch (Exception e) {
            LOG.debug("Closing {} failed", toClose.getClass().getSimpleName(), e);
        }
    }
}
