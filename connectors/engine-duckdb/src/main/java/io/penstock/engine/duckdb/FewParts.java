package io.penstock.engine.duckdb;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;

/**
 * Which parts of plans have always had few rows, by their texts. Nothing is known of one that never
 * ran. Thread: safe for many at once.
 */
final class FewParts {
    /** Of all texts that are kept. */
    private static final long CHARACTERS = 4L << 20;

    private final Cache<String, Boolean> known =
            CacheBuilder.newBuilder()
                    .maximumWeight(CHARACTERS)
                    .weigher((String sql, Boolean few) -> sql.length())
                    .build();

    boolean contains(String sql) {
        return Boolean.TRUE.equals(known.getIfPresent(sql));
    }

    /** It has run and gave so many rows. */
    void ran(String sql, long rows) {
        if (known.getIfPresent(sql) == null || rows > FewRows.MOST_ROWS) {
            known.put(sql, rows <= FewRows.MOST_ROWS);
        }
    }

    /** It can't be values. */
    void refuse(String sql) {
        known.put(sql, false);
    }
}
