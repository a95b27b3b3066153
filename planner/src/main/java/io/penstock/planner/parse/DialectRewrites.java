package io.penstock.planner.parse;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.PlannerError;
import io.penstock.planner.function.FunctionCatalogue;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Says in standard SQL what people say otherwise and Calcite's validator would not take. */
final class DialectRewrites extends SqlShuttle {
    /** Aggregates that leave NULLs out, so that a condition can move into their argument. */
    private static final ImmutableSet<String> IGNORING_NULLS =
            ImmutableSet.of(
                    "COUNT",
                    "SUM",
                    "MIN",
                    "MAX",
                    "AVG",
                    "STDDEV",
                    "STDDEV_POP",
                    "STDDEV_SAMP",
                    "VARIANCE",
                    "VAR_POP",
                    "VAR_SAMP",
                    "BOOL_AND",
                    "BOOL_OR",
                    "EVERY");

    private final Places places;

    DialectRewrites(Places places) {
        this.places = places;
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        SqlNode visited = super.visit(call);
        return visited instanceof SqlCall changed
                ? rewrite(FunctionCatalogue.adopt(changed))
                : visited;
    }

    private SqlNode rewrite(SqlCall call) {
        RowTexts.check(call, places);
        if (call.operandCount() > 1 && upperName(call).equals("COUNT")) {
            throw places.error(
                    PlannerError.ARGUMENT_COUNT,
                    "count takes 1 argument or *",
                    call.getParserPosition());
        }
        switch (call.getKind()) {
            case SNAPSHOT ->
                    throw places.error(
                            PlannerError.NOT_SUPPORTED,
                            "FOR SYSTEM_TIME is not supported; no source keeps old versions",
                            call.getParserPosition());
            case DIVIDE -> {
                return division(call);
            }
            case OVER -> {
                return over(call);
            }
            case SELECT -> ((SqlSelect) call).setFrom(from(((SqlSelect) call).getFrom()));
            case JOIN -> {
                SqlJoin join = (SqlJoin) call;
                join.setLeft(required(from(join.getLeft())));
                join.setRight(required(from(join.getRight())));
            }
            default -> {}
        }
        return call;
    }

    /** {@code a // b} came through the parser as {@code a / +b} with that plus sign noted. */
    private SqlNode division(SqlCall call) {
        SqlNode divisor = call.operand(1);
        SqlParserPos start = divisor.getParserPosition();
        boolean marked =
                start.getLineNum() > 0
                        && places.spelled()
                                .integerDivisions()
                                .contains(
                                        places.spelled()
                                                .offset(start.getLineNum(), start.getColumnNum()));
        return marked
                ? SqlStdOperatorTable.DIVIDE_INTEGER.createCall(
                        call.getParserPosition(), call.operand(0), withoutPlus(divisor))
                : call;
    }

    private static SqlNode withoutPlus(SqlNode divisor) {
        return divisor.getKind() == SqlKind.PLUS_PREFIX ? ((SqlCall) divisor).operand(0) : divisor;
    }

    /**
     * {@code sum(x) FILTER (WHERE c) OVER w}: the condition moves into the argument, where rows
     * that don't meet it are NULL.
     */
    private SqlNode over(SqlCall call) {
        if (call.operand(0).getKind() != SqlKind.FILTER) {
            return call;
        }
        SqlCall filter = call.operand(0);
        SqlNode inner = filter.operand(0);
        if (!(inner instanceof SqlBasicCall aggregate)
                || !IGNORING_NULLS.contains(upperName(aggregate))
                || aggregate.operandCount() != 1) {
            throw places.error(
                    PlannerError.NOT_SUPPORTED,
                    "FILTER with OVER works for count, sum, avg, min, max and statistics; here, put"
                            + " the condition into the argument with CASE",
                    filter.getParserPosition());
        }
        SqlParserPos position = inner.getParserPosition();
        SqlNode argument = aggregate.operand(0);
        boolean star = argument instanceof SqlIdentifier name && name.isStar();
        SqlNode value = star ? SqlLiteral.createExactNumeric("1", position) : argument;
        SqlNode conditional =
                new SqlCase(
                        position,
                        null,
                        SqlNodeList.of(filter.<SqlNode>operand(1)),
                        SqlNodeList.of(value),
                        SqlLiteral.createNull(position));
        SqlCall replaced =
                aggregate
                        .getOperator()
                        .createCall(aggregate.getFunctionQuantifier(), position, conditional);
        return call.getOperator().createCall(call.getParserPosition(), replaced, call.operand(1));
    }

    private static String upperName(SqlCall call) {
        return Ascii.toUpperCase(call.getOperator().getName());
    }

    /** {@code UNNEST(list) AS item} names its column like itself, as PostgreSQL does. */
    private @Nullable SqlNode from(@Nullable SqlNode written) {
        if (written == null) {
            return null;
        }
        SqlNode node = new SeriesTables(places).asUnnest(written);
        SqlNode table = node.getKind() == SqlKind.AS ? ((SqlCall) node).operand(0) : node;
        boolean names = node.getKind() == SqlKind.AS && ((SqlCall) node).operandCount() > 2;
        if (names || stripLateral(table).getKind() != SqlKind.UNNEST) {
            return node;
        }
        SqlCall unnest = (SqlCall) stripLateral(table);
        SqlNode alias =
                node.getKind() == SqlKind.AS
                        ? ((SqlCall) node).operand(1)
                        : new SqlIdentifier(SeriesTables.name(unnest), node.getParserPosition());
        List<SqlNode> operands = new ArrayList<>(List.of(table, alias));
        operands.addAll(columns(unnest, (SqlIdentifier) alias));
        return SqlStdOperatorTable.AS.createCall(node.getParserPosition(), operands);
    }

    private static SqlNode stripLateral(SqlNode node) {
        return node.getKind() == SqlKind.LATERAL ? ((SqlCall) node).operand(0) : node;
    }

    private static List<SqlNode> columns(SqlCall unnest, SqlIdentifier alias) {
        List<SqlNode> columns = new ArrayList<>();
        for (int i = 0; i < unnest.operandCount(); i++) {
            String name = i == 0 ? alias.getSimple() : alias.getSimple() + (i + 1);
            columns.add(new SqlIdentifier(name, alias.getParserPosition()));
        }
        if (unnest.getOperator() == SqlStdOperatorTable.UNNEST_WITH_ORDINALITY) {
            columns.add(new SqlIdentifier("ordinality", alias.getParserPosition()));
        }
        return columns;
    }

    private static SqlNode required(@Nullable SqlNode node) {
        return Objects.requireNonNull(node);
    }
}
