package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.cost.SeenRows;
import io.penstock.spi.scan.KeyFilter;

import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What one source is asked; with values it becomes a {@link io.penstock.spi.scan.Scan.Pushed}.
 *
 * @param name under which the engine's text reads its rows
 * @param connection which source
 * @param sql in the source's dialect, {@code ?} for values
 * @param parameters for each {@code ?} its index in {@link
 *     io.penstock.planner.parse.ParsedQuery#values()}
 * @param schema what comes back
 * @param readOnce whether the engine's text reads it in one place only
 * @param keys conditions that the engine may add
 */
public record PlannedScan(
        String name,
        String connection,
        String sql,
        ImmutableList<Integer> parameters,
        Schema schema,
        boolean readOnce,
        ImmutableList<KeyFilter> keys) {

    /** What is remembered of it. */
    public SeenRows.Question question() {
        return new SeenRows.Question(connection, sql, !keys.isEmpty());
    }
}
