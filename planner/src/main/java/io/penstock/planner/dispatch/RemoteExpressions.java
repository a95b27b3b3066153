package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.access.SafeExpressions;
import io.penstock.planner.catalog.JsonType;
import io.penstock.spi.catalog.RemoteDialect;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Row expressions in a source's dialect, each of which gives there exactly what it gives here. What
 * is not known to do so is not printed. A printer belongs to one SELECT.
 */
final class RemoteExpressions {
    private static final int MOST_DIGITS = 38;

    /** Digits of whole numbers that floating-point numbers have. */
    private static final int EXACT_IN_DOUBLE = 15;

    private final RemoteDialect dialect;
    private final ImmutableList<RemoteColumn> columns;
    private final RemoteCondition conditions;
    private final RemoteValues values;
    private final RemoteQueries queries;

    RemoteExpressions(
            RemoteDialect dialect,
            ImmutableList<RemoteColumn> columns,
            RelDataType rowType,
            RexBuilder rexBuilder,
            RemoteQueries queries) {
        this.queries = queries;
        this.dialect = dialect;
        this.columns = columns;
        this.values = new RemoteValues(rexBuilder);
        this.conditions =
                new RemoteCondition(
                        dialect,
                        columns,
                        rowType,
                        rexBuilder,
                        RemoteCondition.Wanted.EXACT,
                        queries,
                        this::value);
    }

    /**
     * A condition.
     *
     * @throws NotAsked when the source might take other rows
     */
    String condition(RexNode condition) {
        return switch (conditions.print(condition)) {
            case RemoteCondition.Answer.Pushed pushed when pushed.exact() -> pushed.text();
            case RemoteCondition.Answer.Pushed ignored ->
                    throw new NotAsked(
                            "%s: the source may take more rows for equal than we do"
                                    .formatted(conditions.words(condition)));
            case RemoteCondition.Answer.Kept kept ->
                    throw new NotAsked(
                            "%s: %s".formatted(conditions.words(condition), kept.reason()));
        };
    }

    /**
     * A column of the result.
     *
     * @throws NotAsked when the source might compute something else
     */
    RemoteColumn column(RexNode expression) {
        return expression instanceof RexInputRef reference
                ? columns.get(reference.getIndex())
                : RemoteColumn.computed(value(expression));
    }

    private String value(RexNode expression) {
        RexNode folded = values.folded(expression);
        return switch (folded) {
            case RexInputRef reference -> operand(reference);
            case RexLiteral literal -> literal(literal);
            case RexDynamicParam parameter -> parameter(parameter, parameter.getType());
            case RexOver over -> windows().print(over);
            case RexSubQuery query when query.isA(SqlKind.SCALAR_QUERY) -> queries.scalar(query);
            case RexSubQuery ignored -> throw kept(expression);
            case RexCall call -> call(call);
            default -> throw kept(expression);
        };
    }

    private String operand(RexInputRef reference) {
        RemoteColumn column = columns.get(reference.getIndex());
        if (column.opaque() || JsonType.is(reference.getType())) {
            throw new NotAsked("the source has a type of its own for the column");
        }
        return column.text();
    }

    private String literal(RexLiteral literal) {
        if (literal.isNull()) {
            throw new NotAsked("NULL has no type at the source");
        }
        return switch (literal.getType().getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, CHAR, VARCHAR ->
                    RemoteValues.literal(dialect, literal);
            case DECIMAL -> {
                if (!isExact(literal)) {
                    throw new NotAsked("the source would round the number");
                }
                yield RemoteValues.literal(dialect, literal);
            }
            case DATE -> {
                requireDates(literal.getType());
                yield RemoteValues.literal(dialect, literal);
            }
            default -> throw kept(literal);
        };
    }

    /** SQLite has exact numbers of 64 bits; all others are floating ones to it. */
    private boolean isExact(RexLiteral literal) {
        if (dialect != RemoteDialect.SQLITE) {
            return true;
        }
        BigDecimal number = Objects.requireNonNull(literal.getValueAs(BigDecimal.class), "number");
        return number.scale() <= 0
                ? number.toBigInteger().bitLength() < Long.SIZE
                : number.precision() <= EXACT_IN_DOUBLE;
    }

    /** A value of no type is text to some databases; so its type is said. */
    private String parameter(RexDynamicParam parameter, RelDataType type) {
        return "CAST(%s AS %s)".formatted(Placeholders.of(parameter.getIndex()), type(type));
    }

    private String call(RexCall call) {
        return switch (call.getKind()) {
            case PLUS, MINUS, TIMES -> arithmetic(call);
            case CASE -> caseOf(call);
            case CAST -> cast(call);
            case EXTRACT -> extract(call);
            case EQUALS,
                    NOT_EQUALS,
                    LESS_THAN,
                    LESS_THAN_OR_EQUAL,
                    GREATER_THAN,
                    GREATER_THAN_OR_EQUAL,
                    AND,
                    OR,
                    NOT,
                    IS_NULL,
                    IS_NOT_NULL,
                    LIKE,
                    SEARCH ->
                    truth(call);
            case OTHER_FUNCTION, OTHER -> function(call);
            case IS_TRUE -> "(%s IS TRUE)".formatted(truth(call.getOperands().get(0)));
            default -> throw kept(call);
        };
    }

    /** Characters are counted in code points, there and here. */
    private String function(RexCall call) {
        if (dialect != RemoteDialect.POSTGRESQL || !SafeExpressions.isPart(call)) {
            throw kept(call);
        }
        return call.getOperands().stream()
                .map(this::value)
                .collect(Collectors.joining(", ", "SUBSTR(", ")"));
    }

    private String truth(RexNode condition) {
        if (!hasBooleans()) {
            throw new NotAsked("the source has no truth values");
        }
        return condition(condition);
    }

    private boolean hasBooleans() {
        return dialect == RemoteDialect.POSTGRESQL || dialect == RemoteDialect.H2;
    }

    /**
     * Sums and products of exact numbers that can't lose a digit on the way: with the scale that
     * arithmetic gives them by itself, and of whole numbers in the type of the result.
     */
    private String arithmetic(RexCall call) {
        if (!hasBooleans() || call.getOperands().size() != 2) {
            throw kept(call);
        }
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        if (!isExactNumber(left) || !isExactNumber(right) || !isExactNumber(call)) {
            throw new NotAsked("%s: only exact numbers are computed there".formatted(words(call)));
        }
        boolean whole = call.getType().getSqlTypeName() != SqlTypeName.DECIMAL;
        boolean checked = !whole && isCheckedProduct(call, left.getType(), right.getType());
        if (!whole && !checked && !keepsDigits(call, left.getType(), right.getType())) {
            throw new NotAsked(
                    "%s: it may need more than %d digits".formatted(words(call), MOST_DIGITS));
        }
        String operator =
                switch (call.getKind()) {
                    case PLUS -> "+";
                    case MINUS -> "-";
                    default -> "*";
                };
        String first = whole ? as(left, call.getType()) : value(left);
        String text = "(%s %s %s)".formatted(first, operator, value(right));
        return checked ? "CAST(%s AS %s)".formatted(text, type(call.getType())) : text;
    }

    /**
     * Whether a product has all its digits behind the point and is told here when it has too many
     * before it; a database whose numbers have no end must be told to tell. (The terms of a sum are
     * made as long as the sum here, which fails for terms that would fit together.)
     */
    private boolean isCheckedProduct(RexCall call, RelDataType left, RelDataType right) {
        return dialect == RemoteDialect.POSTGRESQL
                && call.isA(SqlKind.TIMES)
                && call.getType().getPrecision() == MOST_DIGITS
                && call.getType().getScale() == scale(left) + scale(right);
    }

    private static int scale(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.DECIMAL ? type.getScale() : 0;
    }

    private String as(RexNode operand, RelDataType type) {
        String text = value(operand);
        boolean same = operand.getType().getSqlTypeName() == type.getSqlTypeName();
        return same && !(operand instanceof RexLiteral)
                ? text
                : "CAST(%s AS %s)".formatted(text, type(type));
    }

    private static boolean isExactNumber(RexNode node) {
        return SqlTypeUtil.isExactNumeric(node.getType())
                && !SqlTypeName.UNSIGNED_TYPES.contains(node.getType().getSqlTypeName());
    }

    /** Whether arithmetic of exact decimals has room for each digit. */
    static boolean keepsDigits(RexCall call, RelDataType left, RelDataType right) {
        int scale =
                call.isA(SqlKind.TIMES)
                        ? left.getScale() + right.getScale()
                        : Math.max(left.getScale(), right.getScale());
        return call.getType().getScale() == scale && call.getType().getPrecision() < MOST_DIGITS;
    }

    private RemoteWindows windows() {
        return new RemoteWindows(dialect, this::column);
    }

    private String caseOf(RexCall call) {
        Optional<RexOver> sum = RemoteWindows.sum(call);
        if (sum.isPresent()) {
            return windows().sum(sum.get());
        }
        StringBuilder text = new StringBuilder("CASE");
        List<RexNode> operands = call.getOperands();
        for (int i = 0; i + 1 < operands.size(); i += 2) {
            text.append(" WHEN ")
                    .append(condition(operands.get(i)))
                    .append(" THEN ")
                    .append(branch(operands.get(i + 1), call.getType()));
        }
        RexNode last = operands.get(operands.size() - 1);
        if (RexLiteral.isNullLiteral(last)) {
            return text.append(" END").toString();
        }
        return text.append(" ELSE ").append(branch(last, call.getType())).append(" END").toString();
    }

    private String branch(RexNode value, RelDataType type) {
        if (RexLiteral.isNullLiteral(value)) {
            return "NULL";
        }
        if (!isPlain(type)) {
            throw new NotAsked("CASE of type " + type);
        }
        if (dialect == RemoteDialect.MYSQL && SqlTypeUtil.isCharacter(type)) {
            throw new NotAsked("CASE of texts: the source may not know which collation counts");
        }
        return value(value);
    }

    private static boolean isPlain(RelDataType type) {
        return SqlTypeUtil.isExactNumeric(type) || SqlTypeUtil.isCharacter(type);
    }

    /** Casts that change nothing but the type's name, and to wider whole numbers. */
    private String cast(RexCall call) {
        RexNode operand = call.getOperands().get(0);
        RelDataType from = operand.getType();
        RelDataType to = call.getType();
        if (operand instanceof RexDynamicParam parameter) {
            return parameter(parameter, to);
        }
        if (isRounded(from, to)) {
            return "CAST(%s AS DOUBLE PRECISION)".formatted(value(operand));
        }
        boolean same = DuckText.type(from).equals(DuckText.type(to));
        if (!same && !RemoteTypes.widens(from, to) && !isChecked(from, to)) {
            throw kept(call);
        }
        return same || SqlTypeUtil.isCharacter(to)
                ? value(operand)
                : "CAST(%s AS %s)".formatted(value(operand), type(to));
    }

    /**
     * Whether a number becomes a floating-point one that is the nearest to it, there and here: it
     * is divided by a power of ten here, which is right to the last bit where both are exact.
     */
    private boolean isRounded(RelDataType from, RelDataType to) {
        boolean exact =
                switch (from.getSqlTypeName()) {
                    case TINYINT, SMALLINT, INTEGER -> true;
                    case DECIMAL -> from.getPrecision() <= EXACT_IN_DOUBLE;
                    default -> false;
                };
        return dialect == RemoteDialect.POSTGRESQL
                && to.getSqlTypeName() == SqlTypeName.DOUBLE
                && exact;
    }

    /** Whether a decimal keeps all its digits, or fails there as it does here. */
    private boolean isChecked(RelDataType from, RelDataType to) {
        return dialect == RemoteDialect.POSTGRESQL
                && from.getSqlTypeName() == SqlTypeName.DECIMAL
                && to.getSqlTypeName() == SqlTypeName.DECIMAL
                && to.getScale() >= from.getScale();
    }

    /** The year before the first one is 0 here, and -1 to PostgreSQL. */
    private String extract(RexCall call) {
        RexNode moment = call.getOperands().get(1);
        boolean calendar =
                moment.getType().getSqlTypeName() == SqlTypeName.DATE
                        || moment.getType().getSqlTypeName() == SqlTypeName.TIMESTAMP;
        String unit =
                call.getOperands().get(0) instanceof RexLiteral literal
                        ? String.valueOf(literal.getValue())
                        : "";
        boolean known = unit.equals("YEAR") || unit.equals("MONTH") || unit.equals("DAY");
        if (!hasBooleans() || !calendar || !known) {
            throw kept(call);
        }
        String text = "CAST(EXTRACT(%s FROM %s) AS BIGINT)".formatted(unit, value(moment));
        return dialect == RemoteDialect.POSTGRESQL && unit.equals("YEAR")
                ? "(%s + CASE WHEN %s < DATE '0001-01-01' THEN 1 ELSE 0 END)"
                        .formatted(text, value(moment))
                : text;
    }

    private void requireDates(RelDataType type) {
        if (!hasBooleans()) {
            throw new NotAsked("the source may keep %s as something else".formatted(type));
        }
    }

    private String type(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case TINYINT -> dialect == RemoteDialect.H2 ? "TINYINT" : "SMALLINT";
            case SMALLINT -> integer("SMALLINT");
            case INTEGER -> integer("INTEGER");
            case BIGINT -> integer("BIGINT");
            case DECIMAL -> decimal(type);
            case CHAR, VARCHAR -> text(type);
            case DATE -> {
                requireDates(type);
                yield "DATE";
            }
            default -> throw new NotAsked("values of type %s".formatted(type));
        };
    }

    private String integer(String name) {
        return switch (dialect) {
            case MYSQL -> "SIGNED";
            case SQLITE -> "INTEGER";
            case POSTGRESQL, H2, ANSI -> name;
        };
    }

    private String decimal(RelDataType type) {
        if (dialect == RemoteDialect.SQLITE) {
            throw new NotAsked("the source keeps decimals as floating point");
        }
        return "DECIMAL(%d, %d)".formatted(type.getPrecision(), type.getScale());
    }

    private String text(RelDataType type) {
        return switch (dialect) {
            case POSTGRESQL, SQLITE -> "TEXT";
            case H2 -> "VARCHAR";
            case MYSQL -> "CHAR";
            case ANSI -> throw new NotAsked("values of type %s".formatted(type));
        };
    }

    private String words(RexNode node) {
        return conditions.words(node);
    }

    private NotAsked kept(RexNode node) {
        return new NotAsked("%s: not known to be the same at the source".formatted(words(node)));
    }
}
