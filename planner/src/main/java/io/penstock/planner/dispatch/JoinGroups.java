package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.access.Branches;
import io.penstock.planner.access.Filters;
import io.penstock.planner.cost.Cardinality;
import io.penstock.planner.cost.CorrelatedQuery;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Brings tables of one source together: inner joins, and the conditions on them, are taken apart
 * and put together so that what one source can join by an equality stands in one tree, which {@link
 * RemoteTree} may then ask for; unless a join would leave most of the rows of its two sides, if
 * they are many, or give more. So are tables that the engine reads by itself where their join
 * leaves few rows, whose keys then may go to a source. Legal because inner joins may be made in any
 * order; columns are put back into theirs. What all branches of an OR ask for stands beside it from
 * then on. Trees without a table of a source stay as their author wrote them.
 */
final class JoinGroups {
    /** Of more equalities all are taken: looking for the best would take too long. */
    private static final int MOST_CHOICES = 16;

    /** Of more rows a join has to leave some out: two tables are read by more connections. */
    private static final double FEW_ROWS = 5_000;

    /** Of so few rows at the engine keys may go to sources. */
    private static final double MOST_SENT = 10_000;

    /** What a join has to leave of many rows at most. */
    private static final double MOST_LEFT = 0.75;

    private final Homes homes;
    private final Cardinality cardinality;
    private final Way way;
    private final Map<RelNode, RelNode> done = new IdentityHashMap<>();

    JoinGroups(Homes homes, Cardinality cardinality, Way way) {
        this.homes = homes;
        this.cardinality = cardinality;
        this.way = way;
    }

    /** The same rows with tables of one source side by side. Equal objects stay equal objects. */
    RelNode regrouped(RelNode rel) {
        RelNode known = done.get(rel);
        if (known == null) {
            known = regroup(rel);
            done.put(rel, known);
        }
        return known;
    }

    private RelNode regroup(RelNode given) {
        // What a recursive query reads of itself is found by its place in the tree.
        if (given instanceof RepeatUnion) {
            return given;
        }
        RelNode rel = CommonFactors.pulled(given);
        if (isInner(rel) || (rel instanceof Filter filter && isInner(filter.getInput()))) {
            return new Group(rel).joined();
        }
        return Branches.changed(rel, this::regrouped);
    }

    private static boolean isInner(RelNode rel) {
        return rel instanceof Join join
                && join.getJoinType() == JoinRelType.INNER
                && join.getVariablesSet().isEmpty()
                && !Expressions.hasSubQuery(join.getCondition());
    }

    /** Two leaves that an equality joins. */
    private record Link(int one, int other) {}

    /** Inner joins and what stands between them. */
    private final class Group {
        private final RelNode root;
        private final RexBuilder rexBuilder;
        private final Leaves leaves;
        private final List<RexNode> conditions = new ArrayList<>();
        private final int[] component;
        private final Map<ImmutableBitSet, OptionalDouble> rows = new HashMap<>();

        Group(RelNode root) {
            this.root = root;
            this.rexBuilder = root.getCluster().getRexBuilder();
            this.leaves = new Leaves(rexBuilder);
            collect(root instanceof Filter filter ? filter.getInput() : root, 0);
            this.component = IntStream.range(0, leaves.size()).toArray();
        }

        private void collect(RelNode given, int offset) {
            RelNode rel = CommonFactors.pulled(given);
            if (isInner(rel)) {
                Join join = (Join) rel;
                collect(join.getLeft(), offset);
                collect(join.getRight(), offset + join.getLeft().getRowType().getFieldCount());
                add(join.getCondition(), offset);
            } else if (rel instanceof Filter filter
                    && isInner(filter.getInput())
                    && filter.getVariablesSet().isEmpty()
                    && !Expressions.hasSubQuery(filter.getCondition())) {
                collect(filter.getInput(), offset);
                add(filter.getCondition(), offset);
            } else {
                leaves.add(regrouped(rel), offset);
            }
        }

        private void add(RexNode condition, int offset) {
            for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
                conditions.add(Expressions.shift(conjunct, offset));
            }
        }

        RelNode joined() {
            List<RexNode> above = new ArrayList<>();
            if (root instanceof Filter filter) {
                above.addAll(RelOptUtil.conjunctions(filter.getCondition()));
            }
            List<RexNode> movable = new ArrayList<>(conditions);
            above.stream().filter(this::isMovable).forEach(movable::add);
            boolean asked = askedAtHome(above, movable);
            List<RexNode> implied = implied(movable);
            conditions.addAll(implied);
            movable.addAll(implied);
            connect(movable);
            boolean apart = IntStream.range(0, component.length).allMatch(i -> component[i] == i);
            boolean asItIs =
                    apart && !asked && implied.isEmpty() && above.stream().noneMatch(this::isOnOf);
            return asItIs ? Branches.changed(root, JoinGroups.this::regrouped) : rebuilt(above);
        }

        /**
         * Puts conditions with a sub-query onto leaves of the sub-query's own source, which can
         * check them then: those on such a leaf, or on what a join makes equal to its columns.
         *
         * @param above loses them
         * @return whether there are any
         */
        private boolean askedAtHome(List<RexNode> above, List<RexNode> movable) {
            if (isAtHome()) {
                return false;
            }
            EqualColumns equal = new EqualColumns(movable);
            return above.removeIf(
                    condition ->
                            Expressions.isMovableWithQueries(condition)
                                    && Expressions.hasSubQuery(condition)
                                    && (isAskedAtHome(condition, equal)
                                            || isFittedAtHome(condition, movable)));
        }

        /** A condition that depends on columns of a leaf by its sub-query. */
        private boolean isFittedAtHome(RexNode condition, List<RexNode> movable) {
            Optional<CorrelatedQuery> query =
                    CorrelatedQuery.of(condition)
                            .filter(found -> root.getVariablesSet().contains(found.outer()));
            for (int leaf = 0; query.isPresent() && leaf < leaves.size(); leaf++) {
                RelNode rows = leaves.get(leaf);
                if (leaves.range(leaf).contains(query.get().read())) {
                    RelNode fitting =
                            Branches.withQueries(
                                    query.get().over(rows, leaves.range(leaf).nth(0)),
                                    JoinGroups.this::regrouped);
                    if (isFewer(leaf, query.get(), fitting, movable) && homes.computes(fitting)) {
                        leaves.replace(leaf, fitting);
                        return true;
                    }
                }
            }
            return false;
        }

        /** Whether the source sends fewer rows by it, or fewer of the sub-query's. */
        private boolean isFewer(
                int leaf, CorrelatedQuery query, RelNode fitting, List<RexNode> movable) {
            List<RexNode> own =
                    movable.stream()
                            .filter(condition -> leaves.of(condition).equals(List.of(leaf)))
                            .map(condition -> leaves.own(leaf, condition))
                            .toList();
            OptionalDouble in =
                    sum(rows(leaves.get(leaf), own), rows(query.rows(), ImmutableList.of()));
            OptionalDouble out = rows(fitting, own);
            return way == Way.AT_SOURCES
                    || in.isEmpty()
                    || out.isEmpty()
                    || out.getAsDouble() <= mostOf(in.getAsDouble());
        }

        private OptionalDouble rows(RelNode rel, List<RexNode> conditions) {
            return cardinality
                    .of(rel, conditions)
                    .map(estimate -> OptionalDouble.of(estimate.rows()))
                    .orElse(OptionalDouble.empty());
        }

        private boolean isAskedAtHome(RexNode condition, EqualColumns equal) {
            for (int leaf = 0; leaf < leaves.size(); leaf++) {
                Optional<RexNode> moved = equal.on(condition, leaves.range(leaf));
                if (moved.isPresent() && areAtHome(leaf, condition)) {
                    leaves.filter(leaf, moved.get(), JoinGroups.this::regrouped);
                    return true;
                }
            }
            return false;
        }

        private boolean areAtHome(int leaf, RexNode condition) {
            Optional<String> home = home(leaf);
            List<RelNode> queries = new ArrayList<>();
            Expressions.eachSubQuery(condition, queries::add);
            return home.isPresent()
                    && queries.stream()
                            .map(query -> homes.of(query).map(Homes.Home::connection))
                            .allMatch(home::equals);
        }

        /** What conditions on several leaves say about one; the engine finds that out by itself. */
        private List<RexNode> implied(List<RexNode> movable) {
            if (leaves.all().stream().allMatch(leaf -> homes.of(leaf).isEmpty())) {
                return List.of();
            }
            return IntStream.range(0, leaves.size())
                    .mapToObj(leaves::range)
                    .flatMap(
                            columns -> CommonFactors.implied(movable, columns, rexBuilder).stream())
                    .toList();
        }

        /**
         * Whether a condition above the joins is what one of them is on: a join that knows it may
         * send keys.
         */
        private boolean isOnOf(RexNode condition) {
            List<Integer> used = leaves.of(condition);
            return condition.isA(SqlKind.EQUALS)
                    && isMovable(condition)
                    && used.size() == 2
                    && used.stream().anyMatch(leaf -> homes.of(leaves.get(leaf)).isPresent());
        }

        private boolean isMovable(RexNode condition) {
            return Expressions.isMovable(condition) && !Expressions.columns(condition).isEmpty();
        }

        /**
         * Puts leaves of one source, or of none, together that an equality of their columns joins,
         * as long as no more rows come out than go in; those that become the fewest first.
         */
        private void connect(List<RexNode> movable) {
            List<Link> links =
                    movable.stream().map(this::link).flatMap(Optional::stream).distinct().toList();
            if (way == Way.AT_SOURCES || isAtHome() || links.size() > MOST_CHOICES) {
                links.stream().filter(link -> home(link.one).isPresent()).forEach(this::merge);
                return;
            }
            Optional<Link> best = best(links, movable);
            while (best.isPresent()) {
                merge(best.get());
                best = best(links, movable);
            }
        }

        /** Whether one source has everything: then it may be asked for more than these joins. */
        private boolean isAtHome() {
            return IntStream.range(0, leaves.size()).mapToObj(this::home).distinct().count() == 1;
        }

        private Optional<Link> link(RexNode condition) {
            List<Integer> used = leaves.of(condition);
            if (!condition.isA(SqlKind.EQUALS) || used.size() != 2) {
                return Optional.empty();
            }
            return home(used.get(0)).equals(home(used.get(1)))
                    ? Optional.of(new Link(used.get(0), used.get(1)))
                    : Optional.empty();
        }

        /** Which source a leaf is at; empty where the engine reads it by itself. */
        private Optional<String> home(int leaf) {
            return homes.of(leaves.get(leaf)).map(Homes.Home::connection);
        }

        private void merge(Link link) {
            int from = component[link.other];
            int to = component[link.one];
            for (int i = 0; i < component.length; i++) {
                component[i] = component[i] == from ? to : component[i];
            }
        }

        private Optional<Link> best(List<Link> links, List<RexNode> movable) {
            Optional<Link> best = Optional.empty();
            double least = Double.MAX_VALUE;
            for (Link link : links) {
                double growth =
                        component[link.one] == component[link.other]
                                ? Double.MAX_VALUE
                                : growth(link, movable);
                if (growth < least) {
                    best = Optional.of(link);
                    least = growth;
                }
            }
            return best;
        }

        /** Rows that come out of a join for each that goes in; none when too many come out. */
        private double growth(Link link, List<RexNode> movable) {
            List<Integer> left = members(component[link.one]);
            List<Integer> right = members(component[link.other]);
            OptionalDouble in = sum(rows(left, movable), rows(right, movable));
            List<Integer> both = new ArrayList<>(left);
            both.addAll(right);
            OptionalDouble out = in.isEmpty() ? in : rows(both, movable);
            if (out.isEmpty()) {
                return home(link.one).isPresent() ? 1 : Double.MAX_VALUE;
            }
            double growth = out.getAsDouble() / Math.max(1, in.getAsDouble());
            double most = mostOf(Math.max(1, in.getAsDouble()));
            return out.getAsDouble()
                            <= (home(link.one).isPresent() ? most : Math.min(most, MOST_SENT))
                    ? growth
                    : Double.MAX_VALUE;
        }

        /** How many rows may come of so many for a source to be asked to join them. */
        private static double mostOf(double rows) {
            return rows > FEW_ROWS ? MOST_LEFT * rows : rows;
        }

        private static OptionalDouble sum(OptionalDouble one, OptionalDouble other) {
            return one.isEmpty() || other.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(one.getAsDouble() + other.getAsDouble());
        }

        private List<Integer> members(int of) {
            return IntStream.range(0, component.length)
                    .filter(i -> component[i] == of)
                    .boxed()
                    .toList();
        }

        private OptionalDouble rows(List<Integer> members, List<RexNode> movable) {
            return rows.computeIfAbsent(
                    ImmutableBitSet.of(members),
                    key ->
                            cardinality
                                    .of(leaves.joined(members, new ArrayList<>(movable)).rel())
                                    .map(estimate -> OptionalDouble.of(estimate.rows()))
                                    .orElse(OptionalDouble.empty()));
        }

        private RelNode rebuilt(List<RexNode> above) {
            List<RexNode> free = new ArrayList<>();
            List<RexNode> fixed = new ArrayList<>();
            above.forEach(condition -> (isMovable(condition) ? free : fixed).add(condition));
            List<RexNode> open = new ArrayList<>(conditions);
            open.addAll(free);
            Map<Integer, List<Integer>> members = new LinkedHashMap<>();
            for (int i = 0; i < component.length; i++) {
                members.computeIfAbsent(component[i], key -> new ArrayList<>()).add(i);
            }
            List<List<Integer>> left = new ArrayList<>(members.values());
            Leaves.Joined all = leaves.joined(left.remove(0), open);
            while (!left.isEmpty()) {
                Leaves.Joined reached = all;
                List<Integer> next =
                        left.stream()
                                .filter(one -> reached.isJoinedTo(one, open))
                                .min(Comparator.comparing(one -> isSameHome(reached.rel(), one)))
                                .orElse(left.get(0));
                left.remove(next);
                all = leaves.join(all, leaves.joined(next, open), open);
            }
            return finished(all, open, fixed);
        }

        /** Whether a join would be made at a source, which it was found not to be worth. */
        private boolean isSameHome(RelNode joined, List<Integer> component) {
            Optional<String> home = homes.of(joined).map(Homes.Home::connection);
            return home.isPresent() && home.equals(home(component.get(0)));
        }

        private RelNode finished(Leaves.Joined all, List<RexNode> open, List<RexNode> fixed) {
            RelNode rel = all.filtered(open);
            List<RexInputRef> order =
                    IntStream.range(0, leaves.width())
                            .mapToObj(column -> ref(rel, all.at(column)))
                            .toList();
            RelNode ordered =
                    LogicalProject.create(
                            rel,
                            ImmutableList.of(),
                            order,
                            unordered().getRowType().getFieldNames(),
                            Set.of());
            return fixed.isEmpty()
                    ? ordered
                    : Branches.withQueries(
                            Filters.over(
                                    ordered, fixed, ImmutableSet.copyOf(root.getVariablesSet())),
                            JoinGroups.this::regrouped);
        }

        private RelNode unordered() {
            return root instanceof Filter filter ? filter.getInput() : root;
        }

        private static RexInputRef ref(RelNode rel, int column) {
            return RexInputRef.of(column, rel.getRowType());
        }
    }
}
