package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

import java.util.Optional;

/** Finds BETWEEN and IN again, which the converter writes as comparisons. */
final class Ranges {
    private Ranges() {}

    /**
     * A value and what it may be.
     *
     * @param options constants
     */
    record InList(RexNode value, ImmutableList<RexNode> options) {}

    /** Whether two neighbours in a conjunction are the two halves of one BETWEEN. */
    static boolean isBetween(RexNode low, RexNode high) {
        return low.isA(SqlKind.GREATER_THAN_OR_EQUAL)
                && high.isA(SqlKind.LESS_THAN_OR_EQUAL)
                && left(low).equals(left(high));
    }

    private static RexNode left(RexNode comparison) {
        return ((RexCall) comparison).getOperands().get(0);
    }

    /** The disjunction as one IN, if every part compares the same value with a constant. */
    static Optional<InList> inList(RexCall disjunction) {
        ImmutableList.Builder<RexNode> options = ImmutableList.builder();
        if (!disjunction.getOperands().get(0).isA(SqlKind.EQUALS)) {
            return Optional.empty();
        }
        RexNode value = left(disjunction.getOperands().get(0));
        for (RexNode operand : disjunction.getOperands()) {
            boolean fits =
                    operand.isA(SqlKind.EQUALS)
                            && left(operand).equals(value)
                            && !value.isA(SqlKind.ROW)
                            && Expressions.isConstant(((RexCall) operand).getOperands().get(1));
            if (!fits) {
                return Optional.empty();
            }
            options.add(((RexCall) operand).getOperands().get(1));
        }
        return Optional.of(new InList(value, options.build()));
    }
}
