package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.access.Filters;
import io.penstock.planner.access.SafeExpressions;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * An aggregate over joins of which one side is grouped before: by those of its columns that are
 * read above it. Legal because rows of one group are joined with the same rows, and so come out the
 * same number of times, in the same groups. What is aggregated of the other side counts for as many
 * rows as the group has. The theory: Yan, Larson, "Eager Aggregation and Lazy Aggregation", VLDB
 * 1995.
 */
final class GroupedPath {
    private final Aggregate aggregate;
    private final JoinPath path;
    private final Predicate<RelNode> asked;

    /** For each call its argument over the side's rows; absent for those that read others. */
    private final List<Optional<RexNode>> own = new ArrayList<>();

    /** Conditions that the side's rows are checked with before they are grouped. */
    private final List<RexNode> moved = new ArrayList<>();

    /** For each step the columns of its output that are read, and conditions that stay. */
    private final List<ImmutableBitSet> read = new ArrayList<>();

    private final List<List<RexNode>> kept = new ArrayList<>();
    private final ImmutableBitSet keys;

    /**
     * Takes an aggregate apart.
     *
     * @param asked whether the side's source can be asked for a tree
     * @throws NotAsked when it would be another aggregate
     */
    GroupedPath(Aggregate aggregate, JoinPath path, Predicate<RelNode> asked) {
        this.aggregate = aggregate;
        this.path = path;
        this.asked = asked;
        for (AggregateCall call : aggregate.getAggCallList()) {
            MergedCalls.require(call, aggregate.getInput());
            own.add(argument(call).flatMap(this::own));
        }
        this.keys = keys();
        requireKeys();
    }

    private Optional<RexInputRef> argument(AggregateCall call) {
        return call.getArgList().stream()
                .findFirst()
                .map(column -> RexInputRef.of(column, aggregate.getInput().getRowType()));
    }

    /** What can't fail for rows that a join would leave out. */
    private Optional<RexNode> own(RexNode argument) {
        return path.below(argument, 0)
                .filter(GroupedPath::isHarmless)
                .filter(below -> asked.test(projected(path.rows(), List.of(below))));
    }

    private static boolean isHarmless(RexNode node) {
        return SafeExpressions.isSafe(
                node.accept(
                        new RexShuttle() {
                            @Override
                            public RexNode visitCall(RexCall call) {
                                RexNode inside = super.visitCall(call);
                                return inside instanceof RexCall known && fits(known)
                                        ? new RexInputRef(0, call.getType())
                                        : inside;
                            }
                        }));
    }

    /** Whether it has room for its value, whatever the operands' are. */
    private static boolean fits(RexCall call) {
        boolean constant = Expressions.isConstant(call);
        return constant
                || call.isA(Set.of(SqlKind.PLUS, SqlKind.MINUS, SqlKind.TIMES))
                        && call.getOperands().size() == 2
                        && call.getOperands().stream().allMatch(GroupedPath::isExactColumn)
                        && call.getType().getSqlTypeName() == SqlTypeName.DECIMAL
                        && RemoteExpressions.keepsDigits(
                                call,
                                call.getOperands().get(0).getType(),
                                call.getOperands().get(1).getType());
    }

    private static boolean isExactColumn(RexNode node) {
        return SqlTypeUtil.isExactNumeric(node.getType()) && SafeExpressions.isSafe(node);
    }

    private ImmutableBitSet keys() {
        ImmutableBitSet wanted = aggregate.getGroupSet();
        for (int i = 0; i < own.size(); i++) {
            if (own.get(i).isEmpty()) {
                wanted = wanted.union(ImmutableBitSet.of(call(i).getArgList()));
            }
        }
        for (int i = 0; i < path.steps().size(); i++) {
            JoinPath.Step step = path.steps().get(i);
            read.add(wanted);
            List<RexNode> rest = rest(step, i);
            kept.add(rest);
            wanted = below(step, wanted.union(Expressions.columns(rest)));
        }
        return wanted;
    }

    private AggregateCall call(int place) {
        return aggregate.getAggCallList().get(place);
    }

    private static ImmutableBitSet below(JoinPath.Step step, ImmutableBitSet wanted) {
        return switch (step.rel()) {
            case Project project ->
                    Expressions.columns(
                            wanted.toList().stream().map(project.getProjects()::get).toList());
            case Join ignored -> wanted.intersect(step.side()).shift(-step.offset());
            default -> wanted;
        };
    }

    /** The conditions of a step that can't be checked on the side's rows alone. */
    private List<RexNode> rest(JoinPath.Step step, int place) {
        List<RexNode> rest = new ArrayList<>();
        for (RexNode condition : conditions(step.rel())) {
            Optional<RexNode> below = moved(condition, step, place);
            below.ifPresent(moved::add);
            if (below.isEmpty()) {
                rest.add(condition);
            }
        }
        return rest;
    }

    private static List<RexNode> conditions(RelNode rel) {
        return switch (rel) {
            case Filter filter -> RelOptUtil.conjunctions(filter.getCondition());
            case Join join -> RelOptUtil.conjunctions(join.getCondition());
            default -> List.of();
        };
    }

    private Optional<RexNode> moved(RexNode condition, JoinPath.Step step, int place) {
        boolean filters = step.rel() instanceof Filter || step.drops();
        boolean alone = step.side().contains(Expressions.columns(condition));
        if (!filters || !alone || path.isNullable(place + 1)) {
            return Optional.empty();
        }
        return path.below(Expressions.shift(condition, -step.offset()), place + 1)
                .filter(Expressions::isMovable)
                .filter(below -> asked.test(Filters.over(path.rows(), List.of(below))));
    }

    private void requireKeys() {
        if (keys.isEmpty()) {
            throw new NotAsked("none of its columns is read by the join");
        }
        for (int key : keys) {
            if (!isOne(path.rows().getRowType().getFieldList().get(key).getType())) {
                throw new NotAsked(
                        "%s is not text, date, time or an exact number"
                                .formatted(path.rows().getRowType().getFieldNames().get(key)));
            }
        }
    }

    /** Whether equal values are one: of floating numbers there are two zeros. */
    private static boolean isOne(RelDataType type) {
        return SqlTypeUtil.isExactNumeric(type)
                || SqlTypeUtil.isCharacter(type)
                || switch (type.getSqlTypeName()) {
                    case DATE, TIMESTAMP, TIME, BOOLEAN -> true;
                    default -> false;
                };
    }

    private static RelNode projected(RelNode rel, List<RexNode> columns) {
        return projected(rel, columns, columns.stream().map(column -> "c").toList());
    }

    private static RelNode projected(RelNode rel, List<RexNode> columns, List<String> names) {
        return LogicalProject.create(rel, ImmutableList.of(), columns, names, Set.of());
    }

    /** Which of the side's columns make a group. */
    ImmutableBitSet groupedBy() {
        return keys;
    }

    /** What the side's rows are checked with. */
    ImmutableList<RexNode> conditions() {
        return ImmutableList.copyOf(moved);
    }

    /** The side's rows in groups: keys, aggregates, and how many rows if it matters. */
    RelNode groups() {
        RelNode rows = Filters.over(path.rows(), moved);
        List<RexNode> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int key : keys) {
            columns.add(RexInputRef.of(key, rows.getRowType()));
            names.add(rows.getRowType().getFieldNames().get(key));
        }
        List<MergedCalls.Call> calls = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            if (own.get(i).isPresent()) {
                RexNode argument = own.get(i).get();
                calls.add(part(i, argument, columns.size()));
                columns.add(argument);
                names.add(name(argument));
            }
        }
        if (isWeighted()) {
            calls.add(new MergedCalls.Call(SqlStdOperatorTable.COUNT, ImmutableList.of(), "rows"));
        }
        return MergedCalls.grouped(
                projected(rows, columns, names), ImmutableBitSet.range(keys.cardinality()), calls);
    }

    private MergedCalls.Call part(int call, RexNode argument, int column) {
        return new MergedCalls.Call(
                MergedCalls.part(call(call), argument.getType()),
                ImmutableList.of(column),
                name(argument));
    }

    private String name(RexNode argument) {
        return argument instanceof RexInputRef column
                ? path.rows().getRowType().getFieldNames().get(column.getIndex())
                : "part";
    }

    private boolean isWeighted() {
        for (int i = 0; i < own.size(); i++) {
            boolean counts =
                    switch (call(i).getAggregation().getKind()) {
                        case MIN, MAX -> false;
                        default -> true;
                    };
            if (counts && own.get(i).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The aggregate over the joins with these groups.
     *
     * @throws NotAsked when a sum might need too many digits
     */
    RelNode over(RelNode groups) {
        PathCopy copy = new PathCopy(groups, keys);
        for (int i = path.steps().size() - 1; i >= 0; i--) {
            copy.add(path.steps().get(i), read.get(i), kept.get(i));
        }
        List<RexNode> columns = new ArrayList<>();
        aggregate.getGroupSet().forEach(key -> columns.add(copy.column(key)));
        int parts = 0;
        for (int i = 0; i < own.size(); i++) {
            columns.add(own.get(i).isPresent() ? copy.part(parts++) : weighted(i, copy));
        }
        return MergedCalls.merged(
                aggregate, projected(copy.rel(), columns, aggregate.getRowType().getFieldNames()));
    }

    private RexNode weighted(int call, PathCopy copy) {
        Optional<RexNode> argument = call(call).getArgList().stream().findFirst().map(copy::column);
        return isWeighted()
                ? MergedCalls.weighted(call(call), argument, rows(copy), copy.rexBuilder())
                : argument.orElseThrow();
    }

    /** A row without a group counts once. */
    private RexNode rows(PathCopy copy) {
        RexNode rows = copy.part((int) own.stream().filter(Optional::isPresent).count());
        return path.isNullable(0)
                ? copy.rexBuilder()
                        .makeCall(
                                SqlStdOperatorTable.COALESCE,
                                rows,
                                copy.rexBuilder()
                                        .makeExactLiteral(java.math.BigDecimal.ONE, rows.getType()))
                : rows;
    }
}
