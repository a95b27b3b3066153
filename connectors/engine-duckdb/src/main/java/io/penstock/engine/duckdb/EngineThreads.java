package io.penstock.engine.duckdb;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.Uninterruptibles;

import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for calls into DuckDB. A native call holds on to the thread that runs a virtual one, and
 * there are only as many of those as cores: two long queries would stop the whole server. So
 * virtual threads hand their calls over; a platform thread makes them itself. Admission bounds how
 * many there are.
 *
 * <p>Long queries are handed over by everybody, to threads in the background: small ones of others
 * find a processor then, whatever else goes on. Thread: safe for many at once.
 */
final class EngineThreads implements AutoCloseable {
    /** Putting a thread in the background takes some milliseconds. */
    private static final int KEPT_MINUTES = 10;

    /** A server that starts is busy enough. */
    private static final int LATER_MILLIS = 500;

    private static final String OPENER = "duckdb-opener";

    private final ExecutorService pool =
            Executors.newCachedThreadPool(
                    Thread.ofPlatform().daemon(true).name("penstock-duckdb-", 0).factory());
    private final Background background;
    private final ExecutorService longPool;

    /** Makes threads when they are needed, those of the background with this niceness. */
    EngineThreads(int niceness) {
        Executor later =
                CompletableFuture.delayedExecutor(LATER_MILLIS, TimeUnit.MILLISECONDS, pool);
        background = new Background("penstock-duckdb-long-", niceness, later);
        longPool =
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        KEPT_MINUTES,
                        TimeUnit.MINUTES,
                        new SynchronousQueue<>(),
                        background);
    }

    /**
     * Makes a call and waits for it.
     *
     * @param stop what makes the call end soon; used when the waiting thread is interrupted
     * @throws QueryException what the call throws, or {@link EngineError#CANCELLED}
     */
    boolean call(Callable<Boolean> call, Runnable stop) {
        if (!Thread.currentThread().isVirtual()) {
            return direct(call);
        }
        return awaited(submit(pool, call), stop);
    }

    /**
     * Makes a call that may take long, in the background, and waits for it.
     *
     * @param stop what makes the call end soon; used when the waiting thread is interrupted
     * @throws QueryException what the call throws, or {@link EngineError#CANCELLED}
     */
    <T> T callInBackground(Callable<T> call, Runnable stop) {
        return awaited(submit(longPool, call), stop);
    }

    /**
     * Opens something that has threads of its own, which will be in the background.
     *
     * @throws QueryException what opening throws
     */
    <T> T open(Callable<T> opening) {
        FutureTask<T> task = new FutureTask<>(opening);
        Thread.ofPlatform().daemon(true).name(OPENER).start(task);
        T opened = awaited(task, () -> {});
        background.startedBy(OPENER);
        return opened;
    }

    private static <T> T awaited(Future<T> result, Runnable stop) {
        try {
            return result.get();
        } catch (InterruptedException e) {
            stop.run();
            return afterInterrupt(result);
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    /** Does something beside; it must end by itself. */
    void start(Runnable work) {
        Future<Boolean> unused =
                submit(
                        pool,
                        () -> {
                            work.run();
                            return true;
                        });
    }

    private static <T> Future<T> submit(ExecutorService threads, Callable<T> call) {
        try {
            return threads.submit(call);
        } catch (RejectedExecutionException e) {
            throw new QueryException(EngineError.CANCELLED, "The engine is closed", e);
        }
    }

    private static boolean direct(Callable<Boolean> call) {
        try {
            return call.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("calls translate their own exceptions", e);
        }
    }

    /** The call still owns the session, so its end is awaited before anything is given back. */
    private static <T> T afterInterrupt(Future<T> result) {
        try {
            return Objects.requireNonNull(Uninterruptibles.getUninterruptibly(result));
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } finally {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
            return cause;
        }
        if (e.getCause() instanceof Error cause) {
            throw cause;
        }
        return new IllegalStateException("calls translate their own exceptions", e);
    }

    /** Waits a while for what still runs; calls are expected to have been stopped. */
    @Override
    public void close() {
        MoreExecutors.shutdownAndAwaitTermination(pool, Duration.ofSeconds(10));
        MoreExecutors.shutdownAndAwaitTermination(longPool, Duration.ofSeconds(10));
    }
}
