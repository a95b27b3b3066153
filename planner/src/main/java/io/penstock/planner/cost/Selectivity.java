package io.penstock.planner.cost;

import com.google.common.collect.Sets;

import io.penstock.spi.catalog.ColumnStatistics.Range;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Which part of the rows conditions let through; System R's numbers where nothing is known. A range
 * from both sides is taken as one, as every textbook since does.
 */
final class Selectivity {
    private static final double EQUAL = 1.0 / 10;
    private static final double COMPARED = 1.0 / 3;
    private static final double LIKE = 1.0 / 10;
    private static final double NULLS = 1.0 / 20;
    private static final double UNKNOWN = 1.0 / 4;
    private static final long MILLIS_TO_MICROS = 1_000;
    private static final double MILLIS_OF_DAY = 86_400_000;
    private static final double DAYS_OF_MONTH = 365.2425 / 12;

    private Selectivity() {}

    /** What is left of rows; a column that is narrowed by one condition is narrow for the next. */
    static Estimate filtered(Estimate input, List<RexNode> conditions) {
        Estimate left = input;
        for (RexNode condition : conditions) {
            for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
                double part = of(conjunct, left);
                left = narrowed(fewer(left.scaled(part), conjunct, part), conjunct);
            }
        }
        return left;
    }

    /**
     * Of rows that a condition chooses by one column, that column has such a part of its values.
     */
    private static Estimate fewer(Estimate rows, RexNode condition, double part) {
        ImmutableBitSet columns = RelOptUtil.InputFinder.bits(condition);
        if (columns.cardinality() != 1 || condition.isA(SqlKind.IS_NOT_NULL)) {
            return rows;
        }
        return rows.withColumn(
                columns.nth(0),
                known ->
                        known.distinct().isEmpty()
                                ? known
                                : Estimate.withDistinct(
                                        known, Math.max(1, part * known.distinct().getAsDouble())));
    }

    /** A column that equals one value has one; a range has a new end. */
    private static Estimate narrowed(Estimate rows, RexNode condition) {
        if (condition.isA(SqlKind.EQUALS)) {
            return fixed((RexCall) condition)
                    .map(
                            column ->
                                    rows.withColumn(
                                            column, known -> Estimate.withDistinct(known, 1)))
                    .orElse(rows);
        }
        return Comparison.of(condition)
                .map(
                        found ->
                                rows.withColumn(
                                        found.column.getIndex(),
                                        known ->
                                                Estimate.withRange(
                                                        known, known.range().map(found::cut))))
                .orElse(rows);
    }

    /** The column that has one value only. */
    private static Optional<Integer> fixed(RexCall equality) {
        RexNode left = equality.getOperands().get(0);
        RexNode right = equality.getOperands().get(1);
        Optional<RexInputRef> column =
                RexUtil.isConstant(right)
                        ? column(left)
                        : RexUtil.isConstant(left) ? column(right) : Optional.empty();
        return column.map(RexInputRef::getIndex);
    }

    private static double of(RexNode condition, Estimate rows) {
        return switch (condition.getKind()) {
            case LITERAL -> condition.isAlwaysFalse() ? 0 : 1;
            case AND -> filtered(rows, List.of(condition)).rows() / Math.max(rows.rows(), 1e-9);
            case OR -> any((RexCall) condition, rows);
            case NOT -> 1 - of(((RexCall) condition).getOperands().get(0), rows);
            case IS_NULL -> nulls((RexCall) condition, rows);
            case IS_NOT_NULL -> 1 - nulls((RexCall) condition, rows);
            case EQUALS -> equal((RexCall) condition, rows);
            case NOT_EQUALS -> 1 - equal((RexCall) condition, rows);
            case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
                    Comparison.of(condition)
                            .map(comparison -> comparison.part(rows))
                            .orElse(COMPARED);
            case LIKE -> LIKE;
            default -> UNKNOWN;
        };
    }

    private static double any(RexCall call, Estimate rows) {
        double none = 1;
        double sum = 0;
        boolean equalities = true;
        for (RexNode operand : call.getOperands()) {
            double part = of(operand, rows);
            none *= 1 - part;
            sum += part;
            equalities &= operand.isA(SqlKind.EQUALS);
        }
        // Of several values a column has one, so that these exclude each other.
        return equalities ? Math.min(1, sum) : 1 - none;
    }

    private static double nulls(RexCall call, Estimate rows) {
        return column(call.getOperands().get(0))
                .map(column -> rows.columns().get(column.getIndex()).nulls().orElse(NULLS))
                .orElse(NULLS);
    }

    private static double equal(RexCall call, Estimate rows) {
        Optional<RexInputRef> left = column(call.getOperands().get(0));
        Optional<RexInputRef> right = column(call.getOperands().get(1));
        OptionalDouble one = distinct(left, rows);
        OptionalDouble other = distinct(right, rows);
        if (one.isEmpty() && other.isEmpty()) {
            return left.isPresent() && right.isPresent()
                    ? Math.min(EQUAL, 1 / Math.max(1, Math.sqrt(rows.rows())))
                    : EQUAL;
        }
        return 1 / Math.max(1, Math.max(one.orElse(1), other.orElse(1)));
    }

    private static OptionalDouble distinct(Optional<RexInputRef> column, Estimate rows) {
        return column.isEmpty() ? OptionalDouble.empty() : rows.distinct(column.get().getIndex());
    }

    /** The column that an expression is, a change of its type aside. */
    static Optional<RexInputRef> column(RexNode expression) {
        RexNode node = expression;
        while (node.isA(SqlKind.CAST)) {
            node = ((RexCall) node).getOperands().get(0);
        }
        return node instanceof RexInputRef column ? Optional.of(column) : Optional.empty();
    }

    /** A column compared with a value whose place is known. */
    private static final class Comparison {
        private static final Set<SqlKind> KINDS =
                Sets.immutableEnumSet(
                        SqlKind.LESS_THAN,
                        SqlKind.LESS_THAN_OR_EQUAL,
                        SqlKind.GREATER_THAN,
                        SqlKind.GREATER_THAN_OR_EQUAL);

        private static final Set<SqlKind> SUMS = Sets.immutableEnumSet(SqlKind.PLUS, SqlKind.MINUS);

        private final RexInputRef column;
        private final SqlKind kind;
        private final double value;

        private Comparison(RexInputRef column, SqlKind kind, double value) {
            this.column = column;
            this.kind = kind;
            this.value = value;
        }

        static Optional<Comparison> of(RexNode condition) {
            if (!condition.isA(KINDS)) {
                return Optional.empty();
            }
            RexNode left = ((RexCall) condition).getOperands().get(0);
            RexNode right = ((RexCall) condition).getOperands().get(1);
            return of(left, condition.getKind(), right)
                    .or(() -> of(right, condition.getKind().reverse(), left));
        }

        private static Optional<Comparison> of(RexNode column, SqlKind kind, RexNode value) {
            OptionalDouble place = place(value);
            return place.isEmpty()
                    ? Optional.empty()
                    : column(column).map(ref -> new Comparison(ref, kind, place.getAsDouble()));
        }

        /** Which part of a column's values is on the right side of the value. */
        double part(Estimate rows) {
            Optional<Range> range = rows.columns().get(column.getIndex()).range();
            if (range.isEmpty()) {
                return COMPARED;
            }
            double width = range.get().high() - range.get().low();
            double below =
                    width <= 0
                            ? value >= range.get().low() ? 1 : 0
                            : (value - range.get().low()) / width;
            double part = isUpper() ? below : 1 - below;
            return Math.min(1, Math.max(1 / Math.max(10, rows.rows()), part));
        }

        private boolean isUpper() {
            return kind == SqlKind.LESS_THAN || kind == SqlKind.LESS_THAN_OR_EQUAL;
        }

        Range cut(Range range) {
            double inside = Math.min(range.high(), Math.max(range.low(), value));
            return isUpper() ? new Range(range.low(), inside) : new Range(inside, range.high());
        }

        private static OptionalDouble place(RexNode node) {
            RexNode value = node;
            while (value.isA(SqlKind.CAST)) {
                value = ((RexCall) value).getOperands().get(0);
            }
            return switch (value) {
                case RexLiteral literal when !literal.isNull() -> place(literal);
                case RexCall call when call.isA(SUMS) && call.getOperands().size() == 2 ->
                        sum(call.getOperands().get(0), call.isA(SqlKind.MINUS), call);
                default -> OptionalDouble.empty();
            };
        }

        /** A number and another, or a time and an interval. */
        private static OptionalDouble sum(RexNode first, boolean minus, RexCall call) {
            OptionalDouble from = place(first);
            RexNode second = call.getOperands().get(1);
            OptionalDouble by =
                    second instanceof RexLiteral literal && isInterval(literal)
                            ? OptionalDouble.of(days(literal) * ofDay(first))
                            : place(second);
            return from.isEmpty() || by.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(from.getAsDouble() + (minus ? -1 : 1) * by.getAsDouble());
        }

        private static boolean isInterval(RexLiteral literal) {
            return !literal.isNull()
                    && SqlTypeName.INTERVAL_TYPES.contains(literal.getType().getSqlTypeName());
        }

        /** About how many; a month is as long as it is on average. */
        private static double days(RexLiteral interval) {
            @Nullable Long amount = interval.getValueAs(Long.class);
            boolean months =
                    SqlTypeName.YEAR_INTERVAL_TYPES.contains(interval.getType().getSqlTypeName());
            return amount == null ? 0 : months ? amount * DAYS_OF_MONTH : amount / MILLIS_OF_DAY;
        }

        /** How long a day is in the unit of a time's place, which is that of its literal. */
        private static double ofDay(RexNode time) {
            RexNode node = time;
            while (node instanceof RexCall call && !call.getOperands().isEmpty()) {
                node = call.getOperands().get(0);
            }
            return node.getType().getSqlTypeName() == SqlTypeName.DATE
                    ? 1
                    : MILLIS_OF_DAY * MILLIS_TO_MICROS;
        }

        private static OptionalDouble place(RexLiteral literal) {
            SqlTypeName type = literal.getType().getSqlTypeName();
            if (SqlTypeName.NUMERIC_TYPES.contains(type)) {
                @Nullable BigDecimal number = literal.getValueAs(BigDecimal.class);
                return number == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(number.doubleValue());
            }
            if (type == SqlTypeName.DATE) {
                @Nullable DateString day = literal.getValueAs(DateString.class);
                return day == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(LocalDate.parse(day.toString()).toEpochDay());
            }
            if (type == SqlTypeName.TIMESTAMP) {
                @Nullable TimestampString time = literal.getValueAs(TimestampString.class);
                return time == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(time.getMillisSinceEpoch() * MILLIS_TO_MICROS);
            }
            return OptionalDouble.empty();
        }
    }
}
