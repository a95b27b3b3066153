package io.penstock.planner.parse;

import com.google.common.collect.ImmutableSet;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A column of USING or of a NATURAL join, named without a table, is the first of both sides' that
 * is not NULL. Calcite knows that in the SELECT list; this says it in WHERE, GROUP BY and HAVING,
 * in the very same words, so that both are recognised as one.
 */
final class CommonColumns extends SqlShuttle {
    private static final ImmutableSet<SqlKind> GROUPS =
            ImmutableSet.of(SqlKind.ROW, SqlKind.GROUPING_SETS, SqlKind.ROLLUP, SqlKind.CUBE);

    private final SqlValidator validator;
    private final SqlSelect select;
    private final FromColumns columns;

    CommonColumns(SqlValidator validator, SqlSelect select) {
        this.validator = validator;
        this.select = select;
        this.columns = new FromColumns(validator, select);
    }

    /** Whether there is a join with such columns. Joins lean to the left. */
    static boolean hasAny(@Nullable SqlNode from) {
        return from instanceof SqlJoin join
                && (join.isNatural()
                        || join.getConditionType() == JoinConditionType.USING
                        || hasAny(join.getLeft()));
    }

    /** The clause with such columns spelled out. */
    static SqlNode spellOut(SqlNode clause, SqlValidator validator, SqlSelect select) {
        if (!(select.getFrom() instanceof SqlJoin)) {
            return clause;
        }
        SqlNode spelled = clause.accept(new CommonColumns(validator, select));
        return spelled == null ? clause : spelled;
    }

    /**
     * Expressions of GROUP BY stay as they are: Calcite spells them in its own way, there and in
     * the SELECT list.
     */
    static SqlNodeList spellOutGroups(
            SqlNodeList groups, SqlValidator validator, SqlSelect select) {
        List<SqlNode> spelled = new ArrayList<>();
        for (SqlNode group : groups) {
            spelled.add(
                    group instanceof SqlCall call && !GROUPS.contains(call.getKind())
                            ? group
                            : spellOut(group, validator, select));
        }
        return new SqlNodeList(spelled, groups.getParserPosition());
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        return call.isA(SqlKind.QUERY) ? call : super.visit(call);
    }

    @Override
    public SqlNode visit(SqlIdentifier name) {
        if (!name.isSimple() || name.isStar()) {
            return name;
        }
        return commonName(select.getFrom(), name.getSimple())
                .map(common -> firstOfBoth(common, name))
                .orElse(name);
    }

    private SqlNode firstOfBoth(String common, SqlIdentifier name) {
        List<SqlIdentifier> sides =
                columns.named(new SqlIdentifier(common, name.getParserPosition()));
        return sides.size() < 2
                ? name
                : SqlStdOperatorTable.COALESCE.createCall(
                        SqlParserPos.ZERO, sides.get(0), sides.get(1));
    }

    /** The name as the join has it. Joins lean to the left. */
    private Optional<String> commonName(@Nullable SqlNode from, String name) {
        if (!(from instanceof SqlJoin join)) {
            return Optional.empty();
        }
        return commonNames(join).stream()
                .filter(common -> Names.same(common, name))
                .findFirst()
                .or(() -> commonName(join.getLeft(), name));
    }

    private List<String> commonNames(SqlJoin join) {
        if (join.isNatural()) {
            return SqlValidatorUtil.deriveNaturalJoinColumnList(
                    validator.getCatalogReader().nameMatcher(),
                    rowType(join.getLeft()),
                    rowType(join.getRight()));
        }
        return join.getConditionType() == JoinConditionType.USING
                        && join.getCondition() instanceof SqlNodeList names
                ? SqlIdentifier.simpleNames(names)
                : List.of();
    }

    private RelDataType rowType(SqlNode from) {
        SqlValidatorNamespace namespace = validator.getNamespace(from);
        if (namespace == null) {
            throw new IllegalStateException("not validated: " + from);
        }
        return namespace.getRowType();
    }
}
