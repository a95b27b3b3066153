package io.penstock.engine.duckdb;

import io.penstock.engine.duckdb.Prepared.Mode;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.ReadStatistics;
import io.penstock.spi.engine.RunProfile;
import io.penstock.spi.engine.ScanReader;
import io.penstock.spi.engine.ValueNotSentException;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.ErrorKind;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.sql.SQLException;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/**
 * A query from its permit to its last row; between two batches the permit rests. What is small is
 * over when {@link #start} returns: its rows are in memory, session and permit are given back.
 */
final class RunningQuery implements BatchStream {
    private static final int TRIES = 3;
    private static final long STOP_AGAIN_MILLIS = 10;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final DuckDbEngine engine;
    private final EnginePlan plan;
    private final ScanReader scans;
    private final QueryContext context;
    private final Admission.Permit permit;
    private final VectorSchemaRoot batch;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable Execution execution;
    private boolean first = true;
    private ReadStatistics read = ReadStatistics.NONE;
    private RunProfile profile = RunProfile.NONE;

    RunningQuery(
            DuckDbEngine engine,
            EnginePlan plan,
            ScanReader scans,
            QueryContext context,
            Admission.Permit permit,
            BufferAllocator allocator) {
        this.engine = engine;
        this.plan = plan;
        this.scans = scans;
        this.context = context;
        this.permit = permit;
        this.batch = VectorSchemaRoot.create(plan.schema(), allocator);
    }

    /** Runs the plan until its first batch is there. */
    void start() {
        context.onCancel(this::cancel);
        context.reportProgress(this::progress);
        if (engine.shortPlans().contains(plan)) {
            engine.threads().call(() -> startMeasured(busy -> {}), this::cancel);
        } else {
            // On a thread that nobody but the engine sees: who asks for it is told of its work.
            engine.threads()
                    .callInBackground(() -> startMeasured(context::workedElsewhere), this::cancel);
        }
        permit.rest();
    }

    /** What fails or is stopped counts too: it may have taken long. */
    private boolean startMeasured(LongConsumer told) {
        long before = THREADS.getCurrentThreadCpuTime();
        try {
            startNow();
            return true;
        } finally {
            long busy = THREADS.getCurrentThreadCpuTime() - before;
            told.accept(busy);
            engine.shortPlans().ran(plan, busy);
        }
    }

    private OptionalDouble progress() {
        Execution current = execution;
        return current == null ? OptionalDouble.empty() : current.progress();
    }

    /**
     * Twice when it has to be: a stream that fails before its first row does not say why, and a
     * result that DuckDB makes whole may not fit in memory where a stream does.
     */
    private void startNow() {
        @Nullable Mode mode = null;
        for (int left = TRIES; ; left--) {
            try {
                attempt(mode);
                return;
            } catch (SQLException | IOException | RuntimeException e) {
                @Nullable String part = valuePart();
                QueryException error = reason(e);
                @Nullable Mode other = nextMode(mode, e, error);
                if (left == 1 || (other == mode && !mayGoWell(e, error))) {
                    finish();
                    throw part == null ? error : withoutValue(error, part);
                }
                mode = other;
            }
        }
    }

    private @Nullable String valuePart() {
        Execution tried = execution;
        return tried == null ? null : tried.valuePart();
    }

    /** What the caller can mend may be no error at all where nobody needs the value. */
    private static RuntimeException withoutValue(QueryException error, String part) {
        return error.code().kind() == ErrorKind.USER
                ? new ValueNotSentException(error, part)
                : error;
    }

    private static @Nullable Mode nextMode(@Nullable Mode mode, Exception e, QueryException error) {
        if (DuckDbErrors.isSilent(e) && error.code() == EngineError.FAILED) {
            return Mode.WHOLE_BATCHES;
        }
        return mode == null && error.code() == EngineError.MEMORY_LIMIT ? Mode.STREAM : mode;
    }

    private static boolean mayGoWell(Exception e, QueryException error) {
        return DuckDbErrors.isBrokenByOther(e) && error.code() == EngineError.FAILED;
    }

    private void attempt(@Nullable Mode mode) throws SQLException, IOException {
        context.check();
        Execution current = engine.execution(plan, context);
        execution = current;
        requireNotStopped();
        current.start(scans, engine.threads(), mode);
        if (current.read(batch) == 0) {
            batch.setRowCount(0);
        }
        if (current.atEnd()) {
            requireNotStopped();
            finish();
        }
    }

    /**
     * DuckDB takes a stream that was stopped for one that has ended: an end counts only when nobody
     * stopped it.
     */
    private void requireNotStopped() {
        if (stopping.get()) {
            throw new QueryException(EngineError.CANCELLED, "Query was cancelled");
        }
    }

    /** Ends the failed try and says why it failed. */
    private QueryException reason(Exception e) {
        Execution tried = execution;
        QueryException source = tried == null ? null : tried.sourceFailure();
        if (tried != null) {
            tried.failed();
            engine.inspect(tried.instance(), e);
        }
        release();
        if (stopping.get()) {
            return new QueryException(EngineError.CANCELLED, "Query was cancelled", e);
        }
        return source != null ? source : new DuckDbErrors(plan, context).translate(e);
    }

    @Override
    public Schema schema() {
        return plan.schema();
    }

    @Override
    public boolean next() {
        if (first) {
            first = false;
            return batch.getRowCount() > 0;
        }
        if (execution == null) {
            return false;
        }
        permit.read();
        try {
            return engine.threads().call(this::nextNow, this::cancel);
        } finally {
            permit.rest();
        }
    }

    private boolean nextNow() {
        Execution current = execution;
        if (current == null) {
            return false;
        }
        try {
            context.check();
            requireNotStopped();
            int rows = current.read(batch);
            if (current.atEnd()) {
                requireNotStopped();
                finish();
            }
            return rows > 0;
        } catch (SQLException | IOException | RuntimeException e) {
            QueryException error = reason(e);
            finish();
            throw error;
        }
    }

    @Override
    public VectorSchemaRoot batch() {
        return batch;
    }

    @Override
    public ReadStatistics statistics() {
        Execution current = execution;
        return current == null ? read : current.read();
    }

    @Override
    public RunProfile profile() {
        return profile;
    }

    /**
     * Stops it from a thread of the engine, so that the caller never waits; and again until it is
     * over, because an interrupt can come too early.
     */
    @Override
    public void cancel() {
        if (over.getCount() > 0 && stopping.compareAndSet(false, true)) {
            engine.threads().start(this::stopUntilOver);
        }
    }

    private void stopUntilOver() {
        try {
            do {
                Execution current = execution;
                if (current != null) {
                    current.stop();
                }
            } while (!over.await(STOP_AGAIN_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives the session back, then the permit. */
    private void finish() {
        release();
        if (over.getCount() > 0) {
            over.countDown();
            engine.left(this);
            permit.leave();
        }
    }

    private void release() {
        Execution current = execution;
        if (current != null) {
            current.close();
            read = current.read();
            profile = current.profile();
            execution = null;
        }
    }

    @Override
    public void close() {
        if (execution != null) {
            engine.threads()
                    .call(
                            () -> {
                                finish();
                                return true;
                            },
                            () -> {});
        } else {
            finish();
        }
        batch.close();
    }
}
