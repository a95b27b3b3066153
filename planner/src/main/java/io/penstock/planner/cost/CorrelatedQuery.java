package io.penstock.planner.cost;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.access.Filters;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A condition that there is a row of a sub-query, or none, that fits the row outside: {@code
 * EXISTS}, {@code NOT EXISTS}, or {@code x IN (SELECT ..)} that must hold. The sub-query is taken
 * apart into rows that depend on nothing outside, and conditions on those and the row outside, so
 * that it is a join of which only one side's rows are kept; an equality of their columns says that
 * it need not compare each row with each.
 */
public final class CorrelatedQuery {
    private static final String DEPENDS = "a sub-query depends on the row outside";

    private final boolean negated;
    private final CorrelationId outer;
    private final RelNode rows;
    private final ImmutableList<RexNode> conditions;
    private final ImmutableSet<CorrelationId> variables;

    private CorrelatedQuery(
            boolean negated,
            CorrelationId outer,
            RelNode rows,
            List<RexNode> conditions,
            Set<CorrelationId> variables) {
        this.negated = negated;
        this.outer = outer;
        this.rows = rows;
        this.conditions = ImmutableList.copyOf(conditions);
        this.variables = ImmutableSet.copyOf(variables);
    }

    /** Takes a condition apart; absent when it is something else. */
    public static Optional<CorrelatedQuery> of(RexNode condition) {
        return of(condition, new ArrayList<>());
    }

    /** Why one of a filter's conditions is something else though it depends on the row outside. */
    public static Optional<String> reason(Filter filter) {
        List<String> reasons = new ArrayList<>();
        for (RexNode condition : RelOptUtil.conjunctions(filter.getCondition())) {
            if (isIn(condition) && of(condition, reasons).isEmpty()) {
                return Optional.of(reasons.isEmpty() ? DEPENDS : DEPENDS + reasons.get(0));
            }
        }
        return Optional.empty();
    }

    /** Whether a sub-query in an expression depends on a row outside. */
    public static boolean isIn(RexNode expression) {
        return queries(expression).stream().anyMatch(query -> !free(query).isEmpty());
    }

    /** The variables that sub-queries of some conditions read. */
    public static ImmutableSet<CorrelationId> read(List<RexNode> conditions) {
        ImmutableSet.Builder<CorrelationId> read = ImmutableSet.builder();
        conditions.forEach(
                condition -> queries(condition).forEach(query -> read.addAll(free(query))));
        return read.build();
    }

    private static Set<CorrelationId> free(RexSubQuery query) {
        return RelOptUtil.getVariablesUsed(query.rel);
    }

    private static List<RexSubQuery> queries(RexNode expression) {
        List<RexSubQuery> queries = new ArrayList<>();
        expression.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitSubQuery(RexSubQuery query) {
                        queries.add(query);
                        return super.visitSubQuery(query);
                    }
                });
        return queries;
    }

    private static Optional<CorrelatedQuery> of(RexNode condition, List<String> reasons) {
        boolean negated = condition.isA(SqlKind.NOT);
        RexNode inner = negated ? ((RexCall) condition).getOperands().get(0) : condition;
        boolean known = inner.isA(SqlKind.EXISTS) || inner.isA(SqlKind.IN) && !negated;
        if (!known || !(inner instanceof RexSubQuery query) || free(query).isEmpty()) {
            return Optional.empty();
        }
        if (free(query).size() > 1) {
            reasons.add(", and on one further out");
            return Optional.empty();
        }
        CorrelationId outer = free(query).iterator().next();
        Optional<CorrelatedQuery> found = new Parts(query, outer).query(negated);
        if (found.isEmpty()) {
            reasons.add(" in more than its conditions");
        } else if (!found.get().hasEquality()) {
            reasons.add(", and no column of it must equal one of that");
            return Optional.empty();
        }
        return found;
    }

    /** A sub-query on the way of being taken apart. */
    private static final class Parts {
        private final RexSubQuery query;
        private final CorrelationId outer;
        private final List<RexNode> conditions = new ArrayList<>();
        private final Set<CorrelationId> variables = new HashSet<>();

        Parts(RexSubQuery query, CorrelationId outer) {
            this.query = query;
            this.outer = outer;
        }

        Optional<CorrelatedQuery> query(boolean negated) {
            RelNode rel = query.rel;
            List<RexNode> values = new ArrayList<>();
            for (int i = 0; i < query.getOperands().size(); i++) {
                values.add(RexInputRef.of(i, rel.getRowType()));
            }
            while (rel instanceof Project project) {
                values.replaceAll(value -> over(value, project));
                rel = project.getInput();
            }
            while (rel instanceof Filter filter) {
                conditions.addAll(RelOptUtil.conjunctions(filter.getCondition()));
                variables.addAll(filter.getVariablesSet());
                rel = filter.getInput();
            }
            boolean alone =
                    RelOptUtil.getVariablesUsed(rel).isEmpty()
                            && variables.containsAll(read(conditions))
                            && values.stream().allMatch(Parts::isOfOneRow);
            RelNode rows = rel;
            int width = rows.getRowType().getFieldCount();
            conditions.replaceAll(condition -> beside(condition, width));
            for (int i = 0; i < values.size(); i++) {
                conditions.add(equality(beside(values.get(i), width), i, width));
            }
            return alone
                    ? Optional.of(new CorrelatedQuery(negated, outer, rows, conditions, variables))
                    : Optional.empty();
        }

        /** A window would see rows that a condition leaves out. */
        private static boolean isOfOneRow(RexNode value) {
            return queries(value).isEmpty() && !RexOver.containsOver(value);
        }

        private static RexNode over(RexNode value, Project project) {
            return value.accept(
                    new RexShuttle() {
                        @Override
                        public RexNode visitInputRef(RexInputRef column) {
                            return project.getProjects().get(column.getIndex());
                        }
                    });
        }

        private RexNode equality(RexNode value, int operand, int width) {
            RexBuilder builder = query.rel.getCluster().getRexBuilder();
            return builder.makeCall(
                    SqlStdOperatorTable.EQUALS,
                    value,
                    RexUtil.shift(query.getOperands().get(operand), width));
        }

        /** Columns of the row outside as columns behind those of the sub-query's rows. */
        private RexNode beside(RexNode condition, int width) {
            return condition.accept(
                    new RexShuttle() {
                        @Override
                        public RexNode visitFieldAccess(RexFieldAccess access) {
                            return access.getReferenceExpr() instanceof RexCorrelVariable row
                                            && row.id.equals(outer)
                                    ? new RexInputRef(
                                            width + access.getField().getIndex(), access.getType())
                                    : super.visitFieldAccess(access);
                        }
                    });
        }
    }

    /** Whether there must be none that fits. */
    public boolean negated() {
        return negated;
    }

    /** The row outside. */
    public CorrelationId outer() {
        return outer;
    }

    /** The sub-query's rows before any condition. */
    public RelNode rows() {
        return rows;
    }

    /**
     * When a row of {@link #rows} fits a row outside: conditions on the columns of both side by
     * side, first those of the sub-query. What else they read is in {@link #variables}.
     */
    public ImmutableList<RexNode> conditions() {
        return conditions;
    }

    /** What sub-queries of the conditions call a row of {@link #rows}. */
    public ImmutableSet<CorrelationId> variables() {
        return variables;
    }

    /** The columns that it reads of the row outside. */
    public ImmutableBitSet read() {
        ImmutableBitSet both = RelOptUtil.InputFinder.bits(conditions, null);
        return both.except(ImmutableBitSet.range(width())).shift(-width());
    }

    private int width() {
        return rows.getRowType().getFieldCount();
    }

    private boolean hasEquality() {
        return conditions.stream().anyMatch(condition -> equality(condition).isPresent());
    }

    /** A column of the sub-query's and one outside that are equal where a row fits. */
    record Equality(int inside, int outside) {}

    Optional<Equality> equality(RexNode condition) {
        if (!condition.isA(SqlKind.EQUALS)) {
            return Optional.empty();
        }
        Optional<RexInputRef> one = Selectivity.column(((RexCall) condition).getOperands().get(0));
        Optional<RexInputRef> two = Selectivity.column(((RexCall) condition).getOperands().get(1));
        if (one.isEmpty() || two.isEmpty()) {
            return Optional.empty();
        }
        int low = Math.min(one.get().getIndex(), two.get().getIndex());
        int high = Math.max(one.get().getIndex(), two.get().getIndex());
        return low < width() && high >= width()
                ? Optional.of(new Equality(low, high - width()))
                : Optional.empty();
    }

    /**
     * The rows that fulfil the same condition.
     *
     * @param input rows with some columns of the row outside
     * @param offset where these columns begin among those of the row outside
     */
    public Filter over(RelNode input, int offset) {
        RexBuilder builder = input.getCluster().getRexBuilder();
        CorrelationId id = input.getCluster().createCorrel();
        RexNode row = builder.makeCorrel(input.getRowType(), id);
        RexShuttle outside =
                new RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef column) {
                        return column.getIndex() < width()
                                ? column
                                : builder.makeFieldAccess(
                                        row, column.getIndex() - width() - offset);
                    }
                };
        RexNode exists =
                RexSubQuery.exists(Filters.over(rows, outside.apply(conditions), variables));
        return LogicalFilter.create(
                input,
                negated ? builder.makeCall(SqlStdOperatorTable.NOT, exists) : exists,
                ImmutableSet.of(id));
    }
}
