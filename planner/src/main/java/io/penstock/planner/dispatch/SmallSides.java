package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.access.Branches;
import io.penstock.planner.access.Filters;
import io.penstock.planner.access.SafeExpressions;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The sides of joins in a tree without which all of it would be of one source. What the tree says
 * of such a side alone is checked there, if it can't fail. One for each tree; on one thread.
 */
final class SmallSides {
    private final Homes homes;
    private final Homes.Home home;
    private final List<Side> sides = new ArrayList<>();

    /**
     * One side of a join.
     *
     * @param rel as it stands there
     * @param rows those of its rows that matter
     * @param other the join's other side
     * @param loops whether no equality joins it to that
     */
    record Side(RelNode rel, RelNode rows, Join join, RelNode other, boolean loops) {}

    private SmallSides(Homes homes, Homes.Home home) {
        this.homes = homes;
        this.home = home;
    }

    /** The sides; absent where something else than them is not of the source. */
    static Optional<ImmutableList<Side>> of(RelNode rel, Homes homes, Homes.Home home) {
        SmallSides found = new SmallSides(homes, home);
        boolean whole = found.collect(rel, Demand.all(rel.getRowType().getFieldCount()));
        long different =
                found.sides.stream()
                        .map(Side::rel)
                        .map(SharedTrees.Identity::new)
                        .distinct()
                        .count();
        return whole && !found.sides.isEmpty() && different == found.sides.size()
                ? Optional.of(ImmutableList.copyOf(found.sides))
                : Optional.empty();
    }

    /** The sources whose tables are in a tree, by their names. */
    static Map<String, Homes.Home> homes(RelNode rel, Homes homes) {
        Map<String, Homes.Home> found = new LinkedHashMap<>();
        collect(rel, homes, found);
        return found;
    }

    private static void collect(RelNode rel, Homes homes, Map<String, Homes.Home> to) {
        if (rel instanceof TableScan || rel instanceof SentRows) {
            homes.of(rel).ifPresent(home -> to.putIfAbsent(home.connection(), home));
        }
        rel.getInputs().forEach(input -> collect(input, homes, to));
        SentValues.queries(rel).forEach(query -> collect(query, homes, to));
    }

    private boolean isHome(RelNode rel) {
        return homes.of(rel)
                .filter(found -> found.connection().equals(home.connection()))
                .isPresent();
    }

    private boolean collect(RelNode rel, Demand demand) {
        if (isHome(rel)) {
            return true;
        }
        if (!rel.getVariablesSet().isEmpty() || !SentValues.queries(rel).isEmpty()) {
            return false;
        }
        return switch (rel) {
            case Filter filter ->
                    collect(
                            filter.getInput(),
                            demand.plus(Expressions.columns(filter.getCondition()))
                                    .where(RelOptUtil.conjunctions(filter.getCondition())));
            case Project project ->
                    collect(
                            project.getInput(),
                            demand.through(
                                    project.getProjects(),
                                    Expressions.columns(project.getProjects())));
            case Aggregate aggregate -> collectAll(aggregate.getInput());
            case Sort sort -> collectAll(sort.getInput());
            case Join join when join.getJoinType().projectsRight() ->
                    side(join, demand, true) && side(join, demand, false);
            default -> false;
        };
    }

    private boolean collectAll(RelNode rel) {
        return collect(rel, Demand.all(rel.getRowType().getFieldCount()));
    }

    private boolean side(Join join, Demand demand, boolean left) {
        RelNode rel = left ? join.getLeft() : join.getRight();
        Demand below = JoinPrinter.below(join, demand, List.of(join.getCondition()), left);
        if (homes(rel, homes).containsKey(home.connection())) {
            return collect(rel, below);
        }
        RelNode other = left ? join.getRight() : join.getLeft();
        boolean loops = !RemoteTree.hasEquality(join);
        sides.add(new Side(rel, narrowed(rel, below), join, other, loops));
        return homes(other, homes).containsKey(home.connection());
    }

    private static RelNode narrowed(RelNode rel, Demand demand) {
        List<RexNode> safe = demand.conditions().stream().filter(SafeExpressions::isSafe).toList();
        return Filters.over(rel, safe);
    }

    /** The tree with other rows for its sides. */
    static RelNode with(
            RelNode rel, ImmutableList<Side> sides, Function<Side, ? extends RelNode> sent) {
        Map<RelNode, RelNode> places = new IdentityHashMap<>();
        sides.forEach(side -> places.put(side.rel(), sent.apply(side)));
        return placed(rel, places);
    }

    private static RelNode placed(RelNode rel, Map<RelNode, RelNode> places) {
        RelNode place = places.get(rel);
        return place != null ? place : Branches.changed(rel, input -> placed(input, places));
    }
}
