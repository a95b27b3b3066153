package io.penstock.planner.parse;

import com.google.common.collect.ImmutableSet;

import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.util.Static;
import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names that may be columns of FROM or aliases of the SELECT list, where columns go first: all of a
 * WHERE, and what is inside an aggregate in HAVING, QUALIFY and ORDER BY. Outside of aggregates the
 * validator lets aliases go first in those: {@code SELECT k, sum(n) AS n FROM t GROUP BY k HAVING
 * max(n) > 2 AND n > 9} means the column, then the sum.
 *
 * <p>Window functions are no aggregates here: they see the groups, and {@code sum(n) OVER ()} sums
 * the sums.
 */
final class SelectAliases extends SqlShuttle {
    /** What can stand around an aggregate, with names of its own. */
    private static final ImmutableSet<SqlKind> AROUND =
            ImmutableSet.of(SqlKind.FILTER, SqlKind.WITHIN_GROUP);

    private final SqlValidator validator;
    private final SqlSelect select;
    private final SqlValidatorScope scope;
    private final FromColumns columns;
    private final Set<String> expanding = new HashSet<>();
    private final boolean inAggregates;
    private boolean aggregated;

    private SelectAliases(SqlValidator validator, SqlSelect select, boolean inAggregates) {
        this.validator = validator;
        this.select = select;
        this.scope = validator.getWhereScope(select);
        this.columns = new FromColumns(validator, select);
        this.inAggregates = inAggregates;
    }

    /** The condition of WHERE with what aliases stand for in their places. */
    static SqlNode expandWhere(SqlNode where, SqlValidator validator, SqlSelect select) {
        SqlNode expanded = where.accept(new SelectAliases(validator, select, false));
        return expanded == null ? where : expanded;
    }

    /**
     * The clause, of HAVING, QUALIFY or ORDER BY, with what aliases stand for inside aggregates.
     * Columns get their tables' names there, so that the validator takes them for nothing else.
     *
     * @throws CalciteContextException for an aggregate of an alias that is one itself
     */
    static <T extends SqlNode> T expandAggregated(
            T clause, SqlValidator validator, SqlSelect select) {
        @SuppressWarnings("unchecked") // A list stays a list; what else there is, is any SqlNode.
        T expanded = (T) clause.accept(new SelectAliases(validator, select, true));
        return expanded == null ? clause : expanded;
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        // A sub-query has its own names, and a name behind a dot or in AS is not a column.
        if (call.isA(SqlKind.QUERY) || call.getKind() == SqlKind.AS) {
            return call;
        }
        if (inAggregates && !aggregated && call.getKind() == SqlKind.OVER) {
            return overGroups(call);
        }
        boolean outer = aggregated;
        aggregated |= isAggregate(call);
        try {
            return super.visit(call);
        } finally {
            aggregated = outer;
        }
    }

    /** The function's own names are left alone; its window may have aggregates. */
    private SqlNode overGroups(SqlCall call) {
        SqlNode window = call.operand(1);
        SqlNode expanded = window.accept(this);
        return expanded == null || expanded == window
                ? call
                : call.getOperator()
                        .createCall(call.getParserPosition(), call.operand(0), expanded);
    }

    private static boolean isAggregate(SqlCall call) {
        return AROUND.contains(call.getKind()) || call.getOperator().isAggregator();
    }

    @Override
    public @Nullable SqlNode visit(SqlIdentifier name) {
        if (!name.isSimple() || name.isStar() || (inAggregates && !aggregated)) {
            return name;
        }
        if (inAggregates) {
            List<SqlIdentifier> found = columns.named(name);
            if (!found.isEmpty()) {
                // Of two the validator says that they are two.
                return found.size() == 1 ? found.get(0) : name;
            }
        }
        return isColumn(name) ? name : aliased(name).map(it -> expanded(name, it)).orElse(name);
    }

    private boolean isColumn(SqlIdentifier name) {
        try {
            scope.fullyQualify(name);
            return true;
        } catch (CalciteContextException e) {
            return false;
        }
    }

    private Optional<SqlNode> aliased(SqlIdentifier name) {
        return select.getSelectList().stream()
                .filter(item -> item.getKind() == SqlKind.AS)
                .map(SqlCall.class::cast)
                .filter(item -> Names.same(alias(item), name.getSimple()))
                .findFirst()
                .map(item -> item.operand(0));
    }

    private static String alias(SqlCall item) {
        return ((SqlIdentifier) item.operand(1)).getSimple();
    }

    private SqlNode expanded(SqlIdentifier name, SqlNode meaning) {
        if (inAggregates && hasAggregate(meaning)) {
            throw validator.newValidationError(name, Static.RESOURCE.nestedAggIllegal());
        }
        if (!expanding.add(name.getSimple())) {
            return name;
        }
        SqlNode expanded = meaning.accept(this);
        expanding.remove(name.getSimple());
        return expanded == null ? name : expanded;
    }

    private static boolean hasAggregate(SqlNode node) {
        boolean[] found = {false};
        node.accept(
                new SqlBasicVisitor<@Nullable Void>() {
                    @Override
                    public @Nullable Void visit(SqlCall call) {
                        found[0] |= isAggregate(call);
                        return call.isA(SqlKind.QUERY) ? null : super.visit(call);
                    }
                });
        return found[0];
    }
}
