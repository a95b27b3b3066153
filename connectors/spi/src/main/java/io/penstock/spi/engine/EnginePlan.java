package io.penstock.spi.engine;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.scan.Scan;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Everything an engine needs to run a query; it can be sent elsewhere as it is.
 *
 * @param sql in the engine's dialect, {@code ?} for values; printed by the planner from a validated
 *     tree. Equal plans have equal text, so engines may keep prepared statements by it
 * @param values one for each {@code ?}, in order
 * @param scans what the text reads by name from other sources; files stand in the text itself
 * @param schema the result: the engine gives these names and types whatever it calls them inside
 * @param cacheable whether the text is likely to come again
 */
public record EnginePlan(
        String sql,
        ImmutableList<BoundValue> values,
        ImmutableList<Scan.Pushed> scans,
        Schema schema,
        boolean cacheable) {}
