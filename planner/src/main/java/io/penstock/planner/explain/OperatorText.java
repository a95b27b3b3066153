package io.penstock.planner.explain;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.AsofJoin;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.Sample;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Spool;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One operator in one line. */
final class OperatorText {
    private final PlanWords words;

    OperatorText(PlanWords words) {
        this.words = words;
    }

    String line(RelNode rel, List<RelNode> queries) {
        return switch (rel) {
            case Filter filter ->
                    "Filter " + expression(filter.getCondition(), filter.getInput(), queries);
            case Project project -> "Compute " + columns(project, queries);
            case Aggregate aggregate -> aggregate(aggregate);
            case Sort sort -> sort(sort);
            case AsofJoin join -> "ASOF join on " + asof(join, queries);
            case Join join -> join(join, queries);
            case Correlate correlate ->
                    "For each row, %s join".formatted(lower(correlate.getJoinType().name()));
            case SetOp operation -> setOperation(operation);
            case Values values -> "Values, %d rows".formatted(values.getTuples().size());
            case Uncollect ignored -> "Unnest";
            case RepeatUnion union -> union.all ? "Recursive union all" : "Recursive union";
            case Spool ignored -> "Recursive part";
            case Sample ignored -> "Sample";
            default -> rel.getRelTypeName();
        };
    }

    private String expression(RexNode expression, RelNode input, List<RelNode> queries) {
        String text = words.expression(expression, names(input), queries);
        boolean wrapped = text.startsWith("(") && text.endsWith(")") && closesAtEnd(text);
        return wrapped ? text.substring(1, text.length() - 1) : text;
    }

    private static boolean closesAtEnd(String text) {
        int depth = 0;
        for (int i = 0; i < text.length() - 1; i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth == 0) {
                return false;
            }
        }
        return true;
    }

    private static List<String> names(RelNode rel) {
        return rel.getRowType().getFieldNames();
    }

    private String columns(Project project, List<RelNode> queries) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < project.getProjects().size(); i++) {
            String name = names(project).get(i);
            String value = expression(project.getProjects().get(i), project.getInput(), queries);
            columns.add(value.equals(name) ? name : "%s = %s".formatted(name, value));
        }
        return columns.isEmpty() ? "nothing" : String.join(", ", columns);
    }

    private String aggregate(Aggregate aggregate) {
        List<String> input = names(aggregate.getInput());
        String sets =
                aggregate.getGroupType() == Aggregate.Group.SIMPLE
                        ? keys(aggregate.getGroupSet(), input)
                        : aggregate.getGroupSets().stream()
                                .map(set -> "(" + keys(set, input) + ")")
                                .collect(Collectors.joining(", "));
        String by = aggregate.getGroupSet().isEmpty() ? "all rows" : "by " + sets;
        String calls =
                aggregate.getAggCallList().stream()
                        .map(call -> call(call, input))
                        .collect(Collectors.joining(", "));
        return calls.isEmpty() ? "Group " + by : "Group %s: %s".formatted(by, calls);
    }

    private static String keys(ImmutableBitSet keys, List<String> input) {
        return keys.toList().stream().map(input::get).collect(Collectors.joining(", "));
    }

    private static String name(AggregateCall call) {
        boolean sum = call.getAggregation().getKind() == SqlKind.SUM0;
        return sum ? "sum" : lower(call.getAggregation().getName());
    }

    private static String call(AggregateCall call, List<String> input) {
        String arguments =
                call.getArgList().isEmpty()
                        ? "*"
                        : call.getArgList().stream()
                                .map(input::get)
                                .collect(Collectors.joining(", "));
        return "%s(%s%s)%s"
                .formatted(
                        name(call),
                        call.isDistinct() ? "distinct " : "",
                        arguments,
                        call.hasFilter() ? " where " + input.get(call.filterArg) : "");
    }

    private String sort(Sort sort) {
        List<String> parts = new ArrayList<>();
        ImmutableList<RelFieldCollation> keys =
                ImmutableList.copyOf(sort.getCollation().getFieldCollations());
        if (!keys.isEmpty()) {
            parts.add(
                    "sort by "
                            + keys.stream()
                                    .map(key -> key(key, names(sort)))
                                    .collect(Collectors.joining(", ")));
        }
        if (sort.fetch != null) {
            parts.add("limit " + expression(sort.fetch, sort, new ArrayList<>()));
        }
        if (sort.offset != null) {
            parts.add("offset " + expression(sort.offset, sort, new ArrayList<>()));
        }
        String line = String.join(", ", parts);
        return line.isEmpty()
                ? "Sort"
                : line.substring(0, 1).toUpperCase(Locale.ROOT) + line.substring(1);
    }

    private static String key(RelFieldCollation key, List<String> names) {
        return names.get(key.getFieldIndex())
                + (key.getDirection().isDescending() ? " desc" : "")
                + (key.nullDirection == RelFieldCollation.NullDirection.FIRST
                        ? " nulls first"
                        : "");
    }

    private String join(Join join, List<RelNode> queries) {
        String type = join.getJoinType().name();
        String kind = type.charAt(0) + lower(type.substring(1));
        return join.getCondition().isAlwaysTrue()
                ? kind + " join of everything"
                : "%s join on %s".formatted(kind, both(join.getCondition(), join, queries));
    }

    private String asof(AsofJoin join, List<RelNode> queries) {
        return "%s and %s"
                .formatted(
                        both(join.getCondition(), join, queries),
                        both(join.getMatchCondition(), join, queries));
    }

    private String both(RexNode condition, Join join, List<RelNode> queries) {
        List<String> names = new ArrayList<>(names(join.getLeft()));
        names.addAll(names(join.getRight()));
        return words.expression(condition, names, queries);
    }

    private static String setOperation(SetOp operation) {
        String name = operation.kind.name();
        return name.charAt(0) + lower(name.substring(1)) + (operation.all ? " all" : "");
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
