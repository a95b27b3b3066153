package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.access.Filters;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The operators of a {@link JoinPath} over groups of its rows: from the groups upwards, one after
 * the other. Columns that are no key are gone; aggregates of the groups go along.
 */
final class PathCopy {
    private RelNode rel;

    /** For each column that is still there where it is now. */
    private Map<Integer, Integer> places = new HashMap<>();

    private final List<Integer> parts = new ArrayList<>();

    /**
     * Starts with groups.
     *
     * @param groups the keys, and aggregates behind them
     * @param keys which columns of the rows they were
     */
    PathCopy(RelNode groups, ImmutableBitSet keys) {
        this.rel = groups;
        keys.forEachInt(key -> places.put(key, places.size()));
        for (int i = keys.cardinality(); i < groups.getRowType().getFieldCount(); i++) {
            parts.add(i);
        }
    }

    RelNode rel() {
        return rel;
    }

    RexBuilder rexBuilder() {
        return rel.getCluster().getRexBuilder();
    }

    /** What was a column. */
    RexNode column(int column) {
        return RexInputRef.of(
                Objects.requireNonNull(places.get(column), "column"), rel.getRowType());
    }

    /** An aggregate of the groups. */
    RexNode part(int number) {
        return RexInputRef.of(parts.get(number), rel.getRowType());
    }

    /**
     * Adds an operator.
     *
     * @param read which columns of it are read
     * @param conditions that it still has
     */
    void add(JoinPath.Step step, ImmutableBitSet read, List<RexNode> conditions) {
        switch (step.rel()) {
            case Project project -> project(project, read);
            case Join join -> join(join, step.left(), conditions);
            default -> rel = Filters.over(rel, translated(conditions));
        }
    }

    private List<RexNode> translated(List<RexNode> expressions) {
        RexShuttle shuttle =
                new RexShuttle() {
                    @Override
                    public RexNode visitInputRef(RexInputRef reference) {
                        return column(reference.getIndex());
                    }
                };
        return expressions.stream().map(expression -> expression.accept(shuttle)).toList();
    }

    private void project(Project project, ImmutableBitSet read) {
        List<RexNode> columns =
                new ArrayList<>(
                        translated(
                                read.toList().stream().map(project.getProjects()::get).toList()));
        List<String> names =
                new ArrayList<>(
                        read.toList().stream()
                                .map(project.getRowType().getFieldNames()::get)
                                .toList());
        for (int i = 0; i < parts.size(); i++) {
            columns.add(part(i));
            names.add(rel.getRowType().getFieldNames().get(parts.get(i)));
        }
        Map<Integer, Integer> now = new HashMap<>();
        read.forEachInt(column -> now.put(column, now.size()));
        places = now;
        for (int i = 0; i < parts.size(); i++) {
            parts.set(i, now.size() + i);
        }
        rel = LogicalProject.create(rel, ImmutableList.of(), columns, names, Set.of());
    }

    private void join(Join join, boolean left, List<RexNode> conditions) {
        RelNode other = left ? join.getRight() : join.getLeft();
        int before = join.getLeft().getRowType().getFieldCount();
        int width = rel.getRowType().getFieldCount();
        Map<Integer, Integer> now = new HashMap<>();
        if (left) {
            now.putAll(places);
        } else {
            places.forEach((column, place) -> now.put(before + column, before + place));
            parts.replaceAll(place -> before + place);
        }
        for (int i = 0; i < other.getRowType().getFieldCount(); i++) {
            now.put(left ? before + i : i, left ? width + i : i);
        }
        RelNode one = left ? rel : other;
        RelNode two = left ? other : rel;
        places = now;
        // Over both sides side by side: the conditions' columns are looked up there.
        rel = joined(join, one, two, List.of());
        rel = joined(join, one, two, translated(conditions));
    }

    private static RelNode joined(Join join, RelNode left, RelNode right, List<RexNode> on) {
        return LogicalJoin.create(
                left,
                right,
                ImmutableList.of(),
                RexUtil.composeConjunction(join.getCluster().getRexBuilder(), on),
                Set.of(),
                join.getJoinType());
    }
}
