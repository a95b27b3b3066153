package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import org.apache.arrow.vector.types.pojo.Schema;

import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * What one source is asked in one piece.
 *
 * @param name under which the engine's text reads it
 * @param connection which source
 * @param sql in the source's dialect, with {@link Placeholders}
 * @param schema what comes back
 * @param kept for each condition or limit that the source is not asked for, what and why
 * @param whole whether what comes back is the query's result
 * @param rows about how many come back, for whoever wants to know; empty when nobody knows
 */
record Island(
        String name,
        String connection,
        String sql,
        Schema schema,
        ImmutableList<String> kept,
        boolean whole,
        Supplier<OptionalLong> rows) {}
