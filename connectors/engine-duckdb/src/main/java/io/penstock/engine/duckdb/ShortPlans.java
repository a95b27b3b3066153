package io.penstock.engine.duckdb;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;

import io.penstock.spi.engine.EnginePlan;

import java.util.concurrent.TimeUnit;

/**
 * Which plans took little of a processor when they last ran. Those that nobody knows yet are not
 * among them. Thread: safe for many at once.
 */
final class ShortPlans {
    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Of all texts that are kept. */
    private static final long CHARACTERS = 4L << 20;

    private final Cache<String, Boolean> known =
            CacheBuilder.newBuilder()
                    .maximumWeight(CHARACTERS)
                    .weigher((String sql, Boolean yes) -> sql.length())
                    .build();

    boolean contains(EnginePlan plan) {
        return known.getIfPresent(plan.sql()) != null;
    }

    /** The plan has run, and its thread was busy for so long. */
    void ran(EnginePlan plan, long busyNanos) {
        if (busyNanos > SHORT_NANOS) {
            known.invalidate(plan.sql());
        } else if (!contains(plan)) {
            known.put(plan.sql(), true);
        }
    }
}
