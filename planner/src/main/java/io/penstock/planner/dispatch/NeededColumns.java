package io.penstock.planner.dispatch;

import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Which columns of each tree in a query are read by what stands above it; of an operator that is
 * not looked into, all. One for each query; on one thread.
 */
final class NeededColumns {
    private final Map<RelNode, ImmutableBitSet> needed = new IdentityHashMap<>();

    /** Of a query of which all columns are read. */
    NeededColumns(RelNode root) {
        visit(root, all(root));
    }

    /** The columns of a tree. */
    ImmutableBitSet of(RelNode rel) {
        return needed.getOrDefault(rel, all(rel));
    }

    private static ImmutableBitSet all(RelNode rel) {
        return ImmutableBitSet.range(rel.getRowType().getFieldCount());
    }

    private void visit(RelNode rel, ImmutableBitSet wanted) {
        ImmutableBitSet known = needed.get(rel);
        ImmutableBitSet columns = known == null ? wanted : known.union(wanted);
        if (columns.equals(known)) {
            return;
        }
        needed.put(rel, columns);
        SentValues.queries(rel).forEach(query -> visit(query, all(query)));
        if (!rel.getVariablesSet().isEmpty() || rel instanceof Correlate) {
            rel.getInputs().forEach(input -> visit(input, all(input)));
            return;
        }
        inputs(rel, columns);
    }

    private void inputs(RelNode rel, ImmutableBitSet columns) {
        switch (rel) {
            case Project project ->
                    visit(project.getInput(), Expressions.columns(project.getProjects()));
            case Filter filter ->
                    visit(
                            filter.getInput(),
                            columns.union(Expressions.columns(filter.getCondition())));
            case Aggregate aggregate -> visit(aggregate.getInput(), read(aggregate));
            case Sort sort -> visit(sort.getInput(), columns.union(read(sort)));
            case Join join when join.getJoinType().projectsRight() -> sides(join, columns);
            default -> rel.getInputs().forEach(input -> visit(input, all(input)));
        }
    }

    private static ImmutableBitSet read(Aggregate aggregate) {
        ImmutableBitSet.Builder read = ImmutableBitSet.builder();
        read.addAll(aggregate.getGroupSet());
        for (AggregateCall call : aggregate.getAggCallList()) {
            read.addAll(call.getArgList());
            if (call.hasFilter()) {
                read.set(call.filterArg);
            }
            call.getCollation().getFieldCollations().forEach(key -> read.set(key.getFieldIndex()));
        }
        return read.build();
    }

    private static ImmutableBitSet read(Sort sort) {
        return ImmutableBitSet.of(
                sort.getCollation().getFieldCollations().stream()
                        .map(RelFieldCollation::getFieldIndex)
                        .toList());
    }

    private void sides(Join join, ImmutableBitSet columns) {
        ImmutableBitSet both = columns.union(Expressions.columns(join.getCondition()));
        int middle = join.getLeft().getRowType().getFieldCount();
        int end = middle + join.getRight().getRowType().getFieldCount();
        visit(join.getLeft(), both.intersect(ImmutableBitSet.range(middle)));
        visit(join.getRight(), both.intersect(ImmutableBitSet.range(middle, end)).shift(-middle));
    }
}
