package io.penstock.spi.engine;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

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
 * @param parts what the engine computes first, in order; the text reads them by name
 * @param schema the result: the engine gives these names and types whatever it calls them inside
 * @param cacheable whether the text is likely to come again
 * @param profiled whether the engine is to note what each of its operators did
 */
public record EnginePlan(
        String sql,
        ImmutableList<BoundValue> values,
        ImmutableList<Scan.Pushed> scans,
        ImmutableList<Part> parts,
        Schema schema,
        boolean cacheable,
        boolean profiled) {

    /** A plan in one part, of which only the rows matter. */
    public EnginePlan(
            String sql,
            ImmutableList<BoundValue> values,
            ImmutableList<Scan.Pushed> scans,
            Schema schema,
            boolean cacheable) {
        this(sql, values, scans, ImmutableList.of(), schema, cacheable, false);
    }

    /** A plan of which only the rows matter. */
    public EnginePlan(
            String sql,
            ImmutableList<BoundValue> values,
            ImmutableList<Scan.Pushed> scans,
            ImmutableList<Part> parts,
            Schema schema,
            boolean cacheable) {
        this(sql, values, scans, parts, schema, cacheable, false);
    }

    /** The same, whose operators are noted too. */
    public EnginePlan withProfile() {
        return new EnginePlan(sql, values, scans, parts, schema, cacheable, true);
    }

    /**
     * Rows that the engine computes and keeps before it opens the scans that want keys of them, or
     * the value that they are.
     *
     * @param name under which later texts read them
     * @param sql in the engine's dialect, {@code ?} for values; it reads files, scans and earlier
     *     parts
     * @param values one for each {@code ?}, in order
     * @param scans the names of the scans that it reads
     */
    public record Part(
            String name,
            String sql,
            ImmutableList<BoundValue> values,
            ImmutableSet<String> scans) {}
}
