package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.function.CatalogueFunction;
import io.penstock.planner.function.FunctionCatalogue;
import io.penstock.planner.function.Guard;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLambda;
import org.apache.calcite.rex.RexLambdaRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.fun.SqlPosixRegexOperator;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.type.SqlTypeName;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Row expressions in DuckDB's SQL. Every composite is in parentheses, so that no precedence
 * matters. A printer belongs to one place: the columns are those that the place can see.
 */
final class RexPrinter {
    private final ImmutableList<Column> columns;
    private final SubQueries queries;
    private final RexBuilder rexBuilder;
    private final TimeText time;
    private final WindowText windows;

    /** What an expression needs to know about the queries around and inside it. */
    interface SubQueries {
        /** A sub-query in place, with everything but its operand. */
        String print(RexSubQuery query, RexPrinter outer);

        /** A value that was computed before. */
        String sent(SentValue value, RexPrinter outer);

        /** A column of a row further out. */
        Column outer(RexCorrelVariable variable, int column);
    }

    RexPrinter(ImmutableList<Column> columns, SubQueries queries, RexBuilder rexBuilder) {
        this.columns = columns;
        this.queries = queries;
        this.rexBuilder = rexBuilder;
        this.time = new TimeText(this);
        this.windows = new WindowText(this);
    }

    /**
     * The expression's text.
     *
     * @throws io.penstock.spi.error.QueryException naming what can't be printed
     */
    String print(RexNode node) {
        return switch (node) {
            case RexInputRef reference -> columns.get(reference.getIndex()).text();
            case RexLiteral literal -> LiteralText.typed(literal);
            case SentValue value -> queries.sent(value, this);
            case RexDynamicParam parameter ->
                    cast(Placeholders.of(parameter.getIndex()), parameter.getType());
            case RexOver over -> windows.print(over);
            case RexSubQuery query -> queries.print(query, this);
            case RexCall call -> call(call);
            case RexFieldAccess access -> field(access);
            case RexLambda lambda -> lambda(lambda);
            case RexLambdaRef reference -> DuckText.name(reference.getName());
            default -> throw Unsupported.construct("the expression " + node);
        };
    }

    String printAll(List<RexNode> nodes) {
        return nodes.stream().map(this::print).collect(Collectors.joining(", "));
    }

    RelDataTypeFactory typeFactory() {
        return rexBuilder.getTypeFactory();
    }

    static String cast(String text, RelDataType type) {
        return "CAST(%s AS %s)".formatted(text, DuckText.type(type));
    }

    private String lambda(RexLambda lambda) {
        String parameters =
                lambda.getParameters().stream()
                        .map(parameter -> DuckText.name(parameter.getName()))
                        .collect(Collectors.joining(", "));
        return "lambda %s: %s".formatted(parameters, print(lambda.getExpression()));
    }

    private String field(RexFieldAccess access) {
        if (access.getReferenceExpr() instanceof RexCorrelVariable variable) {
            return queries.outer(variable, access.getField().getIndex()).text();
        }
        String name = DuckText.string(access.getField().getName());
        return "struct_extract(%s, %s)".formatted(print(access.getReferenceExpr()), name);
    }

    private String call(RexCall call) {
        Optional<CatalogueFunction> function = FunctionCatalogue.find(call.getOperator());
        if (function.isPresent()) {
            return function(function.get(), call.getOperands());
        }
        return switch (call.getKind()) {
            case AND -> conjunction(call.getOperands());
            case OR -> disjunction(call);
            case NOT -> "(NOT %s)".formatted(print(call.getOperands().get(0)));
            case EQUALS, NOT_EQUALS -> equality(call);
            case LESS_THAN,
                    LESS_THAN_OR_EQUAL,
                    GREATER_THAN,
                    GREATER_THAN_OR_EQUAL,
                    IS_DISTINCT_FROM,
                    IS_NOT_DISTINCT_FROM ->
                    comparison(call);
            case SEARCH -> print(RexUtil.expandSearch(rexBuilder, null, call));
            case IS_NULL, IS_NOT_NULL, IS_TRUE, IS_NOT_TRUE, IS_FALSE, IS_NOT_FALSE ->
                    "(%s %s)"
                            .formatted(
                                    print(call.getOperands().get(0)), call.getOperator().getName());
            case IS_UNKNOWN -> "(%s IS NULL)".formatted(print(call.getOperands().get(0)));
            case PLUS, MINUS, TIMES, DIVIDE, MOD -> arithmetic(call);
            case MINUS_PREFIX -> "(- %s)".formatted(print(call.getOperands().get(0)));
            case PLUS_PREFIX -> print(call.getOperands().get(0));
            case CASE -> caseOf(call);
            case CAST, SAFE_CAST -> cast(call);
            case LIKE, SIMILAR -> pattern(call);
            case POSIX_REGEX_CASE_SENSITIVE, POSIX_REGEX_CASE_INSENSITIVE -> regex(call);
            case ROW -> row(call);
            case ARRAY_VALUE_CONSTRUCTOR -> array(call);
            case MAP_VALUE_CONSTRUCTOR -> map(call);
            case ITEM -> item(call);
            case DOT -> dot(call);
            case COALESCE -> function("coalesce", call);
            case NULLIF -> function("nullif", call);
            case EXTRACT, FLOOR, CEIL, TIMESTAMP_ADD, TIMESTAMP_DIFF, REINTERPRET ->
                    time.print(call);
            case SOME, ALL -> quantified(call);
            case TRIM -> trim(call);
            case POSITION -> position(call);
            default -> named(call);
        };
    }

    private String function(CatalogueFunction function, List<RexNode> operands) {
        return function.print(
                operands.stream().map(this::print).toList(),
                operands.stream().map(RexNode::getType).toList(),
                typeFactory());
    }

    private String function(String name, RexCall call) {
        return "%s(%s)".formatted(name, printAll(call.getOperands()));
    }

    private String conjunction(List<RexNode> operands) {
        ImmutableList.Builder<String> parts = ImmutableList.builder();
        for (int i = 0; i < operands.size(); i++) {
            if (i + 1 < operands.size() && Ranges.isBetween(operands.get(i), operands.get(i + 1))) {
                parts.add(between((RexCall) operands.get(i), (RexCall) operands.get(i + 1)));
                i++;
            } else {
                parts.add(print(operands.get(i)));
            }
        }
        return "(" + String.join(" AND ", parts.build()) + ")";
    }

    /** One BETWEEN computes its left side once; two comparisons would do so twice. */
    private String between(RexCall low, RexCall high) {
        return "(%s BETWEEN %s AND %s)"
                .formatted(
                        print(low.getOperands().get(0)),
                        compared(low.getOperands().get(1)),
                        compared(high.getOperands().get(1)));
    }

    private String disjunction(RexCall call) {
        Optional<Ranges.InList> list = Ranges.inList(call);
        if (list.isPresent()) {
            return "(%s IN (%s))"
                    .formatted(
                            print(list.get().value()),
                            list.get().options().stream()
                                    .map(this::compared)
                                    .collect(Collectors.joining(", ")));
        }
        return call.getOperands().stream()
                .map(this::print)
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    /** Rows are compared column by column, so that NULLs count as they do between columns. */
    private String equality(RexCall call) {
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        if (!(left.isA(SqlKind.ROW) && right.isA(SqlKind.ROW))) {
            return comparison(call);
        }
        ImmutableList.Builder<String> pairs = ImmutableList.builder();
        for (int i = 0; i < ((RexCall) left).getOperands().size(); i++) {
            pairs.add(
                    "%s %s %s"
                            .formatted(
                                    print(((RexCall) left).getOperands().get(i)),
                                    call.getOperator().getName(),
                                    print(((RexCall) right).getOperands().get(i))));
        }
        String junction = call.isA(SqlKind.EQUALS) ? " AND " : " OR ";
        return "(" + String.join(junction, pairs.build()) + ")";
    }

    private String comparison(RexCall call) {
        return "(%s %s %s)"
                .formatted(
                        compared(call.getOperands().get(0)),
                        call.getOperator().getName(),
                        compared(call.getOperands().get(1)));
    }

    private String compared(RexNode node) {
        return node instanceof RexLiteral literal ? LiteralText.bare(literal) : print(node);
    }

    private String arithmetic(RexCall call) {
        if (TimeText.isTime(call)) {
            return time.print(call);
        }
        List<RexNode> operands = call.getOperands();
        String operator =
                switch (call.getOperator().getName()) {
                    case "/INT" -> "//";
                    case "MOD" -> "%";
                    default -> call.getOperator().getName();
                };
        return "(%s %s %s)"
                .formatted(
                        widened(operands.get(0), call.getType()),
                        operator,
                        widened(operands.get(1), call.getType()));
    }

    /** Small integers are computed in their own width by DuckDB, but in the result's by SQL. */
    private String widened(RexNode operand, RelDataType result) {
        SqlTypeName from = operand.getType().getSqlTypeName();
        boolean small =
                switch (from) {
                    case TINYINT, SMALLINT, UTINYINT, USMALLINT, UINTEGER, UBIGINT -> true;
                    default -> false;
                };
        boolean widens = small && SqlTypeName.INT_TYPES.contains(result.getSqlTypeName());
        return widens && from != result.getSqlTypeName()
                ? cast(print(operand), result)
                : print(operand);
    }

    private String caseOf(RexCall call) {
        StringBuilder text = new StringBuilder("CASE");
        List<RexNode> operands = call.getOperands();
        for (int i = 0; i + 1 < operands.size(); i += 2) {
            text.append(" WHEN ").append(print(operands.get(i)));
            text.append(" THEN ").append(print(operands.get(i + 1)));
        }
        return text.append(" ELSE ")
                .append(print(operands.get(operands.size() - 1)))
                .append(" END")
                .toString();
    }

    private String cast(RexCall call) {
        RexNode operand = call.getOperands().get(0);
        RelDataType from = operand.getType();
        RelDataType to = call.getType();
        if (operand instanceof RexLiteral literal && literal.isNull()) {
            return cast("NULL", to);
        }
        if (operand instanceof RexDynamicParam parameter && !(operand instanceof SentValue)) {
            return cast(Placeholders.of(parameter.getIndex()), to);
        }
        if (TimeText.isInterval(from) != TimeText.isInterval(to)) {
            return time.castInterval(operand, to);
        }
        boolean tries = call.isA(SqlKind.SAFE_CAST);
        if (!tries && DuckText.type(from).equals(DuckText.type(to))) {
            return print(operand);
        }
        return tries ? "TRY_%s".formatted(cast(print(operand), to)) : cast(print(operand), to);
    }

    private String pattern(RexCall call) {
        SqlLikeOperator operator = (SqlLikeOperator) call.getOperator();
        List<RexNode> operands = call.getOperands();
        if (call.isA(SqlKind.SIMILAR) && operands.size() > 2) {
            throw Unsupported.construct("SIMILAR TO with ESCAPE");
        }
        String word =
                call.isA(SqlKind.SIMILAR)
                        ? "SIMILAR TO"
                        : operator.isCaseSensitive() ? "LIKE" : "ILIKE";
        String escape = operands.size() > 2 ? " ESCAPE " + print(operands.get(2)) : "";
        String text =
                "(%s %s %s%s)"
                        .formatted(print(operands.get(0)), word, print(operands.get(1)), escape);
        return operator.isNegated() ? "(NOT %s)".formatted(text) : text;
    }

    private String regex(RexCall call) {
        boolean negated = ((SqlPosixRegexOperator) call.getOperator()).isNegated();
        String options = call.isA(SqlKind.POSIX_REGEX_CASE_INSENSITIVE) ? ", 'i'" : "";
        String text =
                "regexp_matches(%s, %s%s)"
                        .formatted(
                                print(call.getOperands().get(0)),
                                print(call.getOperands().get(1)),
                                options);
        return negated ? "(NOT %s)".formatted(text) : text;
    }

    private String row(RexCall call) {
        ImmutableList.Builder<String> fields = ImmutableList.builder();
        for (int i = 0; i < call.getOperands().size(); i++) {
            String name = call.getType().getFieldList().get(i).getName();
            fields.add("%s := %s".formatted(DuckText.name(name), print(call.getOperands().get(i))));
        }
        return "struct_pack(%s)".formatted(String.join(", ", fields.build()));
    }

    private String array(RexCall call) {
        return call.getOperands().isEmpty()
                ? cast("[]", call.getType())
                : "[%s]".formatted(printAll(call.getOperands()));
    }

    private String map(RexCall call) {
        ImmutableList.Builder<String> keys = ImmutableList.builder();
        ImmutableList.Builder<String> values = ImmutableList.builder();
        for (int i = 0; i + 1 < call.getOperands().size(); i += 2) {
            keys.add(print(call.getOperands().get(i)));
            values.add(print(call.getOperands().get(i + 1)));
        }
        return "map([%s], [%s])"
                .formatted(String.join(", ", keys.build()), String.join(", ", values.build()));
    }

    private String item(RexCall call) {
        RexNode whole = call.getOperands().get(0);
        RexNode index = call.getOperands().get(1);
        if (whole.getType().isStruct() && index instanceof RexLiteral name) {
            String key =
                    SqlTypeName.CHAR_TYPES.contains(name.getType().getSqlTypeName())
                            ? DuckText.string(LiteralText.text(name))
                            : LiteralText.bare(name);
            return "struct_extract(%s, %s)".formatted(print(whole), key);
        }
        return "(%s)[%s]".formatted(print(whole), print(index));
    }

    private String dot(RexCall call) {
        RexLiteral name = (RexLiteral) call.getOperands().get(1);
        return "struct_extract(%s, %s)"
                .formatted(
                        print(call.getOperands().get(0)), DuckText.string(LiteralText.text(name)));
    }

    private String trim(RexCall call) {
        String function =
                switch (((RexLiteral) call.getOperands().get(0)).toString()) {
                    case "FLAG(LEADING)" -> "ltrim";
                    case "FLAG(TRAILING)" -> "rtrim";
                    default -> "trim";
                };
        return "%s(%s, %s)"
                .formatted(
                        function,
                        print(call.getOperands().get(2)),
                        print(call.getOperands().get(1)));
    }

    private String position(RexCall call) {
        if (call.getOperands().size() > 2) {
            throw Unsupported.construct("POSITION with FROM");
        }
        return "CAST(strpos(%s, %s) AS INTEGER)"
                .formatted(print(call.getOperands().get(1)), print(call.getOperands().get(0)));
    }

    /** {@code x > ALL(list)}. */
    private String quantified(RexCall call) {
        SqlQuantifyOperator operator = (SqlQuantifyOperator) call.getOperator();
        return "(%s %s %s(%s))"
                .formatted(
                        print(call.getOperands().get(0)),
                        operator.comparisonKind.sql,
                        call.isA(SqlKind.SOME) ? "ANY" : "ALL",
                        print(call.getOperands().get(1)));
    }

    private String named(RexCall call) {
        SqlOperator operator = call.getOperator();
        return switch (operator.getName()) {
            case "||" -> concatenation(call);
            case "TRY" -> function("try", call);
            case "&" ->
                    "(%s & %s)"
                            .formatted(
                                    print(call.getOperands().get(0)),
                                    print(call.getOperands().get(1)));
            case "^" -> function("xor", call);
            case "<<" ->
                    "(%s << %s)"
                            .formatted(
                                    print(call.getOperands().get(0)),
                                    print(call.getOperands().get(1)));
            case "SUBSTRING" -> function("substring", call);
            case "OVERLAY" -> overlay(call);
            case "MOD" -> arithmetic(call);
            case "CURRENT_DATE" -> "current_date";
            case "CURRENT_TIMESTAMP" -> cast("current_timestamp", call.getType());
            case "LOCALTIMESTAMP" -> cast("current_timestamp", call.getType());
            case "CURRENT_TIME", "LOCALTIME" -> "CAST(current_time AS TIME)";
            case "OVERLAPS" -> throw Unsupported.construct("OVERLAPS");
            default -> throw Unsupported.construct("the function " + operator.getName());
        };
    }

    /** A chain of texts is one, so that one guard holds all of it. */
    private String concatenation(RexCall call) {
        List<RexNode> parts = new ArrayList<>();
        collectParts(call, parts);
        boolean texts =
                parts.stream()
                        .allMatch(
                                part ->
                                        SqlTypeName.CHAR_TYPES.contains(
                                                part.getType().getSqlTypeName()));
        return texts
                ? Guard.concat(parts.stream().map(this::print).toList())
                : "(%s || %s)"
                        .formatted(
                                print(call.getOperands().get(0)), print(call.getOperands().get(1)));
    }

    private static void collectParts(RexNode node, List<RexNode> parts) {
        if (node instanceof RexCall call && call.getOperator().getName().equals("||")) {
            call.getOperands().forEach(operand -> collectParts(operand, parts));
        } else {
            parts.add(node);
        }
    }

    /** Text before the place, the new text, and what follows the replaced characters. */
    private String overlay(RexCall call) {
        List<RexNode> operands = call.getOperands();
        String text = print(operands.get(0));
        String put = print(operands.get(1));
        String start = print(operands.get(2));
        String length = operands.size() > 3 ? print(operands.get(3)) : "length(%s)".formatted(put);
        return "(left(%s, greatest(%s - 1, 0)) || %s || substring(%s, %s + %s))"
                .formatted(text, start, put, text, start, length);
    }
}
