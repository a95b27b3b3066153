package io.penstock.planner.parse;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;

import io.penstock.planner.PlannerError;
import io.penstock.planner.function.FunctionCatalogue;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql.validate.SqlValidator;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * {@code formatRowNoNewline('JSONEachRow', *)}: a row as a line of JSON, as the answer in that
 * format has it, but for zeros behind a decimal point. It needs the names of its arguments and the
 * columns of a star, so that it is written out where the columns are known: in the list of a
 * SELECT.
 */
final class RowTexts extends SqlShuttle {
    /** How {@link Spelling} writes the star, which Calcite's parser does not take there. */
    static final String STAR = "*";

    private static final ImmutableSet<String> NAMES =
            ImmutableSet.of("formatrow", "formatrownonewline");
    private static final String OBJECTS = "jsoneachrow";
    private static final String ARRAYS = "jsoncompacteachrow";

    private final SqlValidator validator;
    private final SqlSelect select;

    private RowTexts(SqlValidator validator, SqlSelect select) {
        this.validator = validator;
        this.select = select;
    }

    /** Whether a function of this name is meant, in any case. */
    static boolean isName(String name) {
        return NAMES.contains(Ascii.toLowerCase(name));
    }

    private static boolean isCall(SqlNode node) {
        return node instanceof SqlCall call && isName(call.getOperator().getName());
    }

    /**
     * Checks what can be checked without columns.
     *
     * @throws io.penstock.spi.error.QueryException for a format that is not known
     */
    static void check(SqlCall call, Places places) {
        if (!isCall(call)) {
            return;
        }
        if (call.operandCount() < 2) {
            throw places.error(
                    PlannerError.ARGUMENT_COUNT,
                    "%s takes a format and columns, or *".formatted(call.getOperator().getName()),
                    call.getParserPosition());
        }
        String format = format(call);
        if (!format.equals(OBJECTS) && !format.equals(ARRAYS)) {
            throw places.error(
                    PlannerError.INVALID,
                    "%s knows the formats 'JSONEachRow' and 'JSONCompactEachRow', not %s"
                            .formatted(call.getOperator().getName(), call.operand(0)),
                    call.operand(0).getParserPosition());
        }
    }

    private static String format(SqlCall call) {
        return call.operand(0) instanceof SqlLiteral literal
                        && literal.getKind() == SqlKind.LITERAL
                        && literal.getValue() != null
                ? Ascii.toLowerCase(Objects.requireNonNullElse(literal.toValue(), ""))
                : "";
    }

    /** Writes out the calls among the items of a SELECT whose FROM is known. */
    static void writeOut(SqlNodeList items, SqlSelect select, SqlValidator validator) {
        RowTexts texts = new RowTexts(validator, select);
        for (int i = 0; i < items.size(); i++) {
            items.set(i, texts.item(items.get(i)));
        }
    }

    private SqlNode item(SqlNode item) {
        return Objects.requireNonNull(item.accept(this));
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        if (call.isA(SqlKind.QUERY)) {
            return call;
        }
        return isCall(call) ? written(call) : super.visit(call);
    }

    private SqlNode written(SqlCall call) {
        SqlParserPos place = call.getParserPosition();
        boolean objects = format(call).equals(OBJECTS);
        List<SqlNode> parts = new ArrayList<>();
        for (SqlNode column : columns(call)) {
            if (objects) {
                parts.add(SqlLiteral.createCharString(name(column, parts.size() / 2), place));
            }
            parts.add(cell(bare(column)));
        }
        SqlCall row = FunctionCatalogue.call(objects ? "json_object" : "json_array", place, parts);
        boolean line = Ascii.equalsIgnoreCase(call.getOperator().getName(), "formatrow");
        return line
                ? FunctionCatalogue.call(
                        "concat", place, List.of(row, SqlLiteral.createCharString("\n", place)))
                : row;
    }

    /** The arguments behind the format, with the columns that a star stands for. */
    private List<SqlNode> columns(SqlCall call) {
        List<SqlNode> columns = new ArrayList<>();
        for (SqlNode argument : call.getOperandList().subList(1, call.operandCount())) {
            if (argument instanceof SqlIdentifier name && isStar(name)) {
                columns.addAll(
                        validator.expandStar(SqlNodeList.of(star(name)), select, false).getList());
            } else {
                columns.add(argument);
            }
        }
        return columns;
    }

    private static boolean isStar(SqlIdentifier name) {
        return name.names.getLast().equals(STAR);
    }

    private static SqlIdentifier star(SqlIdentifier name) {
        List<String> names = new ArrayList<>(name.names);
        names.set(names.size() - 1, "");
        return new SqlIdentifier(names, name.getParserPosition());
    }

    private static String name(SqlNode column, int place) {
        SqlNode named = column.getKind() == SqlKind.AS ? ((SqlCall) column).operand(1) : column;
        return named instanceof SqlIdentifier identifier
                ? identifier.names.getLast()
                : "c" + (place + 1);
    }

    private static SqlNode bare(SqlNode column) {
        return column.getKind() == SqlKind.AS ? ((SqlCall) column).operand(0) : column;
    }

    /** The value as the format has it: no NaN, and times with their usual digits. */
    private SqlNode cell(SqlNode value) {
        RelDataType type = validator.deriveType(validator.getSelectScope(select), value);
        return switch (type.getSqlTypeName()) {
            case REAL, FLOAT, DOUBLE -> finite(value);
            case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> time(value, type.getPrecision());
            default -> value;
        };
    }

    private static SqlNode finite(SqlNode value) {
        SqlParserPos place = value.getParserPosition();
        return new SqlCase(
                place,
                null,
                SqlNodeList.of(FunctionCatalogue.call("isfinite", place, List.of(value))),
                SqlNodeList.of(value),
                SqlLiteral.createNull(place));
    }

    private static SqlNode time(SqlNode value, int digits) {
        SqlParserPos place = value.getParserPosition();
        String fraction = digits <= 0 ? "" : digits <= 3 ? ".%g" : digits <= 6 ? ".%f" : ".%n";
        return FunctionCatalogue.call(
                "strftime",
                place,
                List.of(value, SqlLiteral.createCharString("%Y-%m-%d %H:%M:%S" + fraction, place)));
    }
}
