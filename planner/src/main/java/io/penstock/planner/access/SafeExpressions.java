package io.penstock.planner.access;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

import java.util.List;

/**
 * Expressions that can't fail whatever the row: comparisons of columns and values that need no
 * conversion, and what combines their answers. An allow-list: what is not known to be safe is not.
 *
 * <p>What is inside a sub-query is not looked at here.
 */
public final class SafeExpressions {
    /** Digits of the largest decimal that engines have. */
    private static final int MAX_DIGITS = 38;

    /** Of a text; no database has longer ones. */
    private static final int MAX_LENGTH = 1 << 30;

    private SafeExpressions() {}

    /** Whether the expression has a value for every row. */
    public static boolean isSafe(RexNode node) {
        return switch (node) {
            case RexInputRef ignored -> true;
            case RexLiteral ignored -> true;
            case RexDynamicParam ignored -> true;
            case RexCorrelVariable ignored -> true;
            case RexFieldAccess access -> isSafe(access.getReferenceExpr());
            case RexOver over -> over(over);
            case RexSubQuery query -> subQuery(query);
            case RexCall call -> call(call);
            default -> false;
        };
    }

    /** Whether all of them are safe. */
    public static boolean areSafe(List<? extends RexNode> nodes) {
        return nodes.stream().allMatch(SafeExpressions::isSafe);
    }

    /** A window's function itself sees only rows that have passed. */
    private static boolean over(RexOver over) {
        return areSafe(over.getOperands())
                && areSafe(over.getWindow().partitionKeys)
                && over.getWindow().orderKeys.stream()
                        .map(RexFieldCollation::getKey)
                        .allMatch(SafeExpressions::isSafe);
    }

    /**
     * A sub-query that is a value fails where it has two rows, which may depend on the outer row.
     */
    private static boolean subQuery(RexSubQuery query) {
        boolean independent = RelOptUtil.getVariablesUsed(query.rel).isEmpty();
        return switch (query.getKind()) {
            case EXISTS -> true;
            case IN -> areSafe(query.getOperands()) && comparesItsColumns(query);
            case SCALAR_QUERY -> independent;
            default -> false;
        };
    }

    private static boolean comparesItsColumns(RexSubQuery query) {
        List<RelDataType> columns =
                query.rel.getRowType().getFieldList().stream().map(f -> f.getType()).toList();
        for (int i = 0; i < columns.size(); i++) {
            if (!areComparable(query.getOperands().get(i).getType(), columns.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean call(RexCall call) {
        List<RexNode> operands = call.getOperands();
        return switch (call.getKind()) {
            case AND,
                    OR,
                    NOT,
                    IS_NULL,
                    IS_NOT_NULL,
                    IS_TRUE,
                    IS_NOT_TRUE,
                    IS_FALSE,
                    IS_NOT_FALSE,
                    IS_UNKNOWN ->
                    areSafe(operands);
            case EQUALS,
                    NOT_EQUALS,
                    LESS_THAN,
                    LESS_THAN_OR_EQUAL,
                    GREATER_THAN,
                    GREATER_THAN_OR_EQUAL,
                    IS_DISTINCT_FROM,
                    IS_NOT_DISTINCT_FROM ->
                    areSafe(operands)
                            && areComparable(operands.get(0).getType(), operands.get(1).getType());
            case SEARCH -> operands.get(0) instanceof RexInputRef;
            case CASE, COALESCE -> areSafe(operands) && haveTypes(call, operands);
            case CAST -> isSafe(operands.get(0)) && widens(operands.get(0), call.getType());
            // With a third operand, an escape, a pattern can be wrong.
            case LIKE -> operands.size() == 2 && areSafe(operands) && areTexts(operands);
            case OTHER_FUNCTION -> isPart(call);
            default -> false;
        };
    }

    /**
     * Whether it is a part of a text between places that are numbers in the query's text, none of
     * them before the first character.
     */
    public static boolean isPart(RexCall call) {
        List<RexNode> operands = call.getOperands();
        return call.getOperator() == SqlStdOperatorTable.SUBSTRING
                && SqlTypeUtil.isCharacter(operands.get(0).getType())
                && isSafe(operands.get(0))
                && isBetween(operands.get(1), 1)
                && (operands.size() == 2 || isBetween(operands.get(2), 0));
    }

    private static boolean isBetween(RexNode place, int least) {
        Long number =
                place instanceof RexLiteral literal && isInteger(literal.getType())
                        ? literal.getValueAs(Long.class)
                        : null;
        return number != null && number >= least && number <= MAX_LENGTH;
    }

    private static boolean areTexts(List<RexNode> operands) {
        return operands.stream().allMatch(operand -> SqlTypeUtil.isCharacter(operand.getType()));
    }

    /** Whether each branch has the result's type already. */
    private static boolean haveTypes(RexCall call, List<RexNode> operands) {
        for (int i = 0; i < operands.size(); i++) {
            boolean condition = call.isA(SqlKind.CASE) && i % 2 == 0 && i < operands.size() - 1;
            if (!condition && !isSame(operands.get(i).getType(), call.getType())) {
                return false;
            }
        }
        return true;
    }

    private static boolean widens(RexNode from, RelDataType to) {
        return isSame(from.getType(), to)
                || isInteger(from.getType()) && isInteger(to) && isWider(to, from.getType())
                || SqlTypeUtil.isNumeric(from.getType())
                        && to.getSqlTypeName() == SqlTypeName.DOUBLE;
    }

    private static boolean isWider(RelDataType wide, RelDataType narrow) {
        boolean signed = !isUnsigned(wide);
        return signed && !isUnsigned(narrow)
                ? bits(wide) >= bits(narrow)
                : isUnsigned(narrow) && bits(wide) > bits(narrow);
    }

    /** Whether two types are compared without a conversion that can fail. */
    private static boolean areComparable(RelDataType one, RelDataType other) {
        if (isSame(one, other)) {
            return true;
        }
        if (isInteger(one) && isInteger(other)) {
            return true;
        }
        boolean floating =
                SqlTypeUtil.isApproximateNumeric(one) || SqlTypeUtil.isApproximateNumeric(other);
        if (floating) {
            return SqlTypeUtil.isNumeric(one) && SqlTypeUtil.isNumeric(other);
        }
        return isExact(one) && isExact(other) && bothFit(one, other);
    }

    private static boolean isExact(RelDataType type) {
        return isInteger(type) || type.getSqlTypeName() == SqlTypeName.DECIMAL;
    }

    private static boolean bothFit(RelDataType one, RelDataType other) {
        int scale = Math.max(scale(one), scale(other));
        return Math.max(digits(one) - scale(one), digits(other) - scale(other)) + scale
                <= MAX_DIGITS;
    }

    private static int scale(RelDataType type) {
        return isInteger(type) ? 0 : type.getScale();
    }

    private static int digits(RelDataType type) {
        return isInteger(type) ? 20 : type.getPrecision();
    }

    private static boolean isSame(RelDataType one, RelDataType other) {
        if (SqlTypeUtil.isCharacter(one) && SqlTypeUtil.isCharacter(other)) {
            return true;
        }
        if (one.getSqlTypeName() != other.getSqlTypeName()) {
            return false;
        }
        return switch (one.getSqlTypeName()) {
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    UTINYINT,
                    USMALLINT,
                    UINTEGER,
                    UBIGINT,
                    REAL,
                    FLOAT,
                    DOUBLE,
                    DATE,
                    BINARY,
                    VARBINARY,
                    UUID ->
                    true;
            case DECIMAL, TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ ->
                    one.getPrecision() == other.getPrecision()
                            && one.getScale() == other.getScale();
            default -> false;
        };
    }

    private static boolean isInteger(RelDataType type) {
        return bits(type) > 0;
    }

    private static boolean isUnsigned(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case UTINYINT, USMALLINT, UINTEGER, UBIGINT -> true;
            default -> false;
        };
    }

    private static int bits(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case TINYINT, UTINYINT -> 8;
            case SMALLINT, USMALLINT -> 16;
            case INTEGER, UINTEGER -> 32;
            case BIGINT, UBIGINT -> 64;
            default -> 0;
        };
    }
}
