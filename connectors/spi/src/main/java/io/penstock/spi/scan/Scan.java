package io.penstock.spi.scan;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.types.pojo.Schema;

/** A part of a plan whose rows come from outside the engine. */
public sealed interface Scan {

    /** The name under which the engine's SQL reads it. */
    String name();

    /**
     * SQL that runs at the source and comes back as batches.
     *
     * @param name the name under which the engine's SQL reads it
     * @param connection which source
     * @param sql in the source's dialect, {@code ?} for values; printed by the planner. Of a table
     *     that the source makes whole, its name
     * @param values one for each {@code ?}, in order
     * @param schema what comes back; column names are the ones the engine's SQL uses
     * @param readOnce whether the engine's SQL reads it in one place only; otherwise the engine
     *     keeps the rows
     */
    record Pushed(
            String name,
            String connection,
            String sql,
            ImmutableList<BoundValue> values,
            Schema schema,
            boolean readOnce)
            implements Scan {}
}
