package io.penstock.planner.explain;

import io.penstock.planner.explain.PlanNode.Reads;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexNode;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a plan's tree needs to know from the one who made the plan. */
public interface PlanWords {

    /**
     * An expression as people read it.
     *
     * @param columns the input's names
     * @param queries takes the sub-queries in the order in which the text mentions them
     */
    String expression(RexNode expression, List<String> columns, List<RelNode> queries);

    /** A table on one line. */
    String table(TableScan scan);

    /**
     * What a table is read from, or who computes a part whole. Called once per occurrence; absent
     * for a part that is computed here.
     */
    Optional<Reading> reading(RelNode rel);

    /**
     * How something is read.
     *
     * @param kept what is not asked there and why
     * @param rows about how many come
     * @param queries sub-queries that are computed before, because the source gets their values
     */
    record Reading(Reads reads, List<String> kept, OptionalLong rows, List<RelNode> queries) {}

    /** Why a part that is computed here is not asked of a source. */
    List<String> kept(RelNode rel);

    /** The name of a part that is computed once and read in several places. */
    Optional<String> shared(RelNode rel);

    /** About how many rows a part gives. */
    OptionalLong rows(RelNode rel);
}
