package io.penstock.planner.explain;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexNode;

import java.util.List;
import java.util.Optional;

/** What a plan's text needs to know from the one who made the plan. */
public interface PlanWords {

    /**
     * An expression as people read it.
     *
     * @param columns the input's names
     * @param queries takes the sub-queries in the order in which the text mentions them
     */
    String expression(RexNode expression, List<String> columns, List<RelNode> queries);

    /** How a table is read: one line each, the first one short. Called once per occurrence. */
    ImmutableList<String> table(TableScan scan);

    /**
     * How a part that one source computes whole is read: one line each, the first one short. Called
     * once per occurrence; absent for a part that is computed here.
     *
     * @param operator the part's uppermost operator in words
     */
    Optional<ImmutableList<String>> asked(RelNode rel, String operator);

    /** Why a part is not asked of the one source that has all its tables. */
    Optional<String> kept(RelNode rel);

    /** The name of a part that is computed once and read in several places. */
    Optional<String> shared(RelNode rel);
}
