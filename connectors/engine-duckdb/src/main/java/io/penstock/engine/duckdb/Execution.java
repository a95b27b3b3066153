package io.penstock.engine.duckdb;

import io.penstock.engine.duckdb.Prepared.Mode;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.ReadStatistics;
import io.penstock.spi.engine.RunProfile;
import io.penstock.spi.engine.ScanReader;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.sql.SQLException;
import java.util.OptionalDouble;

/**
 * One try to run a plan in one session. Owner: the running query closes it, which gives the session
 * back. Thread: the query's, except {@link #stop}.
 */
final class Execution implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private enum Phase {
        WAITING,
        EXECUTING,
        STREAMING,
        READING,
        OVER
    }

    private final Instance instance;
    private final Session session;
    private final EnginePlan plan;
    private final QueryContext context;
    private final BufferAllocator allocator;
    private final Preparation preparation;
    private volatile Phase phase = Phase.WAITING;
    private @Nullable Prepared prepared;
    private @Nullable DuckDBPreparedStatement running;
    private @Nullable BatchReader reader;
    private boolean failed;
    private boolean measured;
    private long rows;
    private ReadStatistics filesRead = ReadStatistics.NONE;
    private RunProfile profile = RunProfile.NONE;

    Execution(
            Instance instance,
            EnginePlan plan,
            QueryContext context,
            BufferAllocator allocator,
            FewParts fewParts)
            throws SQLException {
        this.instance = instance;
        this.plan = plan;
        this.context = context;
        this.allocator = allocator;
        this.session = instance.borrow();
        this.preparation =
                new Preparation(session, plan, context, allocator, fewParts, this::enter);
    }

    Instance instance() {
        return instance;
    }

    /**
     * Runs the plan until its first rows are there.
     *
     * @param forced how to read the result; null for the way that was best last time
     */
    void start(ScanReader scans, EngineThreads threads, @Nullable Mode forced)
            throws SQLException, IOException {
        Prepared statement = preparation.run(scans, threads);
        prepared = statement;
        Mode mode = forced == null ? statement.mode() : forced;
        measured = statement.measuresNow();
        session.profile(preparation.metrics(measured));
        session.stream(mode == Mode.STREAM);
        preparation.bind(statement);
        DuckDBResultSet result = statement.run(this::enter);
        reader =
                mode == Mode.WHOLE_ROWS
                        ? new RowReader(result, statement.lastRows())
                        : new StreamReader(result, plan.schema(), allocator);
        phase = mode == Mode.STREAM ? Phase.STREAMING : Phase.READING;
    }

    private synchronized void enter(DuckDBPreparedStatement statement) {
        running = statement;
        phase = Phase.EXECUTING;
    }

    /** The next batch; 0 rows for the end. */
    int read(VectorSchemaRoot target) throws SQLException, IOException {
        if (reader == null) {
            throw new IllegalStateException("not started");
        }
        int read = reader.read(target);
        rows += read;
        return read;
    }

    /** Whether another read would give nothing. */
    boolean atEnd() {
        return reader != null && reader.atEnd();
    }

    /** Remembers that something went wrong, so that the session is not trusted any more. */
    void failed() {
        failed = true;
    }

    /** The source's error that made DuckDB fail. */
    @Nullable QueryException sourceFailure() {
        return preparation.sourceFailure();
    }

    /** The part of a value that a scan wants, if that is what went wrong. Thread: any. */
    @Nullable String valuePart() {
        return preparation.valuePart();
    }

    /** What was read from files; known when it is over. */
    synchronized ReadStatistics read() {
        return preparation.filesRead().plus(filesRead);
    }

    /** What was done, if that was asked for; known when it is over. */
    synchronized RunProfile profile() {
        return profile;
    }

    /** How far DuckDB is with the result, from 0 to 1; empty when it can't tell. Thread: any. */
    synchronized OptionalDouble progress() {
        boolean works = phase == Phase.EXECUTING || phase == Phase.STREAMING;
        try {
            if (!works || running == null || running.isClosed()) {
                return OptionalDouble.empty();
            }
            double percent = running.getQueryProgress().getPercentage();
            return percent < 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(Math.min(1, percent / 100));
        } catch (SQLException e) {
            return OptionalDouble.empty();
        }
    }

    /**
     * Makes whatever goes on end soon; may be needed again, because DuckDB forgets an interrupt
     * that comes a moment before a statement starts. Thread: any.
     */
    synchronized void stop() {
        preparation.stop();
        try {
            if (phase == Phase.EXECUTING && running != null && !running.isClosed()) {
                running.cancel();
            } else if (phase == Phase.STREAMING && !atEnd()) {
                session.abandon();
            }
        } catch (SQLException e) {
            LOG.debug("Could not stop query {}", context.id(), e);
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (phase == Phase.OVER) {
                return;
            }
            phase = Phase.OVER;
            running = null;
        }
        preparation.stop();
        boolean whole = atEnd() && !failed;
        boolean clean =
                closed(reader)
                        && learnt()
                        && closed(statementToDrop())
                        && closed(() -> preparation.end(whole));
        preparation.close();
        instance.giveBack(session, clean && usable());
    }

    private @Nullable AutoCloseable statementToDrop() {
        return prepared == null ? null : prepared::done;
    }

    private boolean learnt() {
        try {
            if (prepared != null && reader != null && !failed) {
                learn(prepared, reader.atEnd());
            }
            return true;
        } catch (SQLException e) {
            LOG.debug("No statistics of query {}", context.id(), e);
            return false;
        }
    }

    private void learn(Prepared statement, boolean whole) throws SQLException {
        if (measured || plan.profiled()) {
            Profile done = session.profile();
            statement.read(done.files());
            if (plan.profiled() && whole) {
                profile = preparation.profile(done.operators());
            }
        }
        filesRead = statement.read();
        if (whole) {
            statement.finished(rows);
        }
    }

    private boolean usable() {
        try {
            return session.isUsable();
        } catch (SQLException e) {
            return false;
        }
    }

    private boolean closed(@Nullable AutoCloseable closeable) {
        if (closeable == null) {
            return true;
        }
        try {
            closeable.close();
            return true;
        } catch (Exception e) {
            LOG.debug("Query {} did not close in order", context.id(), e);
            return false;
        }
    }
}
