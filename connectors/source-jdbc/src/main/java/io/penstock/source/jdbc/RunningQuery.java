package io.penstock.source.jdbc;

import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.scan.Scan;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
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

    /**
     * How long a server has to stop a query before its connection is cut, which is not used again
     * in any case.
     */
    private static final Duration STOPPING = Duration.ofMillis(150);

    /** How long a server has to end a transaction. */
    private static final Duration ENDING = Duration.ofSeconds(2);

    private static final Duration AGAIN = Duration.ofMillis(100);

    private final Database database;
    private final Scan.Pushed scan;
    private final QueryContext context;
    private final ScheduledExecutorService clock;
    private final Consumer<QueryException> onFailure;
    private final Lane lane;
    private final Optional<Parts> joined;
    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock();
    private final ScheduledFuture<?> deadline;
    private final RowSource rows;
    private final long begun;
    private @Nullable Stop stop;
    private boolean cancelled;
    private boolean closed;

    /** Asks the database to stop what runs. */
    @FunctionalInterface
    private interface Stop {
        void now() throws SQLException;
    }

    /** What runs on the connection, to be ended. */
    @FunctionalInterface
    private interface Work {
        void close() throws SQLException;
    }

    /**
     * Takes a connection and starts the statement.
     *
     * @param root what the rows are copied into
     * @param clock cuts what takes too long; must not be made to wait
     * @param onFailure hears of every failure at the database
     * @param joined what others have begun to read, of which this takes parts; this does without a
     *     connection rather than wait for one
     * @throws QueryException when it fails
     */
    RunningQuery(
            Database database,
            Scan.Pushed scan,
            QueryContext context,
            ScheduledExecutorService clock,
            Consumer<QueryException> onFailure,
            Lane lane,
            Optional<Parts> joined,
            VectorSchemaRoot root) {
        this.database = database;
        this.scan = scan;
        this.context = context;
        this.clock = clock;
        this.onFailure = onFailure;
        this.lane = lane;
        this.joined = joined;
        context.check();
        this.deadline = deadline();
        try {
            this.connection = joined.isPresent() ? database.spare() : database.connect();
        } catch (RuntimeException e) {
            deadline.cancel(false);
            throw e;
        }
        this.begun = System.nanoTime();
        context.onCancel(this::cancel);
        try {
            this.rows = start(root);
        } catch (SQLException e) {
            QueryException failure = failed(e);
            close(() -> {}, false);
            throw failure;
        } catch (RuntimeException e) {
            close(() -> {}, false);
            throw e;
        }
    }

    /** How long it has had a connection. */
    Duration running() {
        return Duration.ofNanos(System.nanoTime() - begun);
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

    private RowSource start(VectorSchemaRoot root) throws SQLException {
        database.transaction(connection, lane);
        if (lane == Lane.COPY) {
            Optional<PGConnection> postgres = database.copying(connection);
            if (postgres.isPresent()) {
                Optional<RowSource> copied = copy(postgres.get(), root);
                if (copied.isPresent()) {
                    return copied.get();
                }
            }
        }
        return select(root);
    }

    private Optional<RowSource> copy(PGConnection postgres, VectorSchemaRoot root)
            throws SQLException {
        stoppedBy(postgres::cancelQuery);
        try {
            PostgresCopy copy = new PostgresCopy(connection, postgres);
            Optional<RowSource> copied =
                    joined.isPresent()
                            ? Optional.of(copy.join(scan, root, context, joined.get()))
                            : copy.start(scan, root, context, database.readers());
            // Whoever cancelled before it ran has cancelled nothing.
            context.check();
            return copied;
        } catch (SQLException e) {
            if (joined.isPresent() || !PostgresCopy.isUnknown(e)) {
                throw e;
            }
            connection.rollback();
            database.cantCopy();
            return Optional.empty();
        }
    }

    private RowSource select(VectorSchemaRoot root) throws SQLException {
        PreparedStatement prepared =
                connection.prepareStatement(
                        scan.sql(), ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        stoppedBy(prepared::cancel);
        database.dialectFetch(prepared, lane);
        Binds.set(prepared, scan.values(), database.dialect());
        return new ResultSetRows(prepared, database.dialect(), root.getFieldVectors());
    }

    /** From now on it can be stopped, also by who came before. */
    private void stoppedBy(Stop now) {
        lock.lock();
        try {
            stop = now;
        } finally {
            lock.unlock();
        }
        context.check();
    }

    RowSource rows() {
        return rows;
    }

    Lane lane() {
        return lane;
    }

    /** What others may read parts of, too. */
    Optional<Parts> parts() {
        return rows instanceof PartedRows parted ? Optional.of(parted.parts()) : Optional.empty();
    }

    /** Ends with the part that is read now. */
    void takeNoMore() {
        if (rows instanceof PartedRows parted) {
            parted.takeNoMore();
        }
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
        Stop running;
        lock.lock();
        try {
            running = stop;
            if (closed || cancelled || running == null) {
                return;
            }
            cancelled = true;
        } finally {
            lock.unlock();
        }
        if (database.isServer()) {
            later(this::cut, STOPPING);
        }
        Thread.ofVirtual()
                .name("cancel-" + scan.connection())
                .start(() -> stopUntilClosed(running));
    }

    /** A statement that was only about to run does not hear it the first time. */
    private void stopUntilClosed(Stop running) {
        long end = System.nanoTime() + STOPPING.toNanos();
        try {
            while (!isClosed() && System.nanoTime() < end) {
                running.now();
                Thread.sleep(AGAIN);
            }
        } catch (SQLException e) {
            LOG.debug("Cancelling at connection {} failed", scan.connection(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
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
        close(rows::close, finished);
    }

    private void close(Work work, boolean finished) {
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
            giveBack(work);
        } else {
            // A server that hangs must not keep whoever closes.
            Optional<ScheduledFuture<?>> cut =
                    database.isServer() ? later(this::cut, ENDING) : Optional.empty();
            giveBack(work);
            cut.ifPresent(timer -> timer.cancel(false));
        }
    }

    /** Only a connection that nothing is left on is given back. */
    private void giveBack(Work work) {
        try {
            work.close();
            if (lane != Lane.SMALL) {
                connection.rollback();
            }
            connection.close();
        } catch (SQLException e) {
            LOG.debug("Giving a connection of {} back failed", scan.connection(), e);
            abort();
            database.discard(connection);
        }
    }

    /** Not on the clock's thread: a driver may take its time even for this. */
    private void cut() {
        Thread.ofVirtual().name("cut-" + scan.connection()).start(this::abort);
    }

    /** MySQL's drivers would read all rows that are left; any may hang on a dead server. */
    private void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("Aborting a connection of {} failed", scan.connection(), e);
        }
    }
}
