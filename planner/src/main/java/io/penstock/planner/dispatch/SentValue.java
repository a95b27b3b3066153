package io.penstock.planner.dispatch;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * A value that the engine computes before the rest, so that sources can have it. In a tree it is a
 * parameter like the query's own, whose indices come before: what a source is asked of a parameter
 * it is asked of this.
 */
final class SentValue extends RexDynamicParam {
    private final String part;

    /**
     * A value.
     *
     * @param index behind those of the query's own values
     * @param part the name of the {@link PlannedPart} that has it as its only row and column
     */
    SentValue(RelDataType type, int index, String part) {
        super(type, index);
        this.part = part;
    }

    String part() {
        return part;
    }

    /**
     * Whether it is a value that may be infinite or no number, which not every source has, or
     * compares as we do.
     */
    static boolean isFloating(RexNode node) {
        return node instanceof SentValue && SqlTypeUtil.isApproximateNumeric(node.getType());
    }

    /** The value in the engine's text. */
    String sql() {
        return "(SELECT c0 FROM %s)".formatted(part);
    }
}
