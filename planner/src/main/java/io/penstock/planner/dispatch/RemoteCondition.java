package io.penstock.planner.dispatch;

import static io.penstock.planner.dispatch.RemoteColumn.Nature.COLLATED;
import static io.penstock.planner.dispatch.RemoteColumn.Nature.COMPUTED;
import static io.penstock.planner.dispatch.RemoteColumn.Nature.OPAQUE;
import static io.penstock.planner.dispatch.RemoteColumn.Nature.PADDED;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.RemoteDialect;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.type.SqlTypeUtil;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Conditions in a source's dialect, where the source is known to understand them as we do.
 *
 * <p>An answer may be inexact in one direction: it lets through rows that the condition refuses
 * (text that differs in case, to a database that does not mind case). Below NOT that would be the
 * wrong direction, so there only exact answers count.
 */
final class RemoteCondition {
    private final RemoteDialect dialect;
    private final ImmutableList<RemoteColumn> columns;
    private final RelDataType rowType;
    private final RexBuilder rexBuilder;
    private final RemoteValues values;
    private final Wanted wanted;
    private final RemoteQueries queries;
    private final RemoteTerms terms;

    /** What an answer is good for. */
    enum Wanted {
        /** At least all rows that fulfil the condition: it is checked here again. */
        SUPERSET,
        /** Only these rows; so it may be asked in a way that is slower. */
        EXACT
    }

    RemoteCondition(
            RemoteDialect dialect,
            ImmutableList<RemoteColumn> columns,
            RelDataType rowType,
            RexBuilder rexBuilder,
            Wanted wanted,
            RemoteQueries queries,
            RemoteTerms terms) {
        this.queries = queries;
        this.terms = terms;
        this.rexBuilder = rexBuilder;
        this.values = new RemoteValues(rexBuilder);
        this.dialect = dialect;
        this.columns = columns;
        this.rowType = rowType;
        this.wanted = wanted;
    }

    /** Whether and how a source is asked for a condition. */
    sealed interface Answer {
        /**
         * It is asked.
         *
         * @param exact whether only rows come that fulfil the condition
         * @param unknown whether it is neither true nor false for exactly the rows for which it is
         *     that here; without that it is right only where false and unknown are the same
         */
        record Pushed(String text, boolean exact, boolean unknown) implements Answer {
            Pushed(String text, boolean exact) {
                this(text, exact, exact);
            }
        }

        /**
         * It is not asked.
         *
         * @param reason in words
         */
        record Kept(String reason) implements Answer {}
    }

    Answer print(RexNode condition) {
        return switch (condition.getKind()) {
            case AND -> all((RexCall) condition);
            case OR -> any((RexCall) condition);
            case NOT -> not((RexCall) condition);
            case IS_NULL, IS_NOT_NULL -> nullness((RexCall) condition);
            case EQUALS,
                    NOT_EQUALS,
                    LESS_THAN,
                    LESS_THAN_OR_EQUAL,
                    GREATER_THAN,
                    GREATER_THAN_OR_EQUAL ->
                    comparison((RexCall) condition);
            case LIKE -> like((RexCall) condition);
            case INPUT_REF -> flag((RexInputRef) condition);
            case OTHER_FUNCTION -> function((RexCall) condition);
            case IN, EXISTS, SOME, ALL -> new Answer.Kept("such sub-queries are computed here");
            default ->
                    new Answer.Kept("only comparisons of columns and values are asked of sources");
        };
    }

    /** The condition as people read it. */
    String words(RexNode condition) {
        if (condition instanceof RexCall call
                && call.getOperator() instanceof KeyFeeds.Operator keys) {
            return keys.words();
        }
        return Explanations.words(condition, rowType.getFieldNames(), rexBuilder);
    }

    /** What can't be asked is left out of a conjunction: more rows come, none is missing. */
    private Answer all(RexCall call) {
        List<String> pushed = new ArrayList<>();
        boolean exact = true;
        boolean unknown = true;
        Optional<Answer.Kept> kept = Optional.empty();
        for (RexNode operand : call.getOperands()) {
            switch (print(operand)) {
                case Answer.Pushed part -> {
                    pushed.add(part.text());
                    exact &= part.exact();
                    unknown &= part.unknown();
                }
                case Answer.Kept part -> {
                    kept = Optional.of(part);
                    exact = false;
                }
            }
        }
        if (pushed.isEmpty()) {
            return kept.orElseThrow();
        }
        return new Answer.Pushed("(" + String.join(" AND ", pushed) + ")", exact, unknown);
    }

    private Answer any(RexCall call) {
        return isOneOf(call) ? oneOf(call) : anyOf(call);
    }

    /** Whether something that is computed is one of some values: it is computed once then. */
    private boolean isOneOf(RexCall call) {
        if (!call.getOperands().stream().allMatch(operand -> operand.isA(SqlKind.EQUALS))) {
            return false;
        }
        RexNode computed = left(call.getOperands().get(0));
        return isComputed(computed)
                && call.getOperands().stream()
                        .allMatch(
                                operand ->
                                        left(operand).equals(computed)
                                                && isValue(column(right(operand))));
    }

    private RexNode left(RexNode equality) {
        return column(((RexCall) equality).getOperands().get(0));
    }

    private static RexNode right(RexNode equality) {
        return ((RexCall) equality).getOperands().get(1);
    }

    private Answer oneOf(RexCall call) {
        List<String> values = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            if (!(comparison((RexCall) operand) instanceof Answer.Pushed part && part.exact())) {
                return anyOf(call);
            }
            values.add(operand(right(operand)));
        }
        RexNode computed = left(call.getOperands().get(0));
        String collation = SqlTypeUtil.isCharacter(computed.getType()) ? " COLLATE \"C\"" : "";
        return new Answer.Pushed(
                "(%s%s IN (%s))".formatted(operand(computed), collation, String.join(", ", values)),
                true);
    }

    private Answer anyOf(RexCall call) {
        List<String> pushed = new ArrayList<>();
        boolean exact = true;
        boolean unknown = true;
        for (RexNode operand : call.getOperands()) {
            switch (print(operand)) {
                case Answer.Pushed part -> {
                    pushed.add(part.text());
                    exact &= part.exact();
                    unknown &= part.unknown();
                }
                case Answer.Kept part -> {
                    return part;
                }
            }
        }
        return new Answer.Pushed("(" + String.join(" OR ", pushed) + ")", exact, unknown);
    }

    private Answer not(RexCall call) {
        return switch (print(call.getOperands().get(0))) {
            case Answer.Pushed part when part.exact() && part.unknown() ->
                    new Answer.Pushed("(NOT %s)".formatted(part.text()), true);
            case Answer.Pushed part when part.exact() ->
                    new Answer.Kept("the source has dates that are NULL here and not there");
            case Answer.Pushed ignored ->
                    new Answer.Kept("the source may take more rows for equal than we do");
            case Answer.Kept part -> part;
        };
    }

    private Answer nullness(RexCall call) {
        if (!(column(call.getOperands().get(0)) instanceof RexInputRef column)) {
            return new Answer.Kept("only comparisons of columns and values are asked of sources");
        }
        // MySQL's date of zeros is not NULL there, but no date here either.
        if (dialect == RemoteDialect.MYSQL && RemoteTypes.isTime(column.getType())) {
            return new Answer.Kept("the source has dates that are NULL here and not there");
        }
        return new Answer.Pushed(
                "(%s %s)".formatted(name(column), call.getOperator().getName()), true);
    }

    private Answer flag(RexInputRef column) {
        boolean booleans = dialect == RemoteDialect.POSTGRESQL || dialect == RemoteDialect.H2;
        return booleans
                ? new Answer.Pushed(name(column), true)
                : new Answer.Kept("the source may hold truth values as something else");
    }

    private Answer comparison(RexCall call) {
        RexNode left = column(call.getOperands().get(0));
        RexNode right = column(call.getOperands().get(1));
        if (!isOperand(left) || !isOperand(right) || !hasColumn(left, right)) {
            return new Answer.Kept("only comparisons of columns and values are asked of sources");
        }
        if (isOpaque(left) || isOpaque(right)) {
            return new Answer.Kept("the source has a type of its own for the column");
        }
        Optional<Answer.Kept> kept = kept(left).or(() -> kept(right));
        if (kept.isPresent()) {
            return kept.get();
        }
        boolean padded = isNature(PADDED, left) || isNature(PADDED, right);
        if (padded && (wanted == Wanted.EXACT || !call.isA(SqlKind.EQUALS))) {
            return new Answer.Kept("blanks at the end of the column do not count at the source");
        }
        if (wanted == Wanted.EXACT && isFloating(left) && isFloating(right)) {
            return new Answer.Kept("floating numbers are compared here");
        }
        boolean first = left instanceof RexInputRef || isComputed(left);
        RelDataType type = first ? left.getType() : right.getType();
        RelDataType other = first ? right.getType() : left.getType();
        RemoteTypes.Comparing comparing =
                RemoteTypes.comparing(dialect, type, other, asKind(call.getKind(), left, right));
        return switch (comparing) {
            case RemoteTypes.Comparing.Never never -> new Answer.Kept(never.reason());
            case RemoteTypes.Comparing.Like like ->
                    guarded(
                            left,
                            right,
                            compared(left, right)
                                    .text(like.collation(), call.getOperator().getName()),
                            like.exact() && !padded);
        };
    }

    /** Two sides as the source is told to compare them. */
    private MixedText compared(RexNode left, RexNode right) {
        return MixedText.of(side(left), side(right));
    }

    private MixedText.Side side(RexNode node) {
        if (node instanceof RexInputRef column) {
            Optional<String> collation = columns.get(column.getIndex()).collation();
            return new MixedText.Side(name(column), collation, true);
        }
        return new MixedText.Side(operand(node), Optional.empty(), !node.isA(SqlKind.SCALAR_QUERY));
    }

    /** Why something computed is not asked for. */
    private Optional<Answer.Kept> kept(RexNode operand) {
        if (dialect != RemoteDialect.POSTGRESQL && SentValue.isFloating(operand)) {
            return Optional.of(
                    new Answer.Kept("the source may take a floating number for another"));
        }
        if (!isComputed(operand)) {
            return Optional.empty();
        }
        try {
            terms.print(operand);
            return Optional.empty();
        } catch (NotAsked e) {
            return Optional.of(new Answer.Kept(e.reason()));
        }
    }

    /** MySQL's date of zeros is smaller than any other there, and no date here. */
    private Answer guarded(RexNode left, RexNode right, String text, boolean exact) {
        List<String> dates =
                Stream.of(left, right).filter(this::mayBeZeros).map(this::operand).toList();
        if (dates.isEmpty()) {
            return new Answer.Pushed(text, exact);
        }
        String guards = dates.stream().map(" AND %s <> 0"::formatted).collect(Collectors.joining());
        return new Answer.Pushed("(%s%s)".formatted(text, guards), exact, false);
    }

    private boolean mayBeZeros(RexNode node) {
        return dialect == RemoteDialect.MYSQL
                && node instanceof RexInputRef
                && RemoteTypes.isTime(node.getType());
    }

    /**
     * Equality is asked for as order is, by bytes, where the source may take something else for
     * equal, or can't tell which of two collations counts. That no index has, so it is the
     * exception.
     */
    private SqlKind asKind(SqlKind kind, RexNode left, RexNode right) {
        boolean equality = kind == SqlKind.EQUALS || kind == SqlKind.NOT_EQUALS;
        boolean certain =
                dialect == RemoteDialect.POSTGRESQL
                        ? isUncontested(left, right)
                        : wanted == Wanted.SUPERSET;
        return equality && !certain ? SqlKind.LESS_THAN : kind;
    }

    private boolean isUncontested(RexNode left, RexNode right) {
        boolean computed = isNature(COMPUTED, left) || isNature(COMPUTED, right);
        return !computed && !(isNature(COLLATED, left) && isNature(COLLATED, right));
    }

    /**
     * PostgreSQL matches patterns as we do, once its default escape is switched off; a column's own
     * collation, where it is certain, makes no difference but for indexes.
     */
    private Answer like(RexCall call) {
        SqlLikeOperator operator = (SqlLikeOperator) call.getOperator();
        boolean plain =
                operator.isCaseSensitive()
                        && call.getOperands().size() == 2
                        && column(call.getOperands().get(0)) instanceof RexInputRef column
                        && !columns.get(column.getIndex()).opaque()
                        && isValue(call.getOperands().get(1));
        if (dialect != RemoteDialect.POSTGRESQL || !plain) {
            return new Answer.Kept("patterns may match otherwise at the source");
        }
        String text =
                "(%s%s %sLIKE %s ESCAPE '')"
                        .formatted(
                                operand(call.getOperands().get(0)),
                                isNature(COMPUTED, column(call.getOperands().get(0)))
                                        ? " COLLATE \"C\""
                                        : "",
                                operator.isNegated() ? "NOT " : "",
                                operand(call.getOperands().get(1)));
        return new Answer.Pushed(text, true);
    }

    private Answer function(RexCall call) {
        return call.getOperator() instanceof KeyFeeds.Operator keys
                ? keys(keys, call.getOperands().get(0))
                : new Answer.Kept("only comparisons of columns and values are asked of sources");
    }

    /** Keys are compared as a value is, with a column and nothing that is made of one. */
    private Answer keys(KeyFeeds.Operator keys, RexNode operand) {
        if (!(column(operand) instanceof RexInputRef column)) {
            return new Answer.Kept("the key is computed");
        }
        boolean text = SqlTypeUtil.isCharacter(column.getType());
        if (isOpaque(column) || isNature(PADDED, column) || text && isNature(COMPUTED, column)) {
            return new Answer.Kept("the source has a type of its own for the column");
        }
        boolean certain = dialect == RemoteDialect.POSTGRESQL || wanted == Wanted.SUPERSET;
        SqlKind kind = certain ? SqlKind.EQUALS : SqlKind.LESS_THAN;
        try {
            RemoteTypes.requireSendable(column.getType());
            return switch (RemoteTypes.comparing(dialect, column.getType(), keys.type(), kind)) {
                case RemoteTypes.Comparing.Never never -> new Answer.Kept(never.reason());
                case RemoteTypes.Comparing.Like like -> {
                    MixedText sides = MixedText.of(side(column), MixedText.Side.value("?"));
                    String compared = sides.left() + like.collation();
                    yield new Answer.Pushed(
                            keys.mark(dialect, compared, column.getType(), sides.right()),
                            like.exact());
                }
            };
        } catch (NotAsked e) {
            return new Answer.Kept(e.reason());
        }
    }

    private boolean hasColumn(RexNode left, RexNode right) {
        return left instanceof RexInputRef
                || right instanceof RexInputRef
                || isComputed(left)
                || isComputed(right);
    }

    /**
     * Whether a source can be expected to compute it; then it says itself, when it is printed,
     * whether it is proved to be the same.
     */
    private boolean isComputed(RexNode node) {
        boolean call = node instanceof RexCall && !(node instanceof RexSubQuery);
        return dialect == RemoteDialect.POSTGRESQL
                && call
                && RemoteValues.parameter(node).isEmpty()
                && !Expressions.columns(node).isEmpty();
    }

    private boolean isOpaque(RexNode node) {
        return isNature(OPAQUE, node);
    }

    private boolean isNature(RemoteColumn.Nature nature, RexNode node) {
        if (isComputed(node)) {
            return nature == COMPUTED;
        }
        return node instanceof RexInputRef column
                && columns.get(column.getIndex()).nature() == nature;
    }

    /** A column may hold a number of more digits at the source than it has here. */
    private static boolean isFloating(RexNode node) {
        return node instanceof RexInputRef && SqlTypeUtil.isApproximateNumeric(node.getType());
    }

    private boolean isOperand(RexNode node) {
        return node instanceof RexInputRef
                || node.isA(SqlKind.SCALAR_QUERY)
                || isValue(node)
                || isComputed(node);
    }

    private static boolean isValue(RexNode node) {
        boolean literal = node instanceof RexLiteral value && !value.isNull() && isText(value);
        return literal || RemoteValues.parameter(node).isPresent();
    }

    /** No source takes the character NUL in a text. */
    private static boolean isText(RexLiteral value) {
        return !SqlTypeUtil.isCharacter(value.getType())
                || LiteralText.text(value).indexOf(Placeholders.MARK) < 0;
    }

    /** A cast to a wider number compares as the number itself does. */
    private RexNode column(RexNode node) {
        if (node.isA(SqlKind.CAST)) {
            RexNode operand = ((RexCall) node).getOperands().get(0);
            boolean same = DuckText.type(operand.getType()).equals(DuckText.type(node.getType()));
            if ((operand instanceof RexInputRef || operand.isA(SqlKind.SCALAR_QUERY))
                    && (same || RemoteTypes.widens(operand.getType(), node.getType()))) {
                return operand;
            }
        }
        return values.folded(node);
    }

    private String name(RexInputRef column) {
        return columns.get(column.getIndex()).text();
    }

    private String operand(RexNode node) {
        RexNode operand = column(node);
        if (operand instanceof RexInputRef column) {
            return name(column);
        }
        if (operand instanceof RexSubQuery query) {
            return queries.scalar(query);
        }
        if (isComputed(operand)) {
            return terms.print(operand);
        }
        return RemoteValues.parameter(operand)
                .map(parameter -> Placeholders.of(parameter.getIndex()))
                .orElseGet(() -> RemoteValues.literal(dialect, (RexLiteral) operand));
    }
}
