package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

/**
 * What the engine computes first; with values it becomes a {@link
 * io.penstock.spi.engine.EnginePlan.Part}.
 *
 * @param name under which later texts read its rows
 * @param sql in the engine's dialect, {@code ?} for values
 * @param parameters for each {@code ?} its index in {@link
 *     io.penstock.planner.parse.ParsedQuery#values()}
 * @param scans the names of the scans that it reads
 */
public record PlannedPart(
        String name, String sql, ImmutableList<Integer> parameters, ImmutableSet<String> scans) {}
