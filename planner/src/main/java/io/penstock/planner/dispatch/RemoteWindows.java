package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.RemoteDialect;

import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Window functions in a source's dialect, where it computes exactly what we do: those that give
 * rows with equal keys the same value. Which of such rows comes first is nobody's promise, so that
 * what depends on it (numbers of rows, neighbours, frames of rows) stays here.
 */
final class RemoteWindows {
    private final RemoteDialect dialect;
    private final Function<RexNode, RemoteColumn> columns;

    /**
     * The windows of one SELECT.
     *
     * @param columns prints what stands inside a window
     */
    RemoteWindows(RemoteDialect dialect, Function<RexNode, RemoteColumn> columns) {
        this.dialect = dialect;
        this.columns = columns;
    }

    /**
     * A call with its window.
     *
     * @throws NotAsked when the source might compute something else
     */
    String print(RexOver over) {
        if (over.ignoreNulls() || over.isDistinct()) {
            throw kept(over);
        }
        return switch (over.getAggOperator().getKind()) {
            case RANK -> "RANK() " + clause(over);
            case DENSE_RANK -> "DENSE_RANK() " + clause(over);
            case COUNT, MIN, MAX, SUM, SUM0, AVG -> aggregate(over, over.getAggOperator());
            case ROW_NUMBER, NTILE, LAG, LEAD, FIRST_VALUE, LAST_VALUE, NTH_VALUE ->
                    throw new NotAsked(
                            "%s depends on which of rows with equal keys comes first"
                                    .formatted(over.getAggOperator().getName()));
            default -> throw kept(over);
        };
    }

    /** The sum in {@code CASE WHEN COUNT(x) > 0 THEN SUM(x) END}, as the planner writes each. */
    static Optional<RexOver> sum(RexCall choice) {
        List<RexNode> operands = choice.getOperands();
        return operands.size() == 3
                        && bare(operands.get(1)) instanceof RexOver sum
                        && (sum.isA(SqlKind.SUM) || sum.isA(SqlKind.SUM0))
                        && RexUtil.isNullLiteral(operands.get(2), true)
                        && isCounted(operands.get(0), sum)
                ? Optional.of(sum)
                : Optional.empty();
    }

    /** Without a cast that says no more than that there may be a NULL. */
    private static RexNode bare(RexNode node) {
        if (!node.isA(SqlKind.CAST)) {
            return node;
        }
        RexNode operand = ((RexCall) node).getOperands().get(0);
        return DuckText.type(operand.getType()).equals(DuckText.type(node.getType()))
                ? operand
                : node;
    }

    private static boolean isCounted(RexNode condition, RexOver sum) {
        return condition.isA(SqlKind.GREATER_THAN)
                && ((RexCall) condition).getOperands().get(0) instanceof RexOver count
                && count.isA(SqlKind.COUNT)
                && count.isDistinct() == sum.isDistinct()
                && count.getOperands().equals(sum.getOperands())
                && count.getWindow().equals(sum.getWindow())
                && ((RexCall) condition).getOperands().get(1) instanceof RexLiteral zero
                && RexLiteral.intValue(zero) == 0;
    }

    /**
     * A sum that is NULL where there is nothing to add.
     *
     * @throws NotAsked when the source might compute something else
     */
    String sum(RexOver over) {
        if (over.ignoreNulls() || over.isDistinct()) {
            throw kept(over);
        }
        return aggregate(over, SqlStdOperatorTable.SUM);
    }

    private String aggregate(RexOver over, SqlAggFunction function) {
        if (!WindowText.isDefault(over.getWindow())) {
            throw new NotAsked("frames of rows are computed here");
        }
        List<RexNode> operands = over.getOperands();
        ImmutableList<RemoteColumn> arguments =
                operands.stream().map(columns).collect(ImmutableList.toImmutableList());
        List<RelDataType> types = operands.stream().map(RexNode::getType).toList();
        return new RemoteAggregates(dialect, arguments, types)
                .over(call(over, function), clause(over));
    }

    private static AggregateCall call(RexOver over, SqlAggFunction function) {
        return AggregateCall.create(
                SqlParserPos.ZERO,
                function,
                false,
                false,
                false,
                ImmutableList.of(),
                IntStream.range(0, over.getOperands().size()).boxed().toList(),
                -1,
                null,
                RelCollations.EMPTY,
                over.getType(),
                null);
    }

    private String clause(RexOver over) {
        return "OVER (%s)".formatted(window(over.getWindow()));
    }

    private String window(RexWindow window) {
        String partition =
                window.partitionKeys.stream()
                        .map(key -> key(varying(key)))
                        .collect(Collectors.joining(", "));
        String order = window.orderKeys.stream().map(this::order).collect(Collectors.joining(", "));
        String first = partition.isEmpty() ? "" : "PARTITION BY " + partition;
        String second = order.isEmpty() ? "" : "ORDER BY " + order;
        return first + (first.isEmpty() || second.isEmpty() ? "" : " ") + second;
    }

    private String key(RexNode key) {
        return comparable(key).text() + RemoteTypes.collation(dialect, key.getType());
    }

    private RemoteColumn comparable(RexNode key) {
        RemoteColumn column = columns.apply(key);
        if (column.opaque()) {
            throw new NotAsked("the source has a type of its own for the column");
        }
        return column;
    }

    /** MariaDB takes the partitions of windows by a constant for those of windows beside them. */
    private RexNode varying(RexNode key) {
        if (dialect == RemoteDialect.MYSQL && Expressions.columns(key).isEmpty()) {
            throw new NotAsked("a window by a constant is computed here");
        }
        return key;
    }

    private String order(RexFieldCollation key) {
        return RemoteTypes.orderKey(
                dialect,
                comparable(varying(key.getKey())),
                key.getKey().getType(),
                key.getDirection().isDescending(),
                key.getNullDirection() == RelFieldCollation.NullDirection.FIRST);
    }

    private static NotAsked kept(RexOver over) {
        return new NotAsked(
                "%s over a window is computed here".formatted(over.getAggOperator().getName()));
    }
}
