package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import org.apache.arrow.vector.types.pojo.Schema;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A query ready to run with any values of its types.
 *
 * @param engineSql what the engine is asked, {@code ?} for values
 * @param parameters for each {@code ?} its index in {@link
 *     io.penstock.planner.parse.ParsedQuery#values()}; one value may stand in several places
 * @param scans what the engine's text reads by name from other sources
 * @param schema the result's columns under the author's names, which may repeat
 * @param skipped rows that the outermost LIMIT skips
 * @param constant the result, when no engine is needed to know it
 * @param explanation the plan for people; made when asked for
 */
public record PlannedQuery(
        String engineSql,
        ImmutableList<Integer> parameters,
        ImmutableList<PlannedScan> scans,
        Schema schema,
        SkippedRows skipped,
        Optional<ConstantRow> constant,
        Supplier<String> explanation) {}
