package io.penstock.engine.duckdb;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.Engine;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.EngineSettings;
import io.penstock.spi.engine.EngineStatus;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.ScanReader;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs plans in DuckDB. An instance can't be changed once its door is closed, and a damaged file
 * may break it; it holds nothing, so in both cases another one takes its place while queries that
 * are inside end in the old one.
 */
final class DuckDbEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(DuckDbEngine.class);

    private final EngineSettings settings;
    private final Admission admission;
    private final EngineThreads threads;
    private final ShortPlans shortPlans = new ShortPlans();
    private final FewParts fewParts = new FewParts();
    private final BufferAllocator allocator;
    private final Set<RunningQuery> running = ConcurrentHashMap.newKeySet();
    private Instance current;
    private long restarts;
    private boolean closed;

    DuckDbEngine(EngineSettings settings) {
        this.settings = settings;
        this.allocator = new RootAllocator(Math.max(64L << 20, settings.memoryBytes() / 2));
        this.admission = new Admission(settings.permits(), this::hasMemoryToSpare);
        this.threads = new EngineThreads(settings.niceness());
        this.current = open(ImmutableSet.copyOf(settings.readable()));
        threads.start(new WarmUp(this));
    }

    /**
     * DuckDB's own threads do the work of long queries: those that it starts are as its opener is.
     */
    private Instance open(ImmutableSet<Path> readable) {
        return threads.open(() -> Instance.open(settings, readable));
    }

    @Override
    public String name() {
        return DuckDbEngineFactory.NAME;
    }

    @Override
    public BatchStream run(EnginePlan plan, ScanReader scans, QueryContext context) {
        Admission.Permit permit = admission.enter(context);
        RunningQuery query;
        try {
            query = new RunningQuery(this, plan, scans, context, permit, allocator);
            running.add(query);
        } catch (RuntimeException e) {
            permit.leave();
            throw e;
        }
        try {
            query.start();
            return query;
        } catch (RuntimeException e) {
            query.close();
            throw e;
        }
    }

    /** A query is over. */
    void left(RunningQuery query) {
        running.remove(query);
    }

    EngineThreads threads() {
        return threads;
    }

    ShortPlans shortPlans() {
        return shortPlans;
    }

    /** A try to run a plan in the present instance. */
    Execution execution(EnginePlan plan, QueryContext context) throws SQLException {
        return new Execution(current(), plan, context, allocator, fewParts);
    }

    private synchronized Instance current() {
        if (closed) {
            throw new QueryException(EngineError.CANCELLED, "The engine is closed");
        }
        return current;
    }

    /** Puts a fresh instance in place of one that an error has broken. */
    void inspect(Instance instance, Exception error) {
        if (!DuckDbErrors.breaksInstance(error)) {
            return;
        }
        synchronized (this) {
            if (closed || current != instance) {
                return;
            }
            restarts++;
            replace(instance.readable());
        }
        LOG.warn("A query broke the DuckDB instance; it was replaced", error);
    }

    @Override
    public synchronized void allow(ImmutableList<Path> readable) {
        if (!closed && !current.readable().containsAll(readable)) {
            replace(
                    ImmutableSet.<Path>builder()
                            .addAll(current.readable())
                            .addAll(readable)
                            .build());
        }
    }

    private void replace(ImmutableSet<Path> readable) {
        Instance old = current;
        current = open(readable);
        old.retire();
    }

    @Override
    public synchronized EngineStatus status() {
        return new EngineStatus(
                admission.permits(),
                admission.running(),
                admission.waiting(),
                admission.unread(),
                allocatedBytes(),
                restarts);
    }

    /** Results that nobody reads keep their batches, which others must not lack. */
    private boolean hasMemoryToSpare() {
        return allocator.getAllocatedMemory() < allocator.getLimit() / 2;
    }

    /** Memory of results that are not closed yet. */
    long allocatedBytes() {
        return allocator.getAllocatedMemory();
    }

    BufferAllocator allocator() {
        return allocator;
    }

    /** Stops all queries; those who read them still have to close them. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        running.forEach(BatchStream::cancel);
        current.retire();
        threads.close();
        if (allocator.getAllocatedMemory() > 0) {
            LOG.warn("{} bytes of results were never closed", allocator.getAllocatedMemory());
        } else {
            allocator.close();
        }
    }
}
