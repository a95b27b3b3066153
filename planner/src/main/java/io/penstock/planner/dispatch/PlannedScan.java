package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.cost.SeenRows;
import io.penstock.spi.scan.KeyFilter;
import io.penstock.spi.scan.PartValue;

import org.apache.arrow.vector.types.pojo.Schema;

import java.util.OptionalLong;

/**
 * What one source is asked; with values it becomes a {@link io.penstock.spi.scan.Scan.Pushed}.
 *
 * @param name under which the engine's text reads its rows
 * @param connection which source
 * @param sql in the source's dialect, {@code ?} for values
 * @param parameters for each {@code ?} that is not {@code computed} its index in {@link
 *     io.penstock.planner.parse.ParsedQuery#values()}
 * @param schema what comes back
 * @param readOnce whether the engine's text reads it in one place only
 * @param keys conditions that the engine may add
 * @param computed values that the engine has to fill in, in the order of their places among all
 * @param expected about how many rows come; absent when nobody knows
 */
public record PlannedScan(
        String name,
        String connection,
        String sql,
        ImmutableList<Integer> parameters,
        Schema schema,
        boolean readOnce,
        ImmutableList<KeyFilter> keys,
        ImmutableList<PartValue> computed,
        OptionalLong expected) {
    /** An expectation this many times too high or too low is wrong. */
    private static final double FAR_OFF = 4;

    /** So few rows are handled quickly in any case. */
    private static final long FEW = 1_000;

    /** What is remembered of it. */
    public SeenRows.Question question() {
        return new SeenRows.Question(connection, sql, !keys.isEmpty());
    }

    /** Whether the plan might be another one, had it been known that so many rows come. */
    public boolean isSurprising(long rows) {
        if (expected.isEmpty()) {
            return true;
        }
        long most = Math.max(rows, expected.getAsLong());
        long least = Math.min(rows, expected.getAsLong());
        return most > FEW && most >= FAR_OFF * least;
    }
}
