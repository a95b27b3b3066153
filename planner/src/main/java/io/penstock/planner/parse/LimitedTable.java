package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.access.Fence;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.List;

/** What a grant leaves of a table, for the texts that name it. */
final class LimitedTable {
    private LimitedTable() {}

    /** For a caller's text: columns that are not granted do not exist. */
    static NamedTable ofCaller(NamedTable whole, Grants.Limit limit, RelDataTypeFactory types) {
        List<Integer> visible =
                ImmutableBitSet.range(whole.getRowType().getFieldCount())
                        .except(limit.hidden())
                        .toList();
        RelDataTypeFactory.Builder rowType = types.builder();
        visible.forEach(column -> rowType.add(whole.getRowType().getFieldList().get(column)));
        RelDataType columns = rowType.build();
        return NamedTable.part(
                whole,
                columns,
                scan ->
                        projected(
                                fenced(whole, scan, limit, ImmutableBitSet.of()),
                                visible,
                                columns));
    }

    /**
     * For a project's text, which may name all columns: those not granted must not come through.
     */
    static NamedTable ofProject(NamedTable whole, Grants.Limit limit) {
        return NamedTable.part(
                whole, whole.getRowType(), scan -> fenced(whole, scan, limit, limit.hidden()));
    }

    private static RelNode fenced(
            NamedTable whole, RelNode scan, Grants.Limit limit, ImmutableBitSet hidden) {
        RelNode rows =
                limit.condition()
                        .<RelNode>map(condition -> LogicalFilter.create(scan, condition))
                        .orElse(scan);
        String name = String.join(".", whole.getQualifiedName());
        return Fence.of(rows, new Fence.What(true, name, hidden), limit.condition().isPresent());
    }

    private static RelNode projected(RelNode rows, List<Integer> visible, RelDataType columns) {
        List<RexInputRef> expressions =
                visible.stream().map(column -> RexInputRef.of(column, rows.getRowType())).toList();
        return LogicalProject.create(
                rows, ImmutableList.of(), expressions, columns.getFieldNames(), ImmutableSet.of());
    }
}
