package io.penstock.planner.dispatch;

import com.google.common.base.Suppliers;

import io.penstock.planner.access.Branches;
import io.penstock.planner.cost.Cardinality;
import io.penstock.planner.cost.Estimate;
import io.penstock.spi.catalog.RemoteDialect;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Lets a source group its rows before they are joined or united with others, when an aggregate
 * above needs no more of them and they become few by that. One for each query; on one thread.
 */
final class EarlyGroups {
    private final Homes homes;
    private final Cardinality cardinality;
    private final Function<RelNode, OptionalLong> seen;
    private final Way way;
    private final Supplier<SharedTrees> shared;
    private final KeySending keys;
    private final Map<RelNode, RelNode> done = new IdentityHashMap<>();
    private final Map<RelNode, String> reasons = new IdentityHashMap<>();

    /**
     * A query's groups.
     *
     * @param root all of the query
     * @param seen how many rows a tree gave last time
     */
    EarlyGroups(
            RelNode root,
            Homes homes,
            Cardinality cardinality,
            Function<RelNode, OptionalLong> seen,
            Way way) {
        this.homes = homes;
        this.cardinality = cardinality;
        this.seen = seen;
        this.way = way;
        this.shared = Suppliers.memoize(() -> new SharedTrees(root));
        this.keys =
                new KeySending(
                        cardinality,
                        (rel, demand) -> cardinality.of(rel, demand.conditions()),
                        homes,
                        rel -> false,
                        Way.PLANNED);
    }

    /** The same rows. Equal objects stay equal objects. */
    RelNode grouped(RelNode rel) {
        boolean never = way == Way.SHIPPED || way == Way.KEYS_FIRST;
        RelNode known = never ? rel : done.get(rel);
        if (known == null) {
            known = group(rel);
            done.put(rel, known);
        }
        return known;
    }

    /** Why a source is not asked for groups before the join below an aggregate. */
    Optional<String> reason(RelNode rel) {
        return Optional.ofNullable(reasons.get(rel));
    }

    private RelNode group(RelNode rel) {
        // What a recursive query reads of itself is found by its place in the tree.
        if (rel instanceof RepeatUnion) {
            return rel;
        }
        boolean united = rel instanceof SetOp operation && !operation.all;
        if (united && homes.of(rel).isEmpty()) {
            return Branches.changed(distinct((SetOp) rel), this::grouped);
        }
        if (!(rel instanceof Aggregate aggregate) || homes.of(rel).isPresent()) {
            return Branches.changed(rel, this::grouped);
        }
        Found found = best(aggregate);
        RelNode changed =
                Branches.changed(found instanceof Found.Groups it ? it.rel() : rel, this::grouped);
        if (found instanceof Found.Not not) {
            reasons.put(changed, not.reason());
        }
        return changed;
    }

    /** What becomes of an aggregate. */
    private sealed interface Found {
        /**
         * Groups below it.
         *
         * @param saved about how many rows fewer are brought
         */
        record Groups(RelNode rel, double saved) implements Found {}

        /** None, though it could be expected. */
        record Not(String reason) implements Found {}

        /** None, and nobody would think so. */
        record Nothing() implements Found {}
    }

    private Found best(Aggregate aggregate) {
        Found best = new Found.Nothing();
        if (aggregate.getGroupType() != Aggregate.Group.SIMPLE) {
            return best;
        }
        for (JoinPath path : JoinPath.below(aggregate.getInput(), this::isSide)) {
            Found found = found(aggregate, path);
            best = isBetter(found, best) ? found : best;
        }
        Optional<Found> united = GroupedUnion.of(aggregate).map(this::found);
        return united.filter(found -> !(found instanceof Found.Nothing)).orElse(best);
    }

    private boolean isSide(RelNode rel) {
        return homes.of(rel).filter(home -> home.dialect() != RemoteDialect.ANSI).isPresent();
    }

    private static boolean isBetter(Found found, Found than) {
        return switch (found) {
            case Found.Groups(RelNode ignored, double saved) ->
                    !(than instanceof Found.Groups(RelNode other, double less)) || saved > less;
            case Found.Not ignored -> than instanceof Found.Nothing;
            case Found.Nothing ignored -> false;
        };
    }

    private Found found(Aggregate aggregate, JoinPath path) {
        if (isFew(path.rows()) && way != Way.AT_SOURCES) {
            return new Found.Nothing();
        }
        Homes.Home home = homes.of(path.rows()).orElseThrow();
        try {
            requireAlone(path.trees());
            GroupedPath grouped = new GroupedPath(aggregate, path, tree -> isAsked(home, tree));
            RelNode groups = grouped.groups();
            requireAsked(home, groups);
            double saved = saved(aggregate, path, grouped, groups);
            return new Found.Groups(grouped.over(groups), saved);
        } catch (NotAsked e) {
            return new Found.Not(before(home.connection(), e));
        }
    }

    private Found found(GroupedUnion union) {
        List<RelNode> sources = union.trees().stream().filter(this::isSide).toList();
        String names =
                sources.stream()
                        .flatMap(rel -> homes.of(rel).map(Homes.Home::connection).stream())
                        .distinct()
                        .collect(Collectors.joining(", "));
        boolean few = sources.stream().allMatch(this::isFew);
        if (sources.isEmpty() || few && way != Way.AT_SOURCES) {
            return new Found.Nothing();
        }
        try {
            requireAlone(union.trees());
            List<RelNode> branches = union.branches();
            List<RelNode> groups = branches.stream().map(union::groups).toList();
            GroupWorth worth = GroupWorth.NONE;
            for (int i = 0; i < branches.size(); i++) {
                if (isSide(branches.get(i))) {
                    requireAsked(homes.of(branches.get(i)).orElseThrow(), groups.get(i));
                    worth =
                            worth.plus(
                                    worth(branches.get(i), union.groupedBy())
                                            .seen(seen.apply(groups.get(i))));
                }
            }
            return new Found.Groups(union.over(groups), saved(worth));
        } catch (NotAsked e) {
            return new Found.Not(before(names, e));
        }
    }

    private boolean isFew(RelNode rel) {
        return cardinality.of(rel).filter(it -> it.rows() < KeySending.LEAST_ROWS).isPresent();
    }

    private static String before(String connection, NotAsked e) {
        return "not grouped at %s before: %s".formatted(connection, e.reason());
    }

    private GroupWorth worth(RelNode rel, ImmutableBitSet keys) {
        if (way == Way.AT_SOURCES) {
            return GroupWorth.NONE;
        }
        Estimate rows = cardinality.of(rel).orElseThrow(EarlyGroups::unknown);
        return GroupWorth.of(rows, rows.rows(), rel, keys);
    }

    private double saved(GroupWorth worth) {
        return way == Way.AT_SOURCES ? 0 : worth.required().saved();
    }

    private static NotAsked unknown() {
        return new NotAsked("how many rows it has is not known");
    }

    /** Of what a set operation looks at without counting, a source may leave out equal rows. */
    private RelNode distinct(SetOp operation) {
        return Branches.changed(operation, this::distinctBranch);
    }

    private RelNode distinctBranch(RelNode rel) {
        boolean one = rel instanceof Aggregate || rel instanceof SetOp;
        if (one || !isSide(rel) || isFew(rel) && way != Way.AT_SOURCES) {
            return rel;
        }
        try {
            RelNode distinct = GroupedUnion.distinct(rel);
            requireAlone(List.of(rel));
            requireAsked(homes.of(rel).orElseThrow(), distinct);
            ImmutableBitSet all = ImmutableBitSet.range(rel.getRowType().getFieldCount());
            saved(worth(rel, all).seen(seen.apply(distinct)));
            return distinct;
        } catch (NotAsked e) {
            return rel;
        }
    }

    private void requireAlone(List<RelNode> trees) {
        if (trees.stream().anyMatch(tree -> shared.get().shared(tree).isPresent())) {
            throw new NotAsked("its rows are read elsewhere too");
        }
    }

    private static boolean isAsked(Homes.Home home, RelNode tree) {
        try {
            requireAsked(home, tree);
            return true;
        } catch (NotAsked e) {
            return false;
        }
    }

    private static void requireAsked(Homes.Home home, RelNode tree) {
        new RemoteTree(home.dialect(), tree).print(tree);
    }

    /** About how many rows stay away. */
    private double saved(Aggregate aggregate, JoinPath path, GroupedPath grouped, RelNode groups) {
        if (way == Way.AT_SOURCES) {
            return cardinality.of(path.rows()).map(Estimate::rows).orElse(0.0);
        }
        Estimate rows =
                cardinality.of(path.rows(), grouped.conditions()).orElseThrow(EarlyGroups::unknown);
        double brought = rows.rows() * left(aggregate, path);
        return GroupWorth.of(rows, brought, path.rows(), grouped.groupedBy())
                .seen(seen.apply(groups))
                .required()
                .saved();
    }

    /** Which part of the rows is brought when other sides of the joins send their keys. */
    private double left(Aggregate aggregate, JoinPath path) {
        double left = 1;
        Demand demand = Demand.all(aggregate.getInput().getRowType().getFieldCount());
        for (JoinPath.Step step : path.steps()) {
            if (step.rel() instanceof Join join) {
                left = Math.min(left, left(join, demand, step.left()));
            }
            demand = below(step, demand);
        }
        return left;
    }

    private double left(Join join, Demand demand, boolean ofLeft) {
        List<RexNode> on = List.of(join.getCondition());
        KeySending.Choice choice =
                keys.of(
                        join,
                        JoinPrinter.below(join, demand, on, true),
                        JoinPrinter.below(join, demand, on, false));
        return choice instanceof KeySending.Choice.Send send && send.fromLeft() != ofLeft
                ? Math.max(0, 1 - send.saved() / Math.max(1, send.rows()))
                : 1;
    }

    private static Demand below(JoinPath.Step step, Demand demand) {
        return switch (step.rel()) {
            case Filter filter ->
                    demand.plus(Expressions.columns(filter.getCondition()))
                            .where(RelOptUtil.conjunctions(filter.getCondition()));
            case Project project ->
                    demand.through(
                            project.getProjects(), Expressions.columns(project.getProjects()));
            case Join join ->
                    JoinPrinter.below(join, demand, List.of(join.getCondition()), step.left());
            default -> demand;
        };
    }
}
