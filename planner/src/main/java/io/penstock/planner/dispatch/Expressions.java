package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/** Questions about row expressions. */
final class Expressions {
    private Expressions() {}

    /** How often each input column is used. */
    static int[] uses(List<? extends RexNode> expressions, int columns) {
        int[] uses = new int[columns];
        each(
                expressions,
                node -> {
                    if (node instanceof RexInputRef reference) {
                        uses[reference.getIndex()]++;
                    }
                });
        return uses;
    }

    /** The input columns that are used. */
    static ImmutableBitSet columns(List<? extends RexNode> expressions) {
        ImmutableBitSet.Builder columns = ImmutableBitSet.builder();
        each(
                expressions,
                node -> {
                    if (node instanceof RexInputRef reference) {
                        columns.set(reference.getIndex());
                    }
                });
        return columns.build();
    }

    static ImmutableBitSet columns(RexNode expression) {
        return columns(List.of(expression));
    }

    static boolean hasSubQuery(RexNode expression) {
        return RexUtil.SubQueryFinder.find(expression) != null;
    }

    /** Whether any operator of a tree has a sub-query. */
    static boolean hasSubQueryInside(RelNode rel) {
        boolean[] found = {false};
        rel.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitSubQuery(RexSubQuery query) {
                        found[0] = true;
                        return query;
                    }
                });
        return found[0] || rel.getInputs().stream().anyMatch(Expressions::hasSubQueryInside);
    }

    static boolean hasSubQuery(List<? extends RexNode> expressions) {
        return expressions.stream().anyMatch(Expressions::hasSubQuery);
    }

    static boolean hasOver(List<? extends RexNode> expressions) {
        return expressions.stream().anyMatch(RexOver::containsOver);
    }

    /** Whether the value depends on nothing but the query's text and values. */
    static boolean isConstant(RexNode expression) {
        if (expression instanceof RexLiteral || expression instanceof RexDynamicParam) {
            return true;
        }
        return expression instanceof RexCall call
                && !(call instanceof RexOver)
                && !(call instanceof RexSubQuery)
                && call.getOperator().isDeterministic()
                && !call.getOperands().isEmpty()
                && call.getOperands().stream().allMatch(Expressions::isConstant);
    }

    /** The expression over other columns. */
    static RexNode replaceColumns(RexNode expression, List<? extends RexNode> by) {
        return expression.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef reference) {
                        return by.get(reference.getIndex());
                    }
                });
    }

    /** The expression with every input column in a new place. */
    static RexNode moved(RexNode expression, Map<Integer, Integer> places) {
        return expression.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef reference) {
                        Integer place = places.get(reference.getIndex());
                        return new RexInputRef(
                                Objects.requireNonNull(place, "column"), reference.getType());
                    }
                });
    }

    /** The expression with every input column moved. */
    static RexNode shift(RexNode expression, int by) {
        return by == 0 ? expression : RexUtil.shift(expression, by);
    }

    /** Whether a condition may be checked somewhere else: the same there as here. */
    static boolean isMovable(RexNode expression) {
        return !hasSubQuery(expression) && isMovableWithQueries(expression);
    }

    /** The same of a condition of which somebody else looks at the sub-queries. */
    static boolean isMovableWithQueries(RexNode expression) {
        return !RexOver.containsOver(expression)
                && RexUtil.isDeterministic(expression)
                && variables(List.of(expression)).isEmpty();
    }

    /** Queries inside an expression. */
    static void eachSubQuery(RexNode expression, Consumer<RelNode> action) {
        each(
                List.of(expression),
                node -> {
                    if (node instanceof RexSubQuery query) {
                        action.accept(query.rel);
                    }
                });
    }

    /** Queries inside an expression. */
    static ImmutableList<RelNode> subQueries(RexNode expression) {
        ImmutableList.Builder<RelNode> queries = ImmutableList.builder();
        eachSubQuery(expression, queries::add);
        return queries.build();
    }

    /** Correlation variables that the expression itself uses, not its sub-queries. */
    static Set<CorrelationId> variables(List<? extends RexNode> expressions) {
        Set<CorrelationId> variables = new HashSet<>();
        each(
                expressions,
                node -> {
                    if (node instanceof RexCorrelVariable variable) {
                        variables.add(variable.id);
                    }
                });
        return variables;
    }

    private static void each(List<? extends RexNode> expressions, Consumer<RexNode> action) {
        Walk walk = new Walk(action);
        expressions.forEach(expression -> expression.accept(walk));
    }

    private static final class Walk extends RexVisitorImpl<Void> {
        private final Consumer<RexNode> action;

        Walk(Consumer<RexNode> action) {
            super(true);
            this.action = action;
        }

        @Override
        public Void visitInputRef(RexInputRef reference) {
            action.accept(reference);
            return super.visitInputRef(reference);
        }

        @Override
        public Void visitCorrelVariable(RexCorrelVariable variable) {
            action.accept(variable);
            return super.visitCorrelVariable(variable);
        }

        @Override
        public Void visitSubQuery(RexSubQuery query) {
            action.accept(query);
            return super.visitSubQuery(query);
        }
    }
}
