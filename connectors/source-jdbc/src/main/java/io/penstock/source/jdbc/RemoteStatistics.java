package io.penstock.source.jdbc;

import io.penstock.spi.catalog.TableName;
import io.penstock.spi.catalog.TableStatistics;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What one database said about its tables' sizes. Each question is asked on a thread of its own and
 * waited for a moment; what comes later is there next time, what is old is used until something
 * newer is there. Thread: safe for many at once.
 */
final class RemoteStatistics {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteStatistics.class);
    private static final long LIFETIME_NANOS = Duration.ofMinutes(10).toNanos();

    /** What all planning together waits, before a database counts as slow for the next while. */
    private static final long PATIENCE_NANOS = Duration.ofMillis(500).toNanos();

    private final Map<TableName, Known> known = new ConcurrentHashMap<>();
    private final AtomicLong slowUntil = new AtomicLong(System.nanoTime());

    /**
     * A question that was asked.
     *
     * @param before the answer to the one before it
     */
    private record Known(
            CompletableFuture<TableStatistics> answer, TableStatistics before, long askedAt) {
        private boolean isOld(long now) {
            return answer.isDone() && now - askedAt > LIFETIME_NANOS;
        }
    }

    /**
     * A table's statistics, as far as they are known soon.
     *
     * @param question asks the database; may fail, and may hang
     */
    TableStatistics of(TableName table, Supplier<TableStatistics> question) {
        long now = System.nanoTime();
        Known current =
                known.compute(
                        table,
                        (name, before) ->
                                before == null || before.isOld(now)
                                        ? ask(name, question, answered(before), now)
                                        : before);
        @Nullable TableStatistics answer = current.answer().getNow(null);
        if (answer != null) {
            return answer;
        }
        boolean first = current.before().equals(TableStatistics.UNKNOWN);
        return first && now - slowUntil.get() >= 0 ? awaited(current) : current.before();
    }

    private static TableStatistics answered(@Nullable Known before) {
        return before == null ? TableStatistics.UNKNOWN : before.answer().join();
    }

    private static Known ask(
            TableName table,
            Supplier<TableStatistics> question,
            TableStatistics before,
            long askedAt) {
        CompletableFuture<TableStatistics> answer = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("penstock-statistics-" + table)
                .start(() -> answer.complete(answer(table, question)));
        return new Known(answer, before, askedAt);
    }

    private static TableStatistics answer(TableName table, Supplier<TableStatistics> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            LOG.debug("No statistics of {}", table, e);
            return TableStatistics.UNKNOWN;
        }
    }

    private TableStatistics awaited(Known asked) {
        try {
            return asked.answer().get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            slowUntil.set(System.nanoTime() + 20 * PATIENCE_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("answers never fail", e);
        }
        return asked.before();
    }

    /** Forgets it all; what is asked now is not heard any more. */
    void clear() {
        known.clear();
    }
}
