package io.penstock.source.jdbc;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;

import java.time.Duration;

/**
 * Remembers which questions had few rows for an answer, and soon. Those are asked again without a
 * transaction and a cursor, which takes one round trip instead of two or three; nobody else has to
 * know keys and limits for that. What PostgreSQL computes for longer may be computed by several of
 * its processes, which it doesn't do where rows are limited as they are there. A question whose
 * answer then turns out long is asked once more in the other way, and never again in this one.
 * Thread: safe for many at once.
 */
final class AnswerSizes {
    /** A longer answer is not small. */
    static final int SMALL_ROWS = 1_000;

    private static final long SMALL_BYTES = 256L << 10;
    private static final Duration SOON = Duration.ofMillis(50);
    private static final long MOST_CHARACTERS = 4L << 20;

    private enum Size {
        SMALL,
        LARGE
    }

    private final Cache<String, Size> known =
            CacheBuilder.newBuilder()
                    .maximumWeight(MOST_CHARACTERS)
                    .weigher((String sql, Size size) -> sql.length())
                    .build();

    /** Whether its answers were small so far. */
    boolean isSmall(String sql) {
        return known.getIfPresent(sql) == Size.SMALL;
    }

    /**
     * A whole answer.
     *
     * @param took how long it took, once there was a connection
     */
    void learn(String sql, long rows, long bytes, Duration took) {
        boolean small = rows <= SMALL_ROWS / 2 && bytes <= SMALL_BYTES;
        if (small && took.compareTo(SOON) <= 0 && known.getIfPresent(sql) == null) {
            known.put(sql, Size.SMALL);
        }
    }

    /** An answer that was thought to be small and is not. */
    void exceeded(String sql) {
        known.put(sql, Size.LARGE);
    }

    void forget() {
        known.invalidateAll();
    }
}
