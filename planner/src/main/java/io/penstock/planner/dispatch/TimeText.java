package io.penstock.planner.dispatch;

import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Arithmetic and fields of dates, times and intervals. */
final class TimeText {
    private final RexPrinter printer;

    TimeText(RexPrinter printer) {
        this.printer = printer;
    }

    static boolean isInterval(RelDataType type) {
        return SqlTypeName.INTERVAL_TYPES.contains(type.getSqlTypeName());
    }

    /** Whether an arithmetic call has to do with time. */
    static boolean isTime(RexCall call) {
        return call.getOperands().stream()
                .anyMatch(
                        operand ->
                                isInterval(operand.getType())
                                        || SqlTypeUtil.isDatetime(operand.getType()));
    }

    String print(RexCall call) {
        return switch (call.getKind()) {
            case PLUS -> sum(call, "+");
            case MINUS -> isInterval(call.getType()) ? difference(call) : sum(call, "-");
            case TIMES -> product(call);
            case DIVIDE -> quotient(call);
            case EXTRACT -> extract(call);
            case FLOOR -> floor(call);
            case CEIL -> ceil(call);
            case TIMESTAMP_ADD -> add(call);
            case TIMESTAMP_DIFF -> diff(call);
            case REINTERPRET -> units(call.getOperands().get(0));
            default ->
                    throw Unsupported.construct(
                            "%s of times".formatted(call.getOperator().getName()));
        };
    }

    /** DuckDB makes a timestamp of a date plus an interval; it stays what was planned. */
    private String sum(RexCall call, String operator) {
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        if (operator.equals("+") && isInterval(left.getType()) && !isInterval(right.getType())) {
            return sumText(call.getType(), right, operator, left);
        }
        return sumText(call.getType(), left, operator, right);
    }

    private String sumText(RelDataType type, RexNode left, String operator, RexNode right) {
        String text = "(%s %s %s)".formatted(printer.print(left), operator, printer.print(right));
        boolean same = type.getSqlTypeName() == SqlTypeName.TIMESTAMP || isInterval(type);
        boolean nanos = type.getSqlTypeName() == SqlTypeName.TIMESTAMP && type.getPrecision() > 6;
        return same && !nanos ? text : RexPrinter.cast(text, type);
    }

    private String difference(RexCall call) {
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        if (isInterval(left.getType())) {
            return "(%s - %s)".formatted(printer.print(left), printer.print(right));
        }
        if (DuckText.isMonths(call.getType())) {
            return "to_months(CAST(datesub('month', %s, %s) AS INTEGER))"
                    .formatted(printer.print(right), printer.print(left));
        }
        return "(%s - %s)".formatted(timestamp(left), timestamp(right));
    }

    /** A difference as a number: of months, or of milliseconds. */
    private String units(RexNode interval) {
        if (!interval.isA(SqlKind.MINUS) || isInterval(operand(interval, 0).getType())) {
            throw Unsupported.construct("arithmetic of " + interval.getType());
        }
        return "datesub('%s', %s, %s)"
                .formatted(
                        DuckText.isMonths(interval.getType()) ? "month" : "millisecond",
                        timestamp(operand(interval, 1)),
                        timestamp(operand(interval, 0)));
    }

    private static RexNode operand(RexNode call, int index) {
        return ((RexCall) call).getOperands().get(index);
    }

    private String timestamp(RexNode node) {
        String text = printer.print(node);
        return node.getType().getSqlTypeName() == SqlTypeName.DATE
                ? "CAST(%s AS TIMESTAMP)".formatted(text)
                : text;
    }

    private String product(RexCall call) {
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        return isInterval(left.getType())
                ? "(%s * %s)".formatted(printer.print(left), printer.print(right))
                : "(%s * %s)".formatted(printer.print(right), printer.print(left));
    }

    private String quotient(RexCall call) {
        return "(%s / %s)"
                .formatted(
                        printer.print(call.getOperands().get(0)),
                        printer.print(call.getOperands().get(1)));
    }

    /** An interval as a number of its unit, or a number as an interval. */
    String castInterval(RexNode operand, RelDataType to) {
        String text = printer.print(operand);
        if (isInterval(to)) {
            String unit = unit(qualifier(to).getUnit().name());
            return SqlTypeUtil.isCharacter(operand.getType())
                    ? RexPrinter.cast(text, to)
                    : "(INTERVAL '1 %s' * %s)".formatted(unit, text);
        }
        if (SqlTypeUtil.isCharacter(to)) {
            return RexPrinter.cast(text, to);
        }
        String number =
                DuckText.isMonths(operand.getType())
                        ? "(date_part('year', %s) * 12 + date_part('month', %s))"
                                .formatted(text, text)
                        : "epoch(%s)".formatted(text);
        BigDecimal size = secondsOrMonths(qualifier(operand.getType()));
        return RexPrinter.cast("trunc(%s / %s)".formatted(number, size.toPlainString()), to);
    }

    private static BigDecimal secondsOrMonths(SqlIntervalQualifier qualifier) {
        BigDecimal multiplier = qualifier.getUnit().multiplier;
        return qualifier.isYearMonth() ? multiplier : multiplier.movePointLeft(3);
    }

    private static SqlIntervalQualifier qualifier(RelDataType type) {
        return Objects.requireNonNull(type.getIntervalQualifier(), "interval");
    }

    private String extract(RexCall call) {
        String part = unit(flag(call.getOperands().get(0)));
        String text = printer.print(call.getOperands().get(1));
        return RexPrinter.cast("date_part('%s', %s)".formatted(part, text), call.getType());
    }

    private String floor(RexCall call) {
        List<RexNode> operands = call.getOperands();
        if (operands.size() == 1) {
            return number("floor", call);
        }
        return trunc(unit(flag(operands.get(1))), operands.get(0), call.getType());
    }

    private String number(String function, RexCall call) {
        RexNode operand = call.getOperands().get(0);
        String text = "%s(%s)".formatted(function, printer.print(operand));
        return SqlTypeUtil.isExactNumeric(call.getType())
                ? RexPrinter.cast(text, call.getType())
                : text;
    }

    private String trunc(String unit, RexNode value, RelDataType type) {
        String text = "date_trunc('%s', %s)".formatted(unit, printer.print(value));
        return type.getSqlTypeName() == SqlTypeName.TIMESTAMP ? text : RexPrinter.cast(text, type);
    }

    /** The next whole unit, or the value itself when it is one. */
    private String ceil(RexCall call) {
        List<RexNode> operands = call.getOperands();
        if (operands.size() == 1) {
            return number("ceil", call);
        }
        String unit = unit(flag(operands.get(1)));
        String floor = trunc(unit, operands.get(0), call.getType());
        String step = unit.equals("quarter") ? "3 months" : "1 " + unit;
        String next =
                RexPrinter.cast("(%s + INTERVAL '%s')".formatted(floor, step), call.getType());
        return "CASE WHEN %s = %s THEN %s ELSE %s END"
                .formatted(floor, printer.print(operands.get(0)), floor, next);
    }

    private String add(RexCall call) {
        String unit = unit(flag(call.getOperands().get(0)));
        String step = unit.equals("quarter") ? "3 months" : "1 " + unit;
        String text =
                "(%s + INTERVAL '%s' * %s)"
                        .formatted(
                                printer.print(call.getOperands().get(2)),
                                step,
                                printer.print(call.getOperands().get(1)));
        return RexPrinter.cast(text, call.getType());
    }

    private String diff(RexCall call) {
        return RexPrinter.cast(
                "datesub('%s', %s, %s)"
                        .formatted(
                                unit(flag(call.getOperands().get(0))),
                                printer.print(call.getOperands().get(1)),
                                printer.print(call.getOperands().get(2))),
                call.getType());
    }

    private static String flag(RexNode literal) {
        Object value = literal.isA(SqlKind.LITERAL) ? ((RexLiteral) literal).getValue() : null;
        return value instanceof TimeUnitRange range ? range.name() : String.valueOf(value);
    }

    /**
     * DuckDB's name of a unit.
     *
     * @throws io.penstock.spi.error.QueryException for units that it doesn't know
     */
    private static String unit(String name) {
        String unit = name.toLowerCase(Locale.ROOT);
        return switch (unit) {
            case "year",
                    "quarter",
                    "month",
                    "week",
                    "day",
                    "hour",
                    "minute",
                    "second",
                    "millisecond",
                    "microsecond",
                    "nanosecond",
                    "decade",
                    "century",
                    "millennium",
                    "epoch",
                    "dow",
                    "isodow",
                    "doy",
                    "isoyear" ->
                    unit;
            default -> throw Unsupported.construct("the unit " + name);
        };
    }
}
