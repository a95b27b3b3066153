package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AsofJoin;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Joins: two blocks that are nothing but FROM become one. */
final class JoinPrinter {
    private final RelPrinter printer;

    JoinPrinter(RelPrinter printer) {
        this.printer = printer;
    }

    Block join(Join join, Demand demand) {
        Sides sides = sides(join, demand, List.of(join.getCondition()));
        String keyword =
                switch (join.getJoinType()) {
                    case INNER -> join.getCondition().isAlwaysTrue() ? "CROSS JOIN" : "JOIN";
                    case LEFT -> "LEFT JOIN";
                    case RIGHT -> "RIGHT JOIN";
                    case FULL -> "FULL JOIN";
                    case SEMI -> "SEMI JOIN";
                    case ANTI -> "ANTI JOIN";
                    default -> throw Unsupported.construct("joins of type " + join.getJoinType());
                };
        return sides.joined(keyword, join, join.getCondition());
    }

    Block asof(AsofJoin join, Demand demand) {
        Sides sides = sides(join, demand, List.of(join.getCondition(), join.getMatchCondition()));
        RexNode both =
                printer.rexBuilder()
                        .makeCall(
                                org.apache.calcite.sql.fun.SqlStdOperatorTable.AND,
                                join.getCondition(),
                                join.getMatchCondition());
        boolean left = join.getJoinType() == JoinRelType.LEFT_ASOF;
        return sides.joined(left ? "ASOF LEFT JOIN" : "ASOF JOIN", join, both);
    }

    private Sides sides(Join join, Demand demand, List<RexNode> conditions) {
        Passing passing = Passing.of(join);
        Demand left = below(join, demand, conditions, true);
        Demand right = below(join, demand, conditions, false);
        if (printer.parts().keys(join, left, right) instanceof KeySending.Choice.Send send) {
            return sending(join, left, right, send);
        }
        return new Sides(
                side(join.getLeft(), left, passing.nullsLeft),
                side(join.getRight(), right, passing.nullsRight));
    }

    /** What is wanted of one side of a join. */
    static Demand below(Join join, Demand demand, List<RexNode> conditions, boolean left) {
        int middle = join.getLeft().getRowType().getFieldCount();
        int end = middle + join.getRight().getRowType().getFieldCount();
        Demand both =
                demand.plus(Expressions.columns(conditions).union(RelPrinter.readByQueries(join)));
        Passing passing = Passing.of(join);
        List<RexNode> matched = passing.matched(both, conditions, middle, left);
        return left
                ? passing.left(both, conditions)
                        .slice(0, middle)
                        .where(CarriedConditions.onLeft(matched, join))
                : passing.right(both, conditions)
                        .slice(middle, end)
                        .where(CarriedConditions.onRight(matched, join));
    }

    /** One side first, and its keys with the conditions on the other. */
    private Sides sending(Join join, Demand left, Demand right, KeySending.Choice.Send send) {
        RelNode small = send.fromLeft() ? join.getLeft() : join.getRight();
        RelNode big = send.fromLeft() ? join.getRight() : join.getLeft();
        Passing passing = Passing.of(join);
        PartPrinter.Part part = printer.parts().part(small, send.fromLeft() ? left : right, send);
        RexNode keys = printer.parts().condition(part, send);
        Demand narrowed = (send.fromLeft() ? right : left).where(List.of(keys));
        Block other = side(big, narrowed, send.fromLeft() ? passing.nullsRight : passing.nullsLeft);
        return send.fromLeft() ? new Sides(part.block(), other) : new Sides(other, part.block());
    }

    private Block side(RelNode rel, Demand demand, boolean mayBecomeNull) {
        Block block = printer.visit(rel, demand);
        if (block.isOnlyFrom(!mayBecomeNull)) {
            return block;
        }
        return mayBecomeNull
                ? printer.wrapAll(rel, block, demand.columns())
                : printer.wrap(rel, block, demand.columns());
    }

    private final class Sides {
        private final Block left;
        private final Block right;

        Sides(Block left, Block right) {
            this.left = left;
            this.right = right;
        }

        Block joined(String keyword, Join join, RexNode condition) {
            ImmutableList<Column> all =
                    ImmutableList.<Column>builder()
                            .addAll(left.columns())
                            .addAll(right.columns())
                            .build();
            printer.bind(join.getVariablesSet(), all);
            String on =
                    keyword.equals("CROSS JOIN")
                            ? ""
                            : " ON " + printer.expressions(all).print(condition);
            String from = "%s %s %s%s".formatted(left.from(), keyword, right.fromAsOne(), on);
            return Block.joined(from, join.getJoinType().projectsRight() ? all : left.columns());
        }
    }

    /** Which conditions may go down to which side, and which sides may come out as NULLs. */
    private enum Passing {
        INNER(true, true, true, true, false, false),
        LEFT(true, false, false, true, false, true),
        RIGHT(false, true, true, false, true, false),
        FULL(false, false, false, false, true, true),
        SEMI(true, false, true, true, false, false),
        ANTI(true, false, false, true, false, false),
        /** Which row of the right side matches depends on all of them. */
        ASOF(true, false, false, false, false, true);

        private final boolean aboveLeft;
        private final boolean aboveRight;
        private final boolean onLeft;
        private final boolean onRight;
        private final boolean nullsLeft;
        private final boolean nullsRight;

        Passing(
                boolean aboveLeft,
                boolean aboveRight,
                boolean onLeft,
                boolean onRight,
                boolean nullsLeft,
                boolean nullsRight) {
            this.aboveLeft = aboveLeft;
            this.aboveRight = aboveRight;
            this.onLeft = onLeft;
            this.onRight = onRight;
            this.nullsLeft = nullsLeft;
            this.nullsRight = nullsRight;
        }

        static Passing of(Join join) {
            return switch (join.getJoinType()) {
                case INNER -> INNER;
                case LEFT -> LEFT;
                case RIGHT -> RIGHT;
                case FULL -> FULL;
                case SEMI -> SEMI;
                case ANTI -> ANTI;
                default -> ASOF;
            };
        }

        Demand left(Demand demand, List<RexNode> on) {
            return passed(demand, on, aboveLeft, onLeft);
        }

        Demand right(Demand demand, List<RexNode> on) {
            return passed(demand, on, aboveRight, onRight);
        }

        /**
         * What holds of both rows where one of a side matters because it matches one of the other;
         * nothing where it matters without.
         */
        List<RexNode> matched(Demand demand, List<RexNode> on, int middle, boolean left) {
            if (!(left ? onLeft : onRight)) {
                return List.of();
            }
            List<RexNode> matched = conjuncts(on);
            for (RexNode condition : demand.conditions()) {
                ImmutableBitSet columns = Expressions.columns(condition);
                boolean ofLeft = columns.isEmpty() || columns.nth(0) < middle;
                boolean ofRight = columns.isEmpty() || columns.length() > middle;
                if ((aboveLeft || !ofLeft) && (aboveRight || !ofRight)) {
                    matched.add(condition);
                }
            }
            return matched;
        }

        private static List<RexNode> conjuncts(List<RexNode> on) {
            List<RexNode> conjuncts = new ArrayList<>();
            on.forEach(condition -> conjuncts.addAll(RelOptUtil.conjunctions(condition)));
            return conjuncts;
        }

        private static Demand passed(
                Demand demand, List<RexNode> on, boolean takesAbove, boolean takesOn) {
            Demand above = takesAbove ? demand : Demand.of(demand.columns());
            return takesOn ? above.where(conjuncts(on)) : above;
        }
    }

    /** A right side that is computed anew for each row of the left one. */
    Block lateral(Correlate correlate, Demand demand) {
        int middle = correlate.getLeft().getRowType().getFieldCount();
        int end = middle + correlate.getRight().getRowType().getFieldCount();
        boolean outer = correlate.getJoinType() == JoinRelType.LEFT;
        if (!outer && correlate.getJoinType() != JoinRelType.INNER) {
            throw Unsupported.construct("LATERAL joins of type " + correlate.getJoinType());
        }
        Demand leftDemand = demand.slice(0, middle).plus(correlate.getRequiredColumns());
        Block left = side(correlate.getLeft(), leftDemand, false);
        printer.bind(Set.of(correlate.getCorrelationId()), left.columns());
        Demand above = outer ? Demand.of(demand.columns()) : demand;
        Block right = lateralSide(correlate.getRight(), above.slice(middle, end), outer);
        String text = outer ? "%s LEFT JOIN LATERAL %s ON TRUE" : "%s CROSS JOIN LATERAL %s";
        ImmutableList<Column> all =
                ImmutableList.<Column>builder()
                        .addAll(left.columns())
                        .addAll(right.columns())
                        .build();
        return Block.joined(text.formatted(left.from(), right.from()), all);
    }

    private Block lateralSide(RelNode rel, Demand demand, boolean outer) {
        Block block = printer.visit(rel, demand);
        ImmutableBitSet wanted = demand.columns();
        return outer ? printer.wrapAll(rel, block, wanted) : printer.wrap(rel, block, wanted);
    }
}
