package io.penstock.planner.dispatch;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Columns that conditions make equal, so that what holds for one holds for the others: {@code x IN
 * (SELECT ..)} and {@code x = y} say {@code y IN (SELECT ..)}. Only columns of one type are: a
 * comparison of others converts one of them.
 */
final class EqualColumns {
    private final Map<Integer, List<RexInputRef>> groups = new HashMap<>();

    /**
     * What conditions say that must all hold.
     *
     * @param conditions on the same columns
     */
    EqualColumns(List<RexNode> conditions) {
        for (RexNode condition : conditions) {
            if (condition.isA(SqlKind.EQUALS)) {
                List<RexNode> sides = ((RexCall) condition).getOperands();
                if (sides.get(0) instanceof RexInputRef one
                        && sides.get(1) instanceof RexInputRef other
                        && SqlTypeUtil.equalSansNullability(one.getType(), other.getType())) {
                    merge(one, other);
                }
            }
        }
    }

    private void merge(RexInputRef one, RexInputRef other) {
        List<RexInputRef> both = new ArrayList<>(group(one));
        group(other).stream().filter(column -> !both.contains(column)).forEach(both::add);
        both.forEach(column -> groups.put(column.getIndex(), both));
    }

    private List<RexInputRef> group(RexInputRef column) {
        return groups.getOrDefault(column.getIndex(), List.of(column));
    }

    /**
     * A condition that says the same about some columns alone.
     *
     * @return empty when it is about a column that is equal to none of them
     */
    Optional<RexNode> on(RexNode condition, ImmutableBitSet columns) {
        RexNode moved =
                condition.accept(
                        new RexShuttle() {
                            @Override
                            public RexNode visitInputRef(RexInputRef column) {
                                return group(column).stream()
                                        .filter(equal -> columns.get(equal.getIndex()))
                                        .findFirst()
                                        .orElse(column);
                            }
                        });
        return columns.contains(Expressions.columns(moved)) ? Optional.of(moved) : Optional.empty();
    }
}
