package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableList;

import io.penstock.source.jdbc.BatchQueue.Batch;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.ReadStatistics;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.TransferPair;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A big table's rows, read over several connections at once and in no order. The first reader has
 * made the parts and could read them all; others join when their connections are there, and whoever
 * comes too late, or finds no connection, was not needed. Each decodes on a thread of its own.
 */
final class ParallelRows implements BatchStream {
    private static final Logger LOG = LoggerFactory.getLogger(ParallelRows.class);

    /** How long readers have to end by themselves before they are cancelled. */
    private static final Duration ENDING = Duration.ofMillis(100);

    /** Who is cancelled is cut, and ends sooner. */
    private static final Duration CUT = Duration.ofSeconds(5);

    /** When a reader that mostly waits for the taker gives its connection back. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

    private final BatchQueue batches;
    private final BufferAllocator allocator;
    private final QueryContext context;
    private final VectorSchemaRoot root;
    private final Set<JdbcRows> reading = ConcurrentHashMap.newKeySet();
    private volatile ReadStatistics read = ReadStatistics.NONE;
    private boolean closed;

    private ParallelRows(int room, Schema schema, BufferAllocator allocator, QueryContext context) {
        this.batches = new BatchQueue(room);
        this.allocator = allocator;
        this.context = context;
        this.root = VectorSchemaRoot.create(schema, allocator);
    }

    /**
     * Starts to read.
     *
     * @param first has made the parts; is closed with this
     * @param others opens one more reader, or fails because there is no connection to spare
     * @param readers how many at most, with the first
     */
    static ParallelRows start(
            JdbcRows first,
            Supplier<JdbcRows> others,
            int readers,
            BufferAllocator allocator,
            QueryContext context) {
        ParallelRows rows = new ParallelRows(readers, first.schema(), allocator, context);
        rows.reading.add(first);
        thread(context, 0, () -> rows.read(first, false));
        for (int i = 1; i < readers; i++) {
            thread(context, i, () -> rows.join(others));
        }
        return rows;
    }

    private static void thread(QueryContext context, int number, Runnable work) {
        Thread.ofPlatform()
                .daemon()
                .name("penstock-read-%s-%d".formatted(context.id(), number))
                .start(work);
    }

    private void join(Supplier<JdbcRows> others) {
        try {
            JdbcRows mine = others.get();
            if (batches.join()) {
                reading.add(mine);
                read(mine, true);
            } else {
                mine.close();
            }
        } catch (RuntimeException e) {
            LOG.debug("Query {} is read without one more connection", context.id(), e);
        }
    }

    private void read(JdbcRows rows, boolean spare) {
        try (rows) {
            readAll(rows, spare);
        } catch (RuntimeException e) {
            batches.fail(e);
        } catch (InterruptedException e) {
            batches.fail(interrupted());
        } finally {
            reading.remove(rows);
            batches.leave();
        }
    }

    private void readAll(JdbcRows rows, boolean spare) throws InterruptedException {
        long begun = System.nanoTime();
        long waited = 0;
        long bytes = 0;
        while (rows.next()) {
            long made = System.nanoTime();
            long all = rows.statistics().bytes();
            if (!batches.put(new Batch(moved(rows.batch()), all - bytes))) {
                return;
            }
            bytes = all;
            long now = System.nanoTime();
            waited += now - made;
            if (spare && now - begun > PATIENCE_NANOS && 2 * waited > now - begun) {
                rows.takeNoMore();
            }
        }
    }

    /** The rows in vectors of their own. */
    private VectorSchemaRoot moved(VectorSchemaRoot batch) {
        ImmutableList.Builder<FieldVector> vectors = ImmutableList.builder();
        for (FieldVector vector : batch.getFieldVectors()) {
            TransferPair pair = vector.getTransferPair(allocator);
            pair.transfer();
            vectors.add((FieldVector) pair.getTo());
        }
        return new VectorSchemaRoot(batch.getSchema(), vectors.build(), batch.getRowCount());
    }

    private QueryException interrupted() {
        Thread.currentThread().interrupt();
        return new QueryException(EngineError.CANCELLED, "The query was interrupted");
    }

    @Override
    public Schema schema() {
        return root.getSchema();
    }

    @Override
    public boolean next() {
        if (closed) {
            return false;
        }
        context.check();
        root.clear();
        Optional<Batch> next = take();
        next.ifPresent(this::give);
        return next.isPresent();
    }

    private Optional<Batch> take() {
        try {
            return batches.take();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private void give(Batch batch) {
        try (VectorSchemaRoot rows = batch.rows()) {
            for (int i = 0; i < rows.getFieldVectors().size(); i++) {
                rows.getVector(i).makeTransferPair(root.getVector(i)).transfer();
            }
            root.setRowCount(rows.getRowCount());
            read =
                    new ReadStatistics(
                            read.rows() + rows.getRowCount(), read.bytes() + batch.bytes());
        }
    }

    @Override
    public VectorSchemaRoot batch() {
        return root;
    }

    @Override
    public ReadStatistics statistics() {
        return read;
    }

    @Override
    public void cancel() {
        reading.forEach(JdbcRows::cancel);
    }

    /** Readers end where they are; one that waits for its server is cancelled. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        batches.stop();
        try {
            if (!batches.awaitEmpty(ENDING)) {
                cancel();
                if (!batches.awaitEmpty(CUT)) {
                    LOG.warn("Query {} still reads after it was closed", context.id());
                }
            }
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
        } finally {
            root.close();
        }
    }
}
