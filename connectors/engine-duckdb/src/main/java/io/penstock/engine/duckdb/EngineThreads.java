package io.penstock.engine.duckdb;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.Uninterruptibles;

import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/**
 * Threads for calls into DuckDB. A native call holds on to the thread that runs a virtual one, and
 * there are only as many of those as cores: two long queries would stop the whole server. So
 * virtual threads hand their calls over; a platform thread makes them itself. Admission bounds how
 * many there are. Thread: safe for many at once.
 */
final class EngineThreads implements AutoCloseable {
    private final ExecutorService pool =
            Executors.newCachedThreadPool(
                    Thread.ofPlatform().daemon(true).name("penstock-duckdb-", 0).factory());

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
        Future<Boolean> result = submit(call);
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
        submit(
                () -> {
                    work.run();
                    return true;
                });
    }

    private Future<Boolean> submit(Callable<Boolean> call) {
        try {
            return pool.submit(call);
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
    private static boolean afterInterrupt(Future<Boolean> result) {
        try {
            return Boolean.TRUE.equals(Uninterruptibles.getUninterruptibly(result));
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
    }
}
