package io.penstock.jdbc;

import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Holds a call to {@link java.sql.Statement#setQueryTimeout}: cancels it when the time is over. */
final class QueryTimer {
    private static final String CANCELLED = "57014";

    private QueryTimer() {}

    /** A call that may be cancelled from another thread. */
    interface Call<T> {
        T run() throws SQLException;
    }

    /** Cancels the call. */
    interface Cancel {
        void run() throws SQLException;
    }

    /**
     * Calls.
     *
     * @param seconds no limit at 0
     * @throws SQLTimeoutException when the time was over
     */
    static <T> T within(int seconds, Call<T> call, Cancel cancel) throws SQLException {
        if (seconds == 0) {
            return call.run();
        }
        CompletableFuture<Boolean> late = new CompletableFuture<>();
        Executor clock = CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS);
        clock.execute(() -> ring(late, cancel));
        try {
            return call.run();
        } catch (SQLException e) {
            throw late.getNow(false) && CANCELLED.equals(e.getSQLState())
                    ? new SQLTimeoutException(
                            "The query took longer than the %d s of setQueryTimeout"
                                    .formatted(seconds),
                            CANCELLED,
                            e)
                    : e;
        } finally {
            late.complete(false);
        }
    }

    private static void ring(CompletableFuture<Boolean> late, Cancel cancel) {
        if (!late.complete(true)) {
            return;
        }
        try {
            cancel.run();
        } catch (SQLException e) {
            // The call goes on, and says itself how it ends.
            return;
        }
    }
}
