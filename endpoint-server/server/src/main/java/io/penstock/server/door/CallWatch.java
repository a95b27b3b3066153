package io.penstock.server.door;

import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Ends calls that take too long. A client may read a large result slowly, but each of its calls is
 * over in time: the clock runs only while the server works. Thread: safe for many at once.
 */
public final class CallWatch {
    private final ScheduledExecutorService timer;
    private final Duration limit;

    /**
     * Watches nothing yet.
     *
     * @param timer the caller's
     * @param limit how long a call may take
     */
    public CallWatch(ScheduledExecutorService timer, Duration limit) {
        this.timer = timer;
        this.limit = limit;
    }

    /** A call begins; the caller closes it. */
    public Call begin(QueryContext context) {
        return new Call(context);
    }

    /** One call. Thread: the request's. */
    public final class Call implements AutoCloseable {
        private final ScheduledFuture<?> alarm;
        private volatile boolean late;

        private Call(QueryContext context) {
            alarm =
                    timer.schedule(
                            () -> {
                                late = true;
                                context.cancel();
                            },
                            limit.toMillis(),
                            TimeUnit.MILLISECONDS);
        }

        /**
         * Works; being cancelled for its lateness is a time-out.
         *
         * @throws QueryException {@link EngineError#TIMEOUT}, and what the work throws
         */
        public <T> T run(Supplier<T> work) {
            try {
                return work.get();
            } catch (QueryException e) {
                throw late && e.code() == EngineError.CANCELLED ? timeout(e) : e;
            }
        }

        private QueryException timeout(QueryException cause) {
            return new QueryException(
                    EngineError.TIMEOUT,
                    ("The query made no rows within its limit of %s s; make it smaller or ask the"
                                    + " operator to raise query-timeout")
                            .formatted(limit.toMillis() / 1000.0),
                    cause);
        }

        @Override
        public void close() {
            alarm.cancel(false);
        }
    }
}
