package io.penstock.engine.duckdb;

import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.ScanReader;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.scan.Scan;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries a scan's rows from its source to DuckDB through a bounded queue. A thread of its own
 * reads the source, so that several sources are asked at once and DuckDB's threads, which all
 * queries share, rarely wait for a slow one.
 *
 * <p>Owner: the execution closes it. Thread: one reads the source, DuckDB's threads take batches,
 * any may stop it.
 */
final class ScanFeed implements AutoCloseable {
    private static final long QUEUE_BYTES = 8L << 20;

    private final Scan.Pushed scan;
    private final QueryContext context;
    private final BufferAllocator allocator;
    private final ArrayDeque<ArrowRecordBatch> queue = new ArrayDeque<>();
    private @Nullable BatchStream source;
    private @Nullable QueryException failure;
    private long queuedBytes;
    private long bytes;
    private long rows;
    private boolean finished;
    private boolean stopped;
    private volatile boolean readerClosed;

    ScanFeed(Scan.Pushed scan, QueryContext context, BufferAllocator allocator) {
        this.scan = scan;
        this.context = context;
        this.allocator = allocator;
    }

    Scan.Pushed scan() {
        return scan;
    }

    /** Reads the source to its end, or until it is stopped. */
    void fill(ScanReader reader) {
        try (BatchStream rowsOfSource = reader.open(scan, context)) {
            began(rowsOfSource);
            while (hasRoom() && rowsOfSource.next()) {
                offer(rowsOfSource.batch());
            }
            ended(null);
        } catch (QueryException e) {
            ended(e);
        } catch (RuntimeException e) {
            ended(
                    new QueryException(
                            EngineError.FAILED,
                            "Reading from connection '%s' failed: %s"
                                    .formatted(scan.connection(), e.getMessage()),
                            e));
        }
    }

    private void began(BatchStream stream) {
        boolean late;
        synchronized (this) {
            source = stream;
            late = stopped;
        }
        if (late) {
            stream.cancel();
        }
    }

    private synchronized boolean hasRoom() {
        while (!stopped && queuedBytes >= QUEUE_BYTES) {
            await(Duration.ofSeconds(1));
        }
        return !stopped;
    }

    /** Copies the batch: the source fills the same vectors again. */
    private void offer(VectorSchemaRoot batch) {
        if (batch.getRowCount() == 0) {
            return;
        }
        ArrowRecordBatch copy = copied(batch);
        long size = copy.computeBodyLength();
        boolean kept = false;
        synchronized (this) {
            bytes += size;
            rows += copy.getLength();
            if (!stopped) {
                queue.add(copy);
                queuedBytes += size;
                kept = true;
                notifyAll();
            }
        }
        if (!kept) {
            copy.close();
        }
    }

    private ArrowRecordBatch copied(VectorSchemaRoot batch) {
        try (ArrowRecordBatch seen = new VectorUnloader(batch).getRecordBatch()) {
            List<ArrowBuf> copies = new ArrayList<>();
            try {
                for (ArrowBuf buffer : seen.getBuffers()) {
                    ArrowBuf copy = allocator.buffer(buffer.readableBytes());
                    copies.add(copy);
                    copy.setBytes(0, buffer, 0, buffer.readableBytes());
                    copy.writerIndex(buffer.readableBytes());
                }
                return new ArrowRecordBatch(seen.getLength(), seen.getNodes(), copies);
            } finally {
                copies.forEach(ArrowBuf::close);
            }
        }
    }

    private synchronized void ended(@Nullable QueryException error) {
        if (!stopped) {
            failure = error;
        }
        source = null;
        finished = true;
        notifyAll();
    }

    /**
     * Waits until the source has given all it has, or enough to begin with, so that DuckDB's
     * threads don't do the waiting.
     *
     * @throws QueryException the source's own error
     */
    synchronized void awaitEnough() {
        while (!finished && !stopped && queuedBytes < QUEUE_BYTES) {
            context.check();
            await(context.remaining());
        }
        context.check();
        throwFailure();
    }

    /** Whether everything that the source gives is here already. */
    synchronized boolean isWhole() {
        return finished && failure == null && !stopped;
    }

    /** Whether everything is here, and so little that it may be values of the statement. */
    synchronized boolean isFew() {
        return isWhole() && FewRows.supports(scan.schema(), rows);
    }

    /** The next batch; the taker closes it. Empty at the end. */
    private synchronized @Nullable ArrowRecordBatch take() throws IOException {
        while (queue.isEmpty() && !finished && !stopped) {
            if (context.remaining().isZero()) {
                // DuckDB takes what Java throws for wrong input.
                failure = context.timeoutError();
                throw new IOException("deadline");
            }
            await(context.remaining());
        }
        if (stopped || (queue.isEmpty() && failure != null)) {
            throw new IOException("stopped");
        }
        ArrowRecordBatch batch = queue.poll();
        if (batch != null) {
            queuedBytes -= batch.computeBodyLength();
            notifyAll();
        }
        return batch;
    }

    private void await(Duration time) {
        try {
            wait(Math.max(1, time.toMillis()));
        } catch (InterruptedException e) {
            stopped = true;
            Thread.currentThread().interrupt();
        }
    }

    private void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    /** What went wrong at the source. */
    synchronized @Nullable QueryException failure() {
        return failure;
    }

    private synchronized long bytes() {
        return bytes;
    }

    /** Whether DuckDB has taken the rows and wants no more of them. */
    boolean isReaderClosed() {
        return readerClosed;
    }

    /** The rows as DuckDB reads them. */
    ArrowReader reader() {
        return new Reader();
    }

    /** Wakes whoever waits and asks the source to stop. */
    void stop() {
        @Nullable BatchStream running;
        synchronized (this) {
            stopped = true;
            running = source;
            notifyAll();
        }
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    public void close() {
        stop();
        synchronized (this) {
            queue.forEach(ArrowRecordBatch::close);
            queue.clear();
            queuedBytes = 0;
        }
    }

    /** The queue's other end. */
    private final class Reader extends ArrowReader {
        Reader() {
            super(ScanFeed.this.allocator);
        }

        @Override
        public boolean loadNextBatch() throws IOException {
            prepareLoadNextBatch();
            ArrowRecordBatch batch = take();
            if (batch == null) {
                return false;
            }
            loadRecordBatch(batch);
            return true;
        }

        @Override
        public long bytesRead() {
            return bytes();
        }

        @Override
        protected void closeReadSource() {
            readerClosed = true;
            stop();
        }

        @Override
        protected Schema readSchema() {
            return scan.schema();
        }
    }
}
