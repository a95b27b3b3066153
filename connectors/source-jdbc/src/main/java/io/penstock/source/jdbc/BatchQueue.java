package io.penstock.source.jdbc;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Batches on their way from several readers to one taker. It holds few of them, so that readers
 * work ahead, but not far. Thread: safe for many at once.
 */
final class BatchQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Batch> batches = new ArrayDeque<>();
    private final int room;
    private int readers = 1;
    private boolean stopped;
    private @Nullable RuntimeException failure;

    /** Rows, and how many bytes they took to read; whoever has it closes it. */
    record Batch(VectorSchemaRoot rows, long bytes) {}

    /** Of one reader, until others join. */
    BatchQueue(int room) {
        this.room = room;
    }

    /**
     * One more reader.
     *
     * @return false when it comes too late
     */
    boolean join() {
        lock.lock();
        try {
            if (isOver() || readers == 0) {
                return false;
            }
            readers++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for room.
     *
     * @return whether more are wanted; otherwise the batch was closed
     */
    boolean put(Batch batch) throws InterruptedException {
        lock.lock();
        try {
            while (!isOver() && batches.size() >= room) {
                changed.await();
            }
            if (!isOver()) {
                batches.add(batch);
                changed.signalAll();
                return true;
            }
        } finally {
            lock.unlock();
        }
        batch.rows().close();
        return false;
    }

    private boolean isOver() {
        return stopped || failure != null;
    }

    /** A reader has no more, and holds nothing any more. */
    void leave() {
        lock.lock();
        try {
            readers--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until all readers have left.
     *
     * @return whether they have
     */
    boolean awaitEmpty(Duration most) throws InterruptedException {
        lock.lock();
        try {
            long nanos = most.toNanos();
            while (readers > 0 && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return readers == 0;
        } finally {
            lock.unlock();
        }
    }

    /** A reader's error is everybody's; the first one counts. */
    void fail(RuntimeException e) {
        lock.lock();
        try {
            if (failure == null) {
                failure = e;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a batch.
     *
     * @return empty when all readers have left
     * @throws RuntimeException what a reader failed with
     */
    Optional<Batch> take() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                if (failure != null) {
                    throw failure;
                }
                @Nullable Batch next = batches.poll();
                if (next != null || readers == 0) {
                    changed.signalAll();
                    return Optional.ofNullable(next);
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nobody takes any more. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            batches.forEach(batch -> batch.rows().close());
            batches.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
