package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.access.Filters;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * An aggregate over rows of several places, one behind the other, of which each is grouped before.
 * What stands between is done to the rows of each. Legal because every row counts just once.
 */
final class GroupedUnion {
    private final Aggregate aggregate;

    /** What stands between, from the aggregate downwards. */
    private final List<RelNode> between = new ArrayList<>();

    private final Union union;

    private GroupedUnion(Aggregate aggregate) {
        this.aggregate = aggregate;
        RelNode rel = aggregate.getInput();
        while (!(rel instanceof Union)) {
            between.add(rel);
            rel = rel.getInput(0);
        }
        this.union = (Union) rel;
    }

    /** An aggregate over UNION ALL; absent when it is over something else. */
    static Optional<GroupedUnion> of(Aggregate aggregate) {
        RelNode rel = aggregate.getInput();
        while ((rel instanceof Filter || rel instanceof Project) && JoinPath.isPlain(rel)) {
            rel = rel.getInput(0);
        }
        return rel instanceof Union union && union.all
                ? Optional.of(new GroupedUnion(aggregate))
                : Optional.empty();
    }

    /** All trees that lie in it. */
    List<RelNode> trees() {
        List<RelNode> trees = new ArrayList<>(between);
        trees.add(union);
        trees.addAll(union.getInputs());
        return trees;
    }

    /**
     * The rows that are aggregated of each place.
     *
     * @throws NotAsked when their aggregates don't make the whole
     */
    List<RelNode> branches() {
        for (AggregateCall call : aggregate.getAggCallList()) {
            MergedCalls.require(call, aggregate.getInput());
        }
        return branches(union).stream().map(this::completed).toList();
    }

    private static List<RelNode> branches(Union union) {
        List<RelNode> branches = new ArrayList<>();
        for (RelNode input : union.getInputs()) {
            List<RelNode> inside =
                    input instanceof Union inner && inner.all ? branches(inner) : List.of(input);
            inside.forEach(branch -> branches.add(typed(branch, union.getRowType())));
        }
        return branches;
    }

    private static RelNode typed(RelNode rel, RelDataType wanted) {
        List<RexNode> columns = refs(rel);
        List<RexNode> typed =
                IntStream.range(0, columns.size())
                        .mapToObj(i -> typed(rel, columns.get(i), wanted.getFieldList().get(i)))
                        .toList();
        return typed.equals(columns) ? rel : projected(rel, typed, wanted.getFieldNames());
    }

    private static RexNode typed(RelNode rel, RexNode column, RelDataTypeField wanted) {
        RelDataTypeFactory types = rel.getCluster().getTypeFactory();
        return SqlTypeUtil.equalSansNullability(types, column.getType(), wanted.getType())
                ? column
                : rel.getCluster()
                        .getRexBuilder()
                        .makeCast(
                                types.createTypeWithNullability(
                                        wanted.getType(), column.getType().isNullable()),
                                column);
    }

    private static List<RexNode> refs(RelNode rel) {
        return IntStream.range(0, rel.getRowType().getFieldCount())
                .mapToObj(i -> (RexNode) RexInputRef.of(i, rel.getRowType()))
                .toList();
    }

    private static RelNode projected(RelNode rel, List<RexNode> columns, List<String> names) {
        return LogicalProject.create(rel, ImmutableList.of(), columns, names, Set.of());
    }

    private RelNode completed(RelNode branch) {
        RelNode rel = branch;
        for (int i = between.size() - 1; i >= 0; i--) {
            List<RexNode> refs = refs(rel);
            rel =
                    switch (between.get(i)) {
                        case Filter filter ->
                                Filters.over(
                                        rel,
                                        List.of(
                                                Expressions.replaceColumns(
                                                        filter.getCondition(), refs)));
                        case Project project ->
                                projected(
                                        rel,
                                        project.getProjects().stream()
                                                .map(it -> Expressions.replaceColumns(it, refs))
                                                .toList(),
                                        project.getRowType().getFieldNames());
                        default -> throw new IllegalStateException("no such operator between");
                    };
        }
        return rel;
    }

    /** The groups of a branch. */
    RelNode groups(RelNode branch) {
        List<String> names = aggregate.getRowType().getFieldNames();
        List<MergedCalls.Call> calls = new ArrayList<>();
        for (AggregateCall call : aggregate.getAggCallList()) {
            String name = names.get(aggregate.getGroupCount() + calls.size());
            calls.add(part(call, branch, name));
        }
        return MergedCalls.grouped(branch, aggregate.getGroupSet(), calls);
    }

    private static MergedCalls.Call part(AggregateCall call, RelNode branch, String name) {
        List<RelDataTypeField> fields = branch.getRowType().getFieldList();
        return new MergedCalls.Call(
                call.getArgList().isEmpty()
                        ? call.getAggregation()
                        : MergedCalls.part(call, fields.get(call.getArgList().get(0)).getType()),
                ImmutableList.copyOf(call.getArgList()),
                name);
    }

    /** Which columns of a branch make a group. */
    ImmutableBitSet groupedBy() {
        return aggregate.getGroupSet();
    }

    /** The aggregate over the groups of all branches. */
    RelNode over(List<RelNode> groups) {
        return MergedCalls.merged(aggregate, LogicalUnion.create(groups, true));
    }

    /** Rows of which equal ones count once. */
    static RelNode distinct(RelNode rel) {
        return LogicalAggregate.create(
                rel,
                ImmutableList.of(),
                ImmutableBitSet.range(rel.getRowType().getFieldCount()),
                null,
                ImmutableList.of());
    }
}
