package io.penstock.planner.parse;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

import java.util.List;

/** A query's result without the rows that a condition refuses, in the query's order. */
final class FilteredRoot {
    private FilteredRoot() {}

    /**
     * A part of a result.
     *
     * @param condition over the result's columns in the author's order
     */
    static RelRoot of(RelRoot root, RexNode condition) {
        List<Integer> columns = root.fields.leftList();
        RexNode overRel =
                condition.accept(
                        new RexShuttle() {
                            @Override
                            public RexNode visitInputRef(RexInputRef result) {
                                return RexInputRef.of(
                                        columns.get(result.getIndex()), root.rel.getRowType());
                            }
                        });
        return root.withRel(filtered(root.rel, overRel));
    }

    /** A filter keeps an order only by chance, so the order stands above it. */
    private static RelNode filtered(RelNode rel, RexNode condition) {
        if (!(rel instanceof Sort sort) || sort.getCollation().getFieldCollations().isEmpty()) {
            return LogicalFilter.create(rel, condition);
        }
        boolean limited = sort.fetch != null || sort.offset != null;
        RelNode rows = limited ? sort : sort.getInput();
        return LogicalSort.create(
                LogicalFilter.create(rows, condition), sort.getCollation(), null, null);
    }
}
