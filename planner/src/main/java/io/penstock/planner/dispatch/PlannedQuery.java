package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.planner.explain.PlanNode;

import org.apache.arrow.vector.types.pojo.Schema;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A query ready to run with any values of its types.
 *
 * @param engineSql what the engine is asked, {@code ?} for values; empty when it is not asked,
 *     because the only scan gives the result itself
 * @param parameters for each {@code ?} its index in {@link
 *     io.penstock.planner.parse.ParsedQuery#values()}; one value may stand in several places
 * @param counts which of these values stand as LIMIT or OFFSET; they must not be negative, and
 *     sources must not see them as NULL, of which each makes something else
 * @param scans what the engine's text reads by name from other sources
 * @param parts what the engine computes before it asks sources that want keys or a value of it, in
 *     order
 * @param schema the result's columns under the author's names, which may repeat
 * @param skipped rows that the outermost LIMIT skips
 * @param constant the result, when no engine is needed to know it
 * @param explanation the plan for people; made when asked for
 */
public record PlannedQuery(
        String engineSql,
        ImmutableList<Integer> parameters,
        ImmutableMap<Integer, RowCount> counts,
        ImmutableList<PlannedScan> scans,
        ImmutableList<PlannedPart> parts,
        Schema schema,
        SkippedRows skipped,
        Optional<ConstantRow> constant,
        Supplier<PlanNode> explanation) {

    /** Whether one source is asked the whole query, and its rows are the result. */
    public boolean isDirect() {
        return engineSql.isEmpty();
    }
}
