package io.penstock.planner.cost;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.access.Fence;
import io.penstock.spi.catalog.ColumnStatistics;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableStatistics;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinInfo;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Estimates of one query's trees, with the formulas of System R: conditions are taken for
 * independent, values for evenly spread, and each value of the join column that has fewer of them
 * for one of the other's. Source: Selinger, Astrahan, Chamberlin, Lorie, Price, "Access Path
 * Selection in a Relational Database Management System", SIGMOD 1979. Tables whose size nobody
 * knows, and operators that are not understood, have no estimate, nor has what is above them.
 *
 * <p>Thread: one.
 */
public final class Cardinality {
    /** System R's guess at how few groups rows make. */
    private static final double ROWS_OF_GROUP = 10;

    /** What is left at least of rows that have no partner, as nobody knows how those are spread. */
    private static final double LEAST_LEFT = 0.1;

    private final Function<SourceTable, TableStatistics> statistics;
    private final Map<RelNode, Optional<Estimate>> known = new IdentityHashMap<>();

    /**
     * Estimates of trees over these tables.
     *
     * @param statistics what is known of a table; asked when a tree with it is estimated
     */
    public Cardinality(Function<SourceTable, TableStatistics> statistics) {
        this.statistics = statistics;
    }

    /** What a tree gives; empty when nobody knows. */
    public Optional<Estimate> of(RelNode rel) {
        Optional<Estimate> estimate = known.get(rel);
        if (estimate == null) {
            estimate = estimate(rel);
            known.put(rel, estimate);
        }
        return estimate;
    }

    /** Says that a tree gives the rows of another one. */
    public void alike(RelNode rel, RelNode other) {
        known.put(rel, of(other));
    }

    /** What is left of a tree's rows by conditions over its columns. */
    public Optional<Estimate> of(RelNode rel, List<RexNode> conditions) {
        return of(rel).map(input -> filtered(input, conditions));
    }

    private Estimate filtered(Estimate input, List<RexNode> conditions) {
        Estimate left = input;
        List<RexNode> others = new ArrayList<>();
        for (RexNode condition :
                conditions.stream()
                        .flatMap(condition -> RelOptUtil.conjunctions(condition).stream())
                        .toList()) {
            Optional<Estimate> found = Optional.empty();
            if (condition instanceof RexSubQuery query && query.isA(SqlKind.IN)) {
                found = found(left, query);
            }
            Optional<CorrelatedQuery> fitting = CorrelatedQuery.of(condition);
            if (fitting.isPresent()) {
                found = fitting(left, fitting.get());
            }
            if (found.isEmpty()) {
                others.add(condition);
            }
            left = found.orElse(left);
        }
        return Selectivity.filtered(left, others);
    }

    /** Rows whose column is among a sub-query's values; empty when it isn't known how many. */
    private Optional<Estimate> found(Estimate rows, RexSubQuery query) {
        Optional<RexInputRef> column = Selectivity.column(query.getOperands().get(0));
        Optional<Estimate> values = of(query.rel);
        if (query.getOperands().size() != 1 || column.isEmpty() || values.isEmpty()) {
            return Optional.empty();
        }
        OptionalDouble all = rows.distinct(column.get().getIndex());
        if (all.isEmpty()) {
            return Optional.empty();
        }
        double some = values.get().distinct(0).orElse(values.get().rows());
        double left = Math.min(all.getAsDouble(), some);
        return Optional.of(
                rows.scaled(left / Math.max(1, all.getAsDouble()))
                        .withColumn(
                                column.get().getIndex(),
                                known -> Estimate.withDistinct(known, left)));
    }

    /** Rows for which a sub-query has a row that fits, or none; as a join keeps them. */
    private Optional<Estimate> fitting(Estimate rows, CorrelatedQuery query) {
        ImmutableBitSet inside = ImmutableBitSet.range(width(query.rows()));
        Map<Boolean, List<RexNode>> conditions =
                query.conditions().stream()
                        .collect(
                                Collectors.partitioningBy(
                                        condition ->
                                                inside.contains(
                                                        RelOptUtil.InputFinder.bits(condition))));
        return of(query.rows(), conditions.getOrDefault(true, List.of()))
                .map(
                        inner ->
                                fitting(
                                        rows,
                                        query,
                                        inner,
                                        conditions.getOrDefault(false, List.of())))
                .map(part -> rows.scaled(query.negated() ? Math.max(LEAST_LEFT, 1 - part) : part));
    }

    private static double fitting(
            Estimate rows, CorrelatedQuery query, Estimate inner, List<RexNode> both) {
        double matched = 1;
        double partners = inner.rows();
        List<RexNode> others = new ArrayList<>();
        for (RexNode condition : both) {
            Optional<CorrelatedQuery.Equality> equality = query.equality(condition);
            if (equality.isEmpty()) {
                others.add(condition);
                continue;
            }
            OptionalDouble one = rows.distinct(equality.get().outside());
            OptionalDouble other = inner.distinct(equality.get().inside());
            matched *= partners(one, other);
            partners /= values(one, other, rows, inner);
        }
        double all = inner.rows() * rows.rows();
        double part =
                Selectivity.filtered(inner.beside(rows, all), others).rows() / Math.max(1, all);
        return Math.min(matched, partners * part);
    }

    private Optional<Estimate> estimate(RelNode rel) {
        return switch (rel) {
            case TableScan scan -> table(scan);
            case Filter filter -> of(filter.getInput(), List.of(filter.getCondition()));
            case Fence fence -> of(fence.getInput());
            case Project project -> of(project.getInput()).map(input -> project(project, input));
            case Aggregate aggregate ->
                    of(aggregate.getInput()).map(input -> aggregate(aggregate, input));
            case Sort sort -> of(sort.getInput()).map(input -> sort(sort, input));
            case Values values ->
                    Optional.of(Estimate.of(values.getTuples().size(), width(values)));
            case SetOp operation -> operation(operation);
            case Join join ->
                    of(join.getLeft())
                            .flatMap(
                                    left ->
                                            of(join.getRight())
                                                    .flatMap(right -> join(join, left, right)));
            default -> Optional.empty();
        };
    }

    private static int width(RelNode rel) {
        return rel.getRowType().getFieldCount();
    }

    private Optional<Estimate> table(TableScan scan) {
        SourceTable table = scan.getTable().unwrap(SourceTable.class);
        if (table == null) {
            return Optional.empty();
        }
        TableStatistics size = statistics.apply(table);
        if (size.rows().isEmpty()) {
            return Optional.empty();
        }
        ImmutableList.Builder<ColumnStatistics> columns = ImmutableList.builder();
        for (Field field : table.schema().getFields()) {
            columns.add(size.column(field.getName()));
        }
        return Optional.of(new Estimate(size.rows().getAsLong(), columns.build()));
    }

    private static Estimate project(Project project, Estimate input) {
        ImmutableList.Builder<ColumnStatistics> columns = ImmutableList.builder();
        for (RexNode expression : project.getProjects()) {
            columns.add(
                    Selectivity.column(expression)
                            .map(column -> input.columns().get(column.getIndex()))
                            .orElse(ColumnStatistics.UNKNOWN));
        }
        return new Estimate(input.rows(), columns.build());
    }

    /** As many groups as the keys have values together, but never more than there are rows. */
    private static Estimate aggregate(Aggregate aggregate, Estimate input) {
        double groups = 1;
        boolean guessed = false;
        ImmutableList.Builder<ColumnStatistics> columns = ImmutableList.builder();
        for (int key : aggregate.getGroupSet()) {
            OptionalDouble distinct = input.distinct(key);
            guessed |= distinct.isEmpty();
            groups *= distinct.orElse(1);
            columns.add(input.columns().get(key));
        }
        for (int i = aggregate.getGroupCount(); i < width(aggregate); i++) {
            columns.add(ColumnStatistics.UNKNOWN);
        }
        double few = guessed ? Math.max(groups, input.rows() / ROWS_OF_GROUP) : groups;
        double rows = aggregate.getGroupSet().isEmpty() ? 1 : Math.min(few, input.rows());
        return new Estimate(rows, columns.build());
    }

    private static Estimate sort(Sort sort, Estimate input) {
        double left = Math.max(0, input.rows() - count(sort.offset, 0));
        return input.withRows(Math.min(left, count(sort.fetch, Double.MAX_VALUE)));
    }

    private static double count(@Nullable RexNode count, double unknown) {
        Double number =
                count instanceof RexLiteral literal ? literal.getValueAs(Double.class) : null;
        return number == null ? unknown : number;
    }

    private Optional<Estimate> operation(SetOp operation) {
        double rows = 0;
        for (RelNode input : operation.getInputs()) {
            Optional<Estimate> one = of(input);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            boolean first = input == operation.getInput(0);
            rows =
                    switch (operation) {
                        case Union ignored -> rows + one.get().rows();
                        case Intersect ignored ->
                                first ? one.get().rows() : Math.min(rows, one.get().rows());
                        case Minus ignored -> first ? one.get().rows() : rows;
                        default -> rows;
                    };
        }
        return Optional.of(Estimate.of(rows, width(operation)));
    }

    private Optional<Estimate> join(Join join, Estimate left, Estimate right) {
        JoinInfo info = join.analyzeCondition();
        double part = 1;
        double partners = 1;
        for (int i = 0; i < info.leftKeys.size(); i++) {
            OptionalDouble one = left.distinct(info.leftKeys.get(i));
            OptionalDouble other = right.distinct(info.rightKeys.get(i));
            part /= values(one, other, left, right);
            partners *= partners(one, other);
        }
        Estimate both = left.beside(right, left.rows() * right.rows() * part);
        double rows = Selectivity.filtered(both, info.nonEquiConditions).rows();
        double matched = Math.min(1, partners);
        return switch (join.getJoinType()) {
            case INNER -> Optional.of(new Estimate(rows, ReducedColumns.of(join, this::of)));
            case LEFT -> Optional.of(both.withRows(Math.max(rows, left.rows())));
            case RIGHT -> Optional.of(both.withRows(Math.max(rows, right.rows())));
            case FULL -> Optional.of(both.withRows(Math.max(rows, left.rows() + right.rows())));
            case SEMI -> Optional.of(left.scaled(Math.min(matched, rows / atLeastOne(left))));
            case ANTI -> Optional.of(left.scaled(Math.max(LEAST_LEFT, 1 - matched)));
            default -> Optional.empty();
        };
    }

    private static double atLeastOne(Estimate estimate) {
        return Math.max(1, estimate.rows());
    }

    /** Of a column that nobody knows, each row counts as another value: it may be a key. */
    private static double values(
            OptionalDouble one, OptionalDouble other, Estimate left, Estimate right) {
        if (one.isEmpty() && other.isEmpty()) {
            return Math.max(atLeastOne(left), atLeastOne(right));
        }
        return Math.max(1, Math.max(one.orElse(1), other.orElse(1)));
    }

    private static double partners(OptionalDouble one, OptionalDouble other) {
        return one.isPresent() && other.isPresent()
                ? Math.min(1, other.getAsDouble() / Math.max(1, one.getAsDouble()))
                : 1;
    }
}
