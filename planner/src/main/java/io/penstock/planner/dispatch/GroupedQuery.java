package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.access.Filters;
import io.penstock.planner.access.SafeExpressions;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A sub-query that is an aggregate over the rows of which columns equal some of the row outside,
 * taken apart: rows, conditions and projections above them, the aggregate, and what is made of it.
 */
final class GroupedQuery {
    private final RelNode rows;
    private final ImmutableList<RelNode> above;
    private final ImmutableList<Key> keys;
    private final Aggregate aggregate;
    private final RexNode value;

    private GroupedQuery(
            RelNode rows, List<RelNode> above, List<Key> keys, Aggregate aggregate, RexNode value) {
        this.rows = rows;
        this.above = ImmutableList.copyOf(above);
        this.keys = ImmutableList.copyOf(keys);
        this.aggregate = aggregate;
        this.value = value;
    }

    /**
     * An equality with the row outside.
     *
     * @param condition as it stands in the sub-query
     * @param inner a column of {@link #rows}
     * @param outer a column of the row outside
     */
    record Key(RexNode condition, RexInputRef inner, RexInputRef outer) {
        private RexNode between(int width, int place) {
            return condition.accept(
                    new RexShuttle() {
                        @Override
                        public RexNode visitInputRef(RexInputRef column) {
                            return new RexInputRef(width + place, column.getType());
                        }

                        @Override
                        public RexNode visitFieldAccess(RexFieldAccess access) {
                            return outer;
                        }
                    });
        }
    }

    /**
     * Takes a sub-query apart; absent when it is something else.
     *
     * @param variable the row outside
     */
    static Optional<GroupedQuery> of(RelNode query, CorrelationId variable) {
        RelNode rel = query;
        RexNode value = RexInputRef.of(0, query.getRowType());
        while (rel instanceof Project project) {
            value = Expressions.replaceColumns(value, project.getProjects());
            rel = project.getInput();
        }
        boolean plain =
                rel instanceof Aggregate aggregate
                        && aggregate.getGroupType() == Aggregate.Group.SIMPLE
                        && aggregate.getGroupSet().isEmpty()
                        && aggregate.getAggCallList().stream().allMatch(GroupedQuery::isNullOfNone);
        return plain && isNullOfNulls(value)
                ? below((Aggregate) rel, value, variable)
                : Optional.empty();
    }

    private static boolean isNullOfNone(AggregateCall call) {
        return switch (call.getAggregation().getKind()) {
            case MIN, MAX, SUM, AVG -> call.distinctKeys == null && !call.hasCollation();
            default -> false;
        };
    }

    private static boolean isNullOfNulls(RexNode value) {
        return switch (value.getKind()) {
            case INPUT_REF -> true;
            case CAST, MINUS_PREFIX -> isNullOfNulls(((RexCall) value).getOperands().get(0));
            case PLUS, MINUS, TIMES, DIVIDE -> {
                List<RexNode> operands = ((RexCall) value).getOperands();
                yield operands.stream().anyMatch(GroupedQuery::isNullOfNulls)
                        && operands.stream()
                                .allMatch(o -> o instanceof RexLiteral || isNullOfNulls(o));
            }
            default -> false;
        };
    }

    /** The one filter with the equalities, under projections. */
    private static Optional<GroupedQuery> below(
            Aggregate aggregate, RexNode value, CorrelationId variable) {
        List<RelNode> above = new ArrayList<>();
        RelNode rel = aggregate.getInput();
        while (rel instanceof Project project && isOrdinary(project)) {
            above.add(0, rel);
            rel = project.getInput();
        }
        if (!(rel instanceof Filter filter) || !filter.getVariablesSet().isEmpty()) {
            return Optional.empty();
        }
        List<Key> keys = new ArrayList<>();
        List<RexNode> others = new ArrayList<>();
        for (RexNode condition : RelOptUtil.conjunctions(filter.getCondition())) {
            Optional<Key> key = key(condition, variable);
            key.ifPresent(keys::add);
            if (key.isEmpty()) {
                others.add(condition);
            }
        }
        if (!others.isEmpty()) {
            above.add(0, Filters.over(filter.getInput(), others));
        }
        boolean alone =
                RelOptUtil.getVariablesUsed(filter.getInput()).isEmpty()
                        && others.stream().allMatch(GroupedQuery::isHarmless);
        return keys.isEmpty() || !alone
                ? Optional.empty()
                : Optional.of(new GroupedQuery(filter.getInput(), above, keys, aggregate, value));
    }

    private static boolean isOrdinary(Project project) {
        return project.getVariablesSet().isEmpty()
                && project.getProjects().stream().allMatch(GroupedQuery::isHarmless);
    }

    /** Whether it can't fail for rows of groups that nobody asks for. */
    private static boolean isHarmless(RexNode node) {
        RexNode ofColumns =
                node.accept(
                        new RexShuttle() {
                            @Override
                            public RexNode visitCall(RexCall call) {
                                return Expressions.columns(call).isEmpty()
                                        ? new RexInputRef(0, call.getType())
                                        : super.visitCall(call);
                            }
                        });
        return Expressions.isMovable(node) && SafeExpressions.isSafe(ofColumns);
    }

    private static Optional<Key> key(RexNode condition, CorrelationId variable) {
        if (!condition.isA(SqlKind.EQUALS)) {
            return Optional.empty();
        }
        RexNode one = ((RexCall) condition).getOperands().get(0);
        RexNode other = ((RexCall) condition).getOperands().get(1);
        return key(condition, bare(one), bare(other), variable)
                .or(() -> key(condition, bare(other), bare(one), variable));
    }

    /** Without a cast that makes one value of each. */
    private static RexNode bare(RexNode node) {
        if (!node.isA(SqlKind.CAST)) {
            return node;
        }
        RexNode operand = ((RexCall) node).getOperands().get(0);
        return RemoteTypes.widens(operand.getType(), node.getType()) ? operand : node;
    }

    /** Columns of which equal values make one group. */
    private static Optional<Key> key(
            RexNode condition, RexNode inner, RexNode outer, CorrelationId variable) {
        boolean known =
                inner instanceof RexInputRef
                        && outer instanceof RexFieldAccess access
                        && access.getReferenceExpr() instanceof RexCorrelVariable row
                        && row.id.equals(variable)
                        && isGrouped(inner.getType(), outer.getType());
        return known
                ? Optional.of(
                        new Key(
                                condition,
                                (RexInputRef) inner,
                                new RexInputRef(
                                        ((RexFieldAccess) outer).getField().getIndex(),
                                        outer.getType())))
                : Optional.empty();
    }

    private static boolean isGrouped(RelDataType inner, RelDataType outer) {
        return SqlTypeUtil.isExactNumeric(inner) && SqlTypeUtil.isExactNumeric(outer)
                || SqlTypeUtil.isCharacter(inner) && SqlTypeUtil.isCharacter(outer)
                || inner.getSqlTypeName() == SqlTypeName.DATE
                        && outer.getSqlTypeName() == SqlTypeName.DATE;
    }

    /** The rows before any equality or condition. */
    RelNode rows() {
        return rows;
    }

    ImmutableList<Key> keys() {
        return keys;
    }

    /**
     * The keys, in order and once each, and behind them the aggregates.
     *
     * @param narrowing a condition on {@link #rows} that only rows fail that don't matter
     */
    RelNode groups(Optional<RexNode> narrowing) {
        RelNode rel =
                narrowing.map(condition -> Filters.over(rows, List.of(condition))).orElse(rows);
        List<Integer> places = keys.stream().map(key -> key.inner().getIndex()).toList();
        for (RelNode operator : above) {
            if (operator instanceof Project project) {
                rel = projected(project, rel, places);
                int width = project.getProjects().size();
                places = range(width, keys.size());
            } else {
                rel = Filters.over(rel, List.of(((Filter) operator).getCondition()));
            }
        }
        ImmutableBitSet groups = ImmutableBitSet.of(places);
        RelNode input = rel;
        List<AggregateCall> calls =
                aggregate.getAggCallList().stream()
                        .map(
                                call ->
                                        call.adaptTo(
                                                input,
                                                call.getArgList(),
                                                call.filterArg,
                                                0,
                                                groups.cardinality()))
                        .toList();
        return LogicalAggregate.create(input, ImmutableList.of(), groups, null, calls);
    }

    private static List<Integer> range(int from, int count) {
        return ImmutableBitSet.range(from, from + count).asList();
    }

    private static RelNode projected(Project project, RelNode input, List<Integer> places) {
        List<RexNode> columns = new ArrayList<>(project.getProjects());
        List<String> names = new ArrayList<>(project.getRowType().getFieldNames());
        for (int place : places) {
            columns.add(RexInputRef.of(place, input.getRowType()));
            names.add("key_" + columns.size());
        }
        return LogicalProject.create(input, ImmutableList.of(), columns, names, Set.of());
    }

    /** The equalities over the row outside and the groups behind it. */
    List<RexNode> equalities(int width) {
        List<RexNode> equalities = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            equalities.add(keys.get(i).between(width, place(i)));
        }
        return equalities;
    }

    /** Where a key is among the groups' columns. */
    private int place(int key) {
        boolean apart = above.stream().anyMatch(Project.class::isInstance);
        if (apart) {
            return key;
        }
        int column = keys.get(key).inner().getIndex();
        return distinct().headSet(column).size();
    }

    private NavigableSet<Integer> distinct() {
        return keys.stream()
                .map(key -> key.inner().getIndex())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The sub-query's value of the groups behind the row outside. */
    RexNode value(int width) {
        boolean apart = above.stream().anyMatch(Project.class::isInstance);
        int first = width + (apart ? keys.size() : distinct().size());
        return value.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef column) {
                        return new RexInputRef(first + column.getIndex(), column.getType());
                    }
                });
    }
}
