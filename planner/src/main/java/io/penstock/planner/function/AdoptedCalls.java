package io.penstock.planner.function;

import com.google.common.collect.ImmutableList;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Calls that the parser wrote with operators of Calcite's own, with the catalogue's instead. */
final class AdoptedCalls {
    private AdoptedCalls() {}

    static SqlCall adopt(SqlCall call) {
        if (!(call instanceof SqlBasicCall)) {
            return call;
        }
        return switch (call.getOperator().getName().toUpperCase(Locale.ROOT)) {
            case "ARRAY_AGG", "STRING_AGG" -> renamed(call, call.getOperandList());
            case "GROUP_CONCAT" -> renamed(call, separatorSecond(call.getOperandList()));
            case "TRANSLATE3" -> ordinary("translate", call, call.getOperandList());
            case "JSON_OBJECT", "JSON_ARRAY" -> constructor(call);
            case "JSON_QUERY" -> ordinary("json_query", call, call.getOperandList().subList(0, 2));
            case "JSON_OBJECTAGG" -> renamed(call, call.getOperandList());
            case "DATEDIFF", "DATE_DIFF" -> byUnit("date_diff", call);
            case "DATEADD" -> byUnit("date_add", call);
            case "RLIKE" -> ordinary("regexp_matches", call, call.getOperandList());
            case "NOT RLIKE" ->
                    (SqlCall)
                            SqlStdOperatorTable.NOT.createCall(
                                    call.getParserPosition(),
                                    ordinary("regexp_matches", call, call.getOperandList()));
            default -> call;
        };
    }

    private static SqlCall ordinary(String name, SqlCall call, List<SqlNode> operands) {
        return FunctionCatalogue.operator(name)
                .createCall(call.getFunctionQuantifier(), call.getParserPosition(), operands);
    }

    private static SqlCall renamed(SqlCall call, List<? extends @Nullable SqlNode> operands) {
        return FunctionCatalogue.operator(call.getOperator().getName())
                .createCall(call.getFunctionQuantifier(), call.getParserPosition(), operands);
    }

    /** {@code GROUP_CONCAT(x ORDER BY y SEPARATOR ';')} has its separator behind the order. */
    private static ImmutableList<SqlNode> separatorSecond(List<SqlNode> operands) {
        List<SqlNode> values = new ArrayList<>();
        List<SqlNode> orders = new ArrayList<>();
        for (SqlNode operand : operands) {
            if (operand.getKind() == SqlKind.SEPARATOR) {
                values.add(((SqlCall) operand).operand(0));
            } else if (operand instanceof SqlNodeList) {
                orders.add(operand);
            } else {
                values.add(operand);
            }
        }
        return ImmutableList.<SqlNode>builder().addAll(values).addAll(orders).build();
    }

    /** The first operand says what becomes of NULLs; they stay. */
    private static SqlCall constructor(SqlCall call) {
        boolean special =
                call.getOperator() == SqlStdOperatorTable.JSON_OBJECT
                        || call.getOperator() == SqlStdOperatorTable.JSON_ARRAY;
        return special
                ? renamed(call, call.getOperandList().subList(1, call.operandCount()))
                : call;
    }

    /** The unit is a word of the grammar, not a text. */
    private static SqlCall byUnit(String name, SqlCall call) {
        if (call.operandCount() != 3
                || !(call.operand(0) instanceof SqlIntervalQualifier unit)
                || call.getOperator() == SqlLibraryOperators.DATE_DIFF) {
            return call;
        }
        SqlNode part =
                SqlLiteral.createCharString(
                        unit.toString().toLowerCase(Locale.ROOT), unit.getParserPosition());
        return ordinary(name, call, ImmutableList.of(part, call.operand(1), call.operand(2)));
    }
}
