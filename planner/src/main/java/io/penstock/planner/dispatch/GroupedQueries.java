package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

import io.penstock.planner.access.Filters;
import io.penstock.planner.cost.Cardinality;
import io.penstock.planner.cost.Estimate;
import io.penstock.spi.catalog.RemoteDialect;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Makes a join with groups of a comparison with an aggregate that is computed for each row outside:
 * {@code x < (SELECT avg(y) FROM t WHERE t.k = outer.k)}. So sources can be asked for the groups,
 * and for those of them alone whose keys there are. Legal where an aggregate of no rows is NULL,
 * with which no comparison holds, so that a row without a group is left out either way; and where
 * equal keys make one group, so that a row finds one at most. Trees without a table of a source
 * stay as they are: the engine does as much by itself. The theory: Kim, "On Optimizing an SQL-like
 * Nested Query", TODS 1982.
 */
final class GroupedQueries {
    /** Groups are made for keys alone when those are fewer than one in so many of all. */
    private static final double ALL_TO_KEYS = 4;

    /** Which hold for no NULL. */
    private static final ImmutableSet<SqlKind> COMPARISONS =
            Sets.immutableEnumSet(
                    SqlKind.EQUALS,
                    SqlKind.NOT_EQUALS,
                    SqlKind.LESS_THAN,
                    SqlKind.LESS_THAN_OR_EQUAL,
                    SqlKind.GREATER_THAN,
                    SqlKind.GREATER_THAN_OR_EQUAL);

    private final Homes homes;
    private final Cardinality cardinality;

    GroupedQueries(Homes homes, Cardinality cardinality) {
        this.homes = homes;
        this.cardinality = cardinality;
    }

    /** A filter's rows as they are, or made with joins. */
    RelNode joined(Filter filter) {
        if (filter.getVariablesSet().size() != 1) {
            return filter;
        }
        CorrelationId outer = filter.getVariablesSet().iterator().next();
        List<RexNode> others = new ArrayList<>();
        List<RexNode> compared = new ArrayList<>();
        List<GroupedQuery> queries = new ArrayList<>();
        for (RexNode condition : RelOptUtil.conjunctions(filter.getCondition())) {
            Optional<RexSubQuery> query = query(condition);
            Optional<GroupedQuery> grouped =
                    query.filter(found -> hasSource(found.rel))
                            .flatMap(found -> GroupedQuery.of(found.rel, outer));
            if (grouped.isPresent()) {
                compared.add(condition);
                queries.add(grouped.get());
            } else {
                others.add(condition);
            }
        }
        // One at a time: of several, the rows of the first join are more than what is known.
        return queries.size() == 1
                ? joined(filter, compared.get(0), queries.get(0), others)
                : filter;
    }

    private boolean hasSource(RelNode rel) {
        return rel instanceof TableScan scan
                ? homes.of(scan).isPresent()
                : rel.getInputs().stream().anyMatch(this::hasSource);
    }

    /** The one sub-query of a comparison that does not hold where the sub-query's value is NULL. */
    private static Optional<RexSubQuery> query(RexNode condition) {
        if (!condition.isA(COMPARISONS)) {
            return Optional.empty();
        }
        RexNode left = bare(((RexCall) condition).getOperands().get(0));
        RexNode right = bare(((RexCall) condition).getOperands().get(1));
        boolean one = isScalar(left) != isScalar(right);
        RexNode other = isScalar(left) ? right : left;
        return one && !Expressions.hasSubQuery(other)
                ? Optional.of((RexSubQuery) (isScalar(left) ? left : right))
                : Optional.empty();
    }

    private static boolean isScalar(RexNode node) {
        return node instanceof RexSubQuery && node.isA(SqlKind.SCALAR_QUERY);
    }

    private static RexNode bare(RexNode node) {
        return node.isA(SqlKind.CAST) ? bare(((RexCall) node).getOperands().get(0)) : node;
    }

    private RelNode joined(
            Filter filter, RexNode comparison, GroupedQuery query, List<RexNode> others) {
        RelNode rows = filter.getInput();
        boolean plain = others.stream().allMatch(GroupedQueries::isBelow);
        RelNode left = plain ? Filters.over(rows, others) : rows;
        RelNode groups = query.groups(narrowing(left, query));
        int width = rows.getRowType().getFieldCount();
        RelNode join =
                LogicalJoin.create(
                        left,
                        groups,
                        ImmutableList.of(),
                        RexUtil.composeConjunction(rexBuilder(rows), query.equalities(width)),
                        Set.of(),
                        JoinRelType.INNER);
        List<RexNode> above = new ArrayList<>(plain ? List.of() : others);
        above.add(withValue(comparison, query.value(width)));
        RelNode all =
                Filters.over(
                        join,
                        above,
                        plain ? ImmutableSet.of() : ImmutableSet.copyOf(filter.getVariablesSet()));
        return LogicalProject.create(
                all,
                ImmutableList.of(),
                IntStream.range(0, width)
                        .mapToObj(i -> RexInputRef.of(i, all.getRowType()))
                        .toList(),
                rows.getRowType().getFieldNames(),
                Set.of());
    }

    /** Whether a condition can be checked before the join; its sub-queries know no row outside. */
    private static boolean isBelow(RexNode condition) {
        return Expressions.isMovableWithQueries(condition)
                && Expressions.subQueries(condition).stream().allMatch(SharedTrees::isAlone);
    }

    private static RexNode withValue(RexNode comparison, RexNode value) {
        return comparison.accept(
                new RexShuttle() {
                    @Override
                    public RexNode visitSubQuery(RexSubQuery query) {
                        return value;
                    }
                });
    }

    /**
     * That the groups' keys are some that there are, for a source that has both sides: it would
     * make all groups first.
     */
    private Optional<RexNode> narrowing(RelNode left, GroupedQuery query) {
        Optional<Homes.Home> one = homes.of(left);
        Optional<Homes.Home> other = homes.of(query.rows());
        boolean together =
                one.isPresent()
                        && other.isPresent()
                        && one.get().dialect() == RemoteDialect.POSTGRESQL
                        && one.get().connection().equals(other.get().connection());
        return together
                ? query.keys().stream()
                        .filter(key -> isWorthIt(left, query, key))
                        .findFirst()
                        .map(key -> isOneOf(left, query, key))
                : Optional.empty();
    }

    private boolean isWorthIt(RelNode left, GroupedQuery query, GroupedQuery.Key key) {
        SqlTypeName type = key.outer().getType().getSqlTypeName();
        boolean known = SqlTypeName.EXACT_TYPES.contains(type) || type == SqlTypeName.DATE;
        Optional<Double> keys = cardinality.of(left).map(it -> values(it, key.outer()));
        Optional<Double> groups = cardinality.of(query.rows()).map(it -> values(it, key.inner()));
        return known
                && keys.isPresent()
                && groups.isPresent()
                && keys.get() * ALL_TO_KEYS < groups.get();
    }

    private static double values(Estimate rows, RexInputRef column) {
        return rows.distinct(column.getIndex()).orElse(rows.rows());
    }

    private static RexNode isOneOf(RelNode left, GroupedQuery query, GroupedQuery.Key key) {
        RelNode keys =
                LogicalProject.create(
                        left,
                        ImmutableList.of(),
                        ImmutableList.of(RexInputRef.of(key.outer().getIndex(), left.getRowType())),
                        ImmutableList.of("key"),
                        Set.of());
        return RexSubQuery.in(keys, ImmutableList.of(key.inner()));
    }

    private static RexBuilder rexBuilder(RelNode rel) {
        return rel.getCluster().getRexBuilder();
    }
}
