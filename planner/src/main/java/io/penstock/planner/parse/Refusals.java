package io.penstock.planner.parse;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;

import io.penstock.planner.PlannerError;

import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Refuses what the parser takes for something else than the author meant, or would change in
 * silence.
 */
final class Refusals extends SqlBasicVisitor<@Nullable Void> {
    private static final int MAX_DECIMAL_PRECISION = 38;

    /** Calcite's dates have four digits. */
    private static final Pattern LONG_YEAR = Pattern.compile("\\s*[+-]?\\d{5,}-.*");

    /** Intervals count milliseconds. */
    private static final Pattern FINE_FRACTION = Pattern.compile(".*\\.\\d{3}\\d*[1-9]\\d*\\s*");

    /** What to say about an ASOF join of another form. */
    static final String ASOF = "ASOF JOIN takes MATCH_CONDITION t.time >= u.time ON t.key = u.key";

    private static final ImmutableMap<String, String> JOINS_LIKE_ALIASES =
            ImmutableMap.of(
                    "semi",
                    "SEMI JOIN is not supported; write WHERE EXISTS (SELECT 1 FROM .. WHERE ..)",
                    "anti",
                    "ANTI JOIN is not supported; write WHERE NOT EXISTS (SELECT 1 FROM .. WHERE"
                            + " ..)");

    private final Places places;

    Refusals(Places places) {
        this.places = places;
    }

    /** What to write in the place of a kind of join, by the word before JOIN. */
    static ImmutableMap<String, String> joinsLikeAliases() {
        return JOINS_LIKE_ALIASES;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        switch (call.getKind()) {
            case JOIN -> join((SqlJoin) call);
            case ROLLUP, CUBE -> groups(call);
            case ORDER_BY -> {
                rows("LIMIT", ((SqlOrderBy) call).fetch);
                rows("OFFSET", ((SqlOrderBy) call).offset);
            }
            default -> {}
        }
        return super.visit(call);
    }

    private void join(SqlJoin join) {
        boolean asof =
                join.getJoinType() == JoinType.ASOF || join.getJoinType() == JoinType.LEFT_ASOF;
        if (asof && join.getConditionType() != JoinConditionType.ON) {
            throw places.error(PlannerError.SYNTAX, ASOF, join.getParserPosition());
        }
        if (join.getLeft().getKind() == SqlKind.AS
                && ((SqlCall) join.getLeft()).operand(1) instanceof SqlIdentifier alias) {
            alias(alias);
        }
    }

    /** The digits of 1.25 would be taken for 125. */
    private void rows(String clause, @Nullable SqlNode count) {
        if (count instanceof SqlNumericLiteral number && !number.isInteger()) {
            throw places.error(
                    PlannerError.SYNTAX,
                    "%s takes a whole number, not %s".formatted(clause, number),
                    number.getParserPosition());
        }
    }

    /** {@code t SEMI JOIN u} gives t another name, unless AS says that this is meant. */
    private void alias(SqlIdentifier alias) {
        String message = JOINS_LIKE_ALIASES.get(Ascii.toLowerCase(alias.getSimple()));
        int line = alias.getParserPosition().getLineNum();
        if (message == null || line <= 0) {
            return;
        }
        int token = places.tokenAt(line, alias.getParserPosition().getColumnNum());
        boolean meant = token > 0 && places.tokens().get(token - 1).isWord("as");
        if (!meant && places.tokens().get(token).kind() == SqlToken.Kind.WORD) {
            throw places.error(PlannerError.NOT_SUPPORTED, message, alias.getParserPosition());
        }
    }

    /** Groups that are asked for twice would be given once. */
    private void groups(SqlCall sets) {
        List<SqlNode> columns = sets.getOperandList();
        for (int i = 1; i < columns.size(); i++) {
            SqlNode column = columns.get(i);
            if (columns.subList(0, i).stream()
                    .anyMatch(other -> other.equalsDeep(column, Litmus.IGNORE))) {
                throw places.error(
                        PlannerError.INVALID,
                        "%s stands twice in %s".formatted(named(column), sets.getOperator()),
                        column.getParserPosition());
            }
        }
    }

    private static String named(SqlNode column) {
        return column instanceof SqlIdentifier name ? "'%s'".formatted(name) : "An expression";
    }

    @Override
    public @Nullable Void visit(SqlLiteral literal) {
        if (literal instanceof SqlUnknownLiteral unknown
                && LONG_YEAR.matcher(unknown.getValue()).matches()) {
            throw places.error(
                    PlannerError.SYNTAX,
                    "'%s' has a year of more than four digits; %s '%s' is the last"
                            .formatted(unknown.getValue(), unknown.tag, last(unknown.tag)),
                    literal.getParserPosition());
        }
        if (literal instanceof SqlIntervalLiteral
                && FINE_FRACTION.matcher(String.valueOf(literal.getValue())).matches()) {
            throw places.error(
                    PlannerError.INVALID,
                    "INTERVAL '%s' has more than three digits behind the point; intervals count"
                                    .formatted(literal.getValue())
                            + " milliseconds",
                    literal.getParserPosition());
        }
        return null;
    }

    private static String last(String type) {
        return type.equals("DATE") ? "9999-12-31" : "9999-12-31 23:59:59";
    }

    @Override
    public @Nullable Void visit(SqlDataTypeSpec type) {
        if (!(type.getTypeNameSpec() instanceof SqlBasicTypeNameSpec basic)) {
            return null;
        }
        String name = basic.getTypeName().getSimple();
        if (Ascii.equalsIgnoreCase(name, "DECIMAL")) {
            digits(basic, type);
        }
        if (name.equals(SqlTypeName.TIME_TZ.name())
                || name.equals(SqlTypeName.TIME_WITH_LOCAL_TIME_ZONE.name())) {
            throw places.error(
                    PlannerError.NOT_SUPPORTED,
                    "TIME WITH TIME ZONE is not supported; use TIME, or TIMESTAMP WITH TIME ZONE",
                    type.getParserPosition());
        }
        return null;
    }

    /** Calcite would make a longer DECIMAL shorter without a word. */
    private void digits(SqlBasicTypeNameSpec decimal, SqlDataTypeSpec type) {
        if (decimal.getPrecision() > MAX_DECIMAL_PRECISION) {
            throw places.error(
                    PlannerError.INVALID,
                    "DECIMAL(%d) is too long; decimals have at most %d digits"
                            .formatted(decimal.getPrecision(), MAX_DECIMAL_PRECISION),
                    type.getParserPosition());
        }
        if (decimal.getScale() > decimal.getPrecision()) {
            throw places.error(
                    PlannerError.INVALID,
                    "DECIMAL(%d, %d) has more digits behind the point than digits"
                            .formatted(decimal.getPrecision(), decimal.getScale()),
                    type.getParserPosition());
        }
    }
}
