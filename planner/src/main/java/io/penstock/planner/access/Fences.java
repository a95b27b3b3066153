package io.penstock.planner.access;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AsofJoin;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.Sample;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Spool;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexVisitorImpl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides whether a tree's fences have to hold, and takes them away when they don't.
 *
 * <p>An optimiser moves the conditions of filters and joins towards the tables, and with them what
 * projections below compute. It may check them before a grant's condition, or in any order with it.
 * That tells nothing as long as none of them can fail. What is only computed for the result, or for
 * groups, is never moved below a filter. So fences go unless there is an expression that can fail
 * in a condition, or below one.
 */
public final class Fences {
    private final Map<RelNode, RelNode> done = new IdentityHashMap<>();

    private Fences() {}

    /** The same rows, with fences only if they have to hold. Equal objects stay equal objects. */
    public static RelNode settled(RelNode root) {
        return new Risk().isIn(root, false) ? root : new Fences().opened(root);
    }

    private RelNode opened(RelNode rel) {
        RelNode known = done.get(rel);
        if (known == null) {
            known = open(rel);
            done.put(rel, known);
        }
        return known;
    }

    private RelNode open(RelNode rel) {
        // What a recursive query reads of itself is found by its place in the tree.
        if (rel instanceof RepeatUnion) {
            return rel;
        }
        if (rel instanceof Fence fence) {
            return fence.opened(opened(rel.getInput(0)));
        }
        return Branches.changed(rel, this::opened);
    }

    /** Looks for expressions that can fail where an optimiser may move them. */
    private static final class Risk {
        private final Set<RelNode> seenBelow = Collections.newSetFromMap(new IdentityHashMap<>());
        private final Set<RelNode> seenAbove = Collections.newSetFromMap(new IdentityHashMap<>());

        /**
         * Whether there is one.
         *
         * @param below whether some condition is above
         */
        boolean isIn(RelNode rel, boolean below) {
            if (!(below ? seenBelow : seenAbove).add(rel)) {
                return false;
            }
            // A grant's own condition never fails.
            if (rel instanceof Fence fence && fence.what().table()) {
                return false;
            }
            return queries(rel).stream().anyMatch(query -> isIn(query, true))
                    || isHere(rel, below)
                    || isInAny(rel.getInputs(), below || !keepsConditionsAway(rel));
        }

        private boolean isInAny(List<RelNode> rels, boolean below) {
            return rels.stream().anyMatch(rel -> isIn(rel, below));
        }

        private static boolean isHere(RelNode rel, boolean below) {
            return switch (rel) {
                case Filter filter -> !SafeExpressions.isSafe(filter.getCondition());
                case AsofJoin join ->
                        !SafeExpressions.isSafe(join.getCondition())
                                || !SafeExpressions.isSafe(join.getMatchCondition());
                case Join join -> !SafeExpressions.isSafe(join.getCondition());
                case Project project -> isIn(project.getProjects(), below);
                case Aggregate ignored -> false;
                case Sort ignored -> false;
                case SetOp ignored -> false;
                case Fence ignored -> false;
                case TableScan ignored -> false;
                case Values ignored -> false;
                case Correlate ignored -> false;
                case RepeatUnion ignored -> false;
                case Spool ignored -> false;
                case Uncollect ignored -> false;
                case Sample ignored -> false;
                default -> true;
            };
        }

        /** A sub-query that is a value becomes a join, wherever it stands. */
        private static boolean isIn(List<RexNode> expressions, boolean below) {
            return expressions.stream()
                    .filter(expression -> below || !subQueries(expression).isEmpty())
                    .anyMatch(expression -> !SafeExpressions.isSafe(expression));
        }

        private static boolean keepsConditionsAway(RelNode rel) {
            return switch (rel) {
                case Project ignored -> true;
                case Aggregate ignored -> true;
                case Sort ignored -> true;
                case Union union -> union.all;
                case Fence ignored -> true;
                default -> false;
            };
        }

        private static List<RelNode> queries(RelNode rel) {
            List<RelNode> queries = new ArrayList<>();
            rel.accept(
                    new RexShuttle() {
                        @Override
                        public RexNode visitSubQuery(RexSubQuery query) {
                            queries.add(query.rel);
                            return super.visitSubQuery(query);
                        }
                    });
            return queries;
        }

        private static List<RexSubQuery> subQueries(RexNode expression) {
            List<RexSubQuery> queries = new ArrayList<>();
            expression.accept(
                    new RexVisitorImpl<Void>(true) {
                        @Override
                        public Void visitSubQuery(RexSubQuery query) {
                            queries.add(query);
                            return super.visitSubQuery(query);
                        }
                    });
            return queries;
        }
    }
}
