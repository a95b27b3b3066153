package io.penstock.planner.cost;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.hash.HashCode;
import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * How many rows sources gave when they were asked last, question by question; values of parameters
 * do not count. What was not asked for longest is forgotten first. Thread: safe for many at once.
 */
public final class SeenRows {
    private static final int MOST = 10_000;
    private static final HashFunction HASH = Hashing.goodFastHash(128);

    // Forgetting on the caller's thread: there is no pool to start or to stop.
    private final Cache<HashCode, Long> rows =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

    /**
     * What a source is asked.
     *
     * @param sql its text, {@code ?} for values
     * @param keyed whether keys may be among its conditions: then it brings other rows
     */
    public record Question(String connection, String sql, boolean keyed) {
        private HashCode hash() {
            return HASH.newHasher()
                    .putInt(connection.length())
                    .putString(connection, StandardCharsets.UTF_8)
                    .putBoolean(keyed)
                    .putString(sql, StandardCharsets.UTF_8)
                    .hash();
        }
    }

    /**
     * Remembers what came of a question whose rows were read to the last.
     *
     * @return whether nothing was remembered of it before
     */
    public boolean add(Question question, long number) {
        return rows.asMap().put(question.hash(), number) == null;
    }

    /** How many rows came last time; empty when it was not asked, or is forgotten. */
    public OptionalLong of(Question question) {
        @Nullable Long number = rows.getIfPresent(question.hash());
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** Remembers that rows, by the engine's text for them, could not be sent to a source. */
    public void addUnsendable(String sql) {
        rows.put(unsendable(sql), 0L);
    }

    /** Whether rows could not be sent to a source last time. */
    public boolean isUnsendable(String sql) {
        return !isEmpty() && rows.getIfPresent(unsendable(sql)) != null;
    }

    /** No connection is called so. */
    private static HashCode unsendable(String sql) {
        return new Question("", sql, false).hash();
    }

    /** Whether nothing was asked yet. */
    public boolean isEmpty() {
        return rows.estimatedSize() == 0;
    }
}
