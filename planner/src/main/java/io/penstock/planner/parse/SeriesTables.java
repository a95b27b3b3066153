package io.penstock.planner.parse;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.PlannerError;
import io.penstock.planner.function.FunctionCatalogue;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code FROM generate_series(1, 10) AS t(i)} is {@code FROM UNNEST(generate_series(1, 10)) AS
 * t(i)}. No other function is a table.
 */
final class SeriesTables {
    private static final ImmutableSet<String> SERIES =
            ImmutableSet.of("generate_series", "range", "sequence", "generate_subscripts");

    private final Places places;

    SeriesTables(Places places) {
        this.places = places;
    }

    SqlNode asUnnest(SqlNode node) {
        return switch (node.getKind()) {
            case AS -> {
                SqlCall call = (SqlCall) node;
                List<SqlNode> operands = new ArrayList<>(call.getOperandList());
                operands.set(0, asUnnest(operands.get(0)));
                yield call.getOperator().createCall(call.getParserPosition(), operands);
            }
            case LATERAL -> {
                SqlCall call = (SqlCall) node;
                SqlNode inner = asUnnest(call.operand(0));
                yield inner.getKind() == SqlKind.UNNEST
                        ? inner
                        : call.getOperator().createCall(call.getParserPosition(), inner);
            }
            case COLLECTION_TABLE -> table((SqlCall) node);
            default -> node;
        };
    }

    private SqlNode table(SqlCall table) {
        if (!(table.operand(0) instanceof SqlCall function)) {
            return table;
        }
        String name = function.getOperator().getName();
        if (SERIES.contains(Ascii.toLowerCase(name))) {
            return SqlStdOperatorTable.UNNEST.createCall(table.getParserPosition(), function);
        }
        if (FunctionCatalogue.isKnown(name)) {
            throw places.error(
                    PlannerError.NOT_SUPPORTED,
                    "The function '%s' gives a value and is no table; FROM takes tables, queries in"
                                    .formatted(Ascii.toLowerCase(name))
                            + " parentheses, UNNEST(..) and generate_series(..)",
                    table.getParserPosition());
        }
        return table;
    }

    /** What an unnamed UNNEST is called: like the series in it. */
    static String name(SqlCall unnest) {
        return unnest.operandCount() == 1
                        && unnest.operand(0) instanceof SqlCall inner
                        && SERIES.contains(Ascii.toLowerCase(inner.getOperator().getName()))
                ? Ascii.toLowerCase(inner.getOperator().getName())
                : "unnest";
    }
}
