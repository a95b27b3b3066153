package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.List;
import java.util.stream.Collectors;

/** GROUP BY and DISTINCT. */
final class GroupPrinter {
    private final RelPrinter printer;

    GroupPrinter(RelPrinter printer) {
        this.printer = printer;
    }

    Block print(Aggregate aggregate, Demand demand) {
        List<AggregateCall> calls = wantedCalls(aggregate, demand);
        ImmutableBitSet read = read(aggregate, calls);
        Block block = printer.visit(aggregate.getInput(), below(aggregate, demand, read));
        if (isDistinct(aggregate)) {
            return distinct(aggregate, block, read);
        }
        if (!takesGroup(aggregate, calls, block)) {
            // A constant key would be taken for a column's number: it becomes a column.
            boolean constantKey =
                    aggregate.getGroupSet().toList().stream()
                            .anyMatch(key -> block.columns().get(key).is(Column.Kind.CONSTANT));
            Block wrapped =
                    constantKey
                            ? printer.wrapAll(
                                    aggregate.getInput(),
                                    block,
                                    aggregate.getGroupSet().union(nonConstant(block, read)))
                            : printer.wrap(aggregate.getInput(), block, read);
            return group(aggregate, demand, wrapped);
        }
        return group(aggregate, demand, block);
    }

    private static ImmutableBitSet nonConstant(Block block, ImmutableBitSet read) {
        ImmutableBitSet.Builder columns = ImmutableBitSet.builder();
        for (int column : read) {
            if (!block.columns().get(column).is(Column.Kind.CONSTANT)) {
                columns.set(column);
            }
        }
        return columns.build();
    }

    private static List<AggregateCall> wantedCalls(Aggregate aggregate, Demand demand) {
        ImmutableList.Builder<AggregateCall> calls = ImmutableList.builder();
        for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
            if (demand.columns().get(aggregate.getGroupCount() + i)) {
                calls.add(aggregate.getAggCallList().get(i));
            }
        }
        return calls.build();
    }

    private static ImmutableBitSet read(Aggregate aggregate, List<AggregateCall> calls) {
        ImmutableBitSet.Builder read = ImmutableBitSet.builder();
        read.addAll(aggregate.getGroupSet());
        for (AggregateCall call : calls) {
            call.getArgList().forEach(read::set);
            call.getCollation().getKeys().forEach(read::set);
            if (call.hasFilter()) {
                read.set(call.filterArg);
            }
        }
        return read.build();
    }

    /** A condition on keys may be checked before grouping, when every row has its own keys. */
    private static Demand below(Aggregate aggregate, Demand demand, ImmutableBitSet read) {
        Demand below = Demand.of(read);
        if (aggregate.getGroupType() != Aggregate.Group.SIMPLE) {
            return below;
        }
        ImmutableBitSet keys = ImmutableBitSet.range(aggregate.getGroupCount());
        List<RelDataTypeField> fields = aggregate.getInput().getRowType().getFieldList();
        ImmutableList<org.apache.calcite.rex.RexNode> inputs =
                aggregate.getGroupSet().toList().stream()
                        .map(
                                key ->
                                        new org.apache.calcite.rex.RexInputRef(
                                                key, fields.get(key).getType()))
                        .collect(ImmutableList.toImmutableList());
        return below.where(
                demand.conditions().stream()
                        .filter(condition -> !Expressions.columns(condition).isEmpty())
                        .filter(condition -> keys.contains(Expressions.columns(condition)))
                        .map(condition -> Expressions.replaceColumns(condition, inputs))
                        .toList());
    }

    private static boolean isDistinct(Aggregate aggregate) {
        return aggregate.getAggCallList().isEmpty()
                && aggregate.getGroupType() == Aggregate.Group.SIMPLE
                && !aggregate.getGroupSet().isEmpty();
    }

    private Block distinct(Aggregate aggregate, Block input, ImmutableBitSet read) {
        boolean takes = !input.isDistinct() && !input.isOrdered() && !input.isLimited();
        Block block = takes ? input : printer.wrap(aggregate.getInput(), input, read);
        block.select(
                aggregate.getGroupSet().toList().stream()
                        .map(block.columns()::get)
                        .collect(ImmutableList.toImmutableList()));
        block.distinct();
        return block;
    }

    private static boolean takesGroup(Aggregate aggregate, List<AggregateCall> calls, Block block) {
        boolean keys =
                aggregate.getGroupSet().toList().stream()
                        .allMatch(key -> block.columns().get(key).is(Column.Kind.REFERENCE));
        return block.isPlain() && keys && calls.stream().allMatch(call -> takesCall(call, block));
    }

    private static boolean takesCall(AggregateCall call, Block block) {
        return read(call).stream()
                .map(block.columns()::get)
                .noneMatch(column -> column.is(Column.Kind.HEAVY));
    }

    private static List<Integer> read(AggregateCall call) {
        ImmutableList.Builder<Integer> read = ImmutableList.builder();
        read.addAll(call.getArgList()).addAll(call.getCollation().getKeys());
        return call.hasFilter() ? read.add(call.filterArg).build() : read.build();
    }

    private Block group(Aggregate aggregate, Demand demand, Block block) {
        RelNode input = aggregate.getInput();
        AggregateText text =
                new AggregateText(
                        block.columns(),
                        input.getRowType().getFieldList().stream()
                                .map(RelDataTypeField::getType)
                                .toList(),
                        aggregate.getCluster().getTypeFactory());
        ImmutableList.Builder<Column> columns = ImmutableList.builder();
        aggregate.getGroupSet().forEach(key -> columns.add(block.columns().get(key)));
        for (int i = 0; i < aggregate.getAggCallList().size(); i++) {
            columns.add(
                    demand.columns().get(aggregate.getGroupCount() + i)
                            ? new Column(
                                    text.print(aggregate.getAggCallList().get(i)),
                                    Column.Kind.AGGREGATE)
                            : Column.ABSENT);
        }
        block.group(keys(aggregate, block), columns.build());
        return block;
    }

    private static String keys(Aggregate aggregate, Block block) {
        if (aggregate.getGroupType() == Aggregate.Group.SIMPLE) {
            return keys(aggregate.getGroupSet(), block);
        }
        return aggregate.getGroupSets().stream()
                .map(set -> "(" + keys(set, block) + ")")
                .collect(Collectors.joining(", ", "GROUPING SETS (", ")"));
    }

    private static String keys(ImmutableBitSet set, Block block) {
        return set.toList().stream()
                .map(key -> block.columns().get(key).text())
                .collect(Collectors.joining(", "));
    }
}
