package io.penstock.planner.dispatch;

import io.penstock.spi.catalog.RemoteDialect;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.DateString;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/** Values in a source's dialect. */
final class RemoteValues {
    private static final long MILLIS_PER_DAY = 86_400_000;

    private final RexBuilder rexBuilder;

    RemoteValues(RexBuilder rexBuilder) {
        this.rexBuilder = rexBuilder;
    }

    /** A constant expression as a literal, where that is easy; otherwise the expression itself. */
    RexNode folded(RexNode node) {
        if (!(node instanceof RexCall call) || call.getOperands().isEmpty()) {
            return node;
        }
        RexNode first = folded(call.getOperands().get(0));
        if (!(first instanceof RexLiteral value) || value.isNull()) {
            return node;
        }
        Optional<RexNode> result =
                switch (call.getKind()) {
                    case CAST -> cast(value, call.getType());
                    case MINUS_PREFIX ->
                            exact(value)
                                    .filter(number -> isLiteral(call.getType()))
                                    .map(number -> literal(number.negate(), call));
                    case PLUS, MINUS, TIMES -> computed(call, value);
                    default -> Optional.empty();
                };
        return result.orElse(node);
    }

    private Optional<RexNode> cast(RexLiteral value, RelDataType type) {
        if (type.getSqlTypeName() == SqlTypeName.DATE && SqlTypeUtil.isCharacter(value.getType())) {
            return date(LiteralText.text(value)).map(rexBuilder::makeDateLiteral);
        }
        boolean keeps =
                isLiteral(type)
                        && exact(value)
                                .filter(
                                        number ->
                                                number.stripTrailingZeros().scale()
                                                        <= type.getScale())
                                .isPresent();
        boolean widens =
                keeps || type.getSqlTypeName() == SqlTypeName.DOUBLE && exact(value).isPresent();
        return widens
                ? exact(value).map(number -> rexBuilder.makeLiteral(number, type))
                : Optional.empty();
    }

    /** Whether there are literals of a type of exact numbers: of unsigned ones there are none. */
    private static boolean isLiteral(RelDataType type) {
        return SqlTypeUtil.isExactNumeric(type)
                && !SqlTypeName.UNSIGNED_TYPES.contains(type.getSqlTypeName());
    }

    private static Optional<DateString> date(String text) {
        try {
            return Optional.of(new DateString(LocalDate.parse(text).toString()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<BigDecimal> exact(RexLiteral value) {
        return SqlTypeUtil.isExactNumeric(value.getType())
                ? Optional.ofNullable(value.getValueAs(BigDecimal.class))
                : Optional.empty();
    }

    private Optional<RexNode> computed(RexCall call, RexLiteral left) {
        if (!(folded(call.getOperands().get(1)) instanceof RexLiteral right) || right.isNull()) {
            return Optional.empty();
        }
        if (left.getType().getSqlTypeName() == SqlTypeName.DATE
                && TimeText.isInterval(right.getType())
                && call.getType().getSqlTypeName() == SqlTypeName.DATE) {
            return moved(left, right, call.isA(SqlKind.MINUS) ? -1 : 1);
        }
        Optional<BigDecimal> a = exact(left);
        Optional<BigDecimal> b = exact(right);
        if (a.isEmpty() || b.isEmpty() || !isLiteral(call.getType())) {
            return Optional.empty();
        }
        BigDecimal result =
                switch (call.getKind()) {
                    case PLUS -> a.get().add(b.get());
                    case MINUS -> a.get().subtract(b.get());
                    default -> a.get().multiply(b.get());
                };
        return result.scale() > call.getType().getScale()
                ? Optional.empty()
                : Optional.of(literal(result, call));
    }

    private RexNode literal(BigDecimal number, RexCall call) {
        return rexBuilder.makeLiteral(number, call.getType());
    }

    private Optional<RexNode> moved(RexLiteral day, RexLiteral interval, int sign) {
        LocalDate date =
                LocalDate.parse(
                        Objects.requireNonNull(day.getValueAs(DateString.class), "day").toString());
        long amount = sign * Objects.requireNonNull(interval.getValueAs(Long.class), "interval");
        if (DuckText.isMonths(interval.getType())) {
            return Optional.of(literal(date.plusMonths(amount)));
        }
        return amount % MILLIS_PER_DAY == 0
                ? Optional.of(literal(date.plusDays(amount / MILLIS_PER_DAY)))
                : Optional.empty();
    }

    private RexNode literal(LocalDate date) {
        return rexBuilder.makeDateLiteral(new DateString(date.toString()));
    }

    /** A literal that every dialect reads alike; TIMESTAMP_NS is a word of DuckDB's. */
    static String literal(RemoteDialect dialect, RexLiteral literal) {
        return switch (literal.getType().getSqlTypeName()) {
            case CHAR, VARCHAR -> text(dialect, LiteralText.text(literal));
            case REAL, FLOAT, DOUBLE -> floating(dialect, literal);
            default -> LiteralText.bare(literal).replaceFirst("^TIMESTAMP_NS", "TIMESTAMP");
        };
    }

    /** 0.5 alone would be an exact number, and compare as one with exact columns. */
    private static String floating(RemoteDialect dialect, RexLiteral literal) {
        double value = Objects.requireNonNull(literal.getValueAs(Double.class), "number");
        return dialect == RemoteDialect.POSTGRESQL || dialect == RemoteDialect.H2
                ? "CAST(%s AS DOUBLE PRECISION)".formatted(value)
                : new BigDecimal(Double.toString(value)).unscaledValue()
                        + "e"
                        + -new BigDecimal(Double.toString(value)).scale();
    }

    /** A backslash is an escape for MySQL. */
    private static String text(RemoteDialect dialect, String value) {
        String escaped = dialect == RemoteDialect.MYSQL ? value.replace("\\", "\\\\") : value;
        return "'" + escaped.replace("'", "''") + "'";
    }

    /**
     * A value as the planner writes it: with a cast to the type that it has anyway, and one to a
     * wider type, in which it compares as it does in its own.
     */
    static Optional<RexDynamicParam> parameter(RexNode node) {
        if (node.isA(SqlKind.CAST)) {
            RexNode operand = ((RexCall) node).getOperands().get(0);
            return operand instanceof RexDynamicParam
                            || RemoteTypes.widens(operand.getType(), node.getType())
                    ? parameter(operand)
                    : Optional.empty();
        }
        return node instanceof RexDynamicParam parameter
                ? Optional.of(parameter)
                : Optional.empty();
    }
}
