package io.penstock.planner.parse;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeCoercionRule;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql.validate.SqlMoniker;
import org.apache.calcite.sql.validate.SqlMonikerType;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The validator, with what Calcite leaves to sub-classes. One validates one text. */
class PenstockValidator extends SqlValidatorImpl {
    PenstockValidator(
            SqlOperatorTable operators,
            SqlValidatorCatalogReader reader,
            RelDataTypeFactory types,
            Config config) {
        super(operators, reader, types, config);
    }

    /** Truth values are numbers when somebody casts them, and the other way round. */
    @Override
    public SqlTypeMappingRule getTypeMappingRule() {
        return SqlTypeCoercionRule.lenientInstance();
    }

    /**
     * {@code SELECT a + 1 AS b FROM t WHERE b > 3}: where no column is called b, it's the alias.
     */
    @Override
    protected void validateWhereClause(SqlSelect select) {
        SqlNode where = select.getWhere();
        if (where != null) {
            SqlNode spelled = CommonColumns.spellOut(where, this, select);
            select.setWhere(spelled.accept(new AliasesInWhere(select, getWhereScope(select))));
        }
        super.validateWhereClause(select);
    }

    @Override
    protected RelDataType validateSelectList(
            SqlNodeList items, SqlSelect select, RelDataType target) {
        RowTexts.writeOut(items, select, this);
        return super.validateSelectList(items, select, target);
    }

    @Override
    protected void validateGroupClause(SqlSelect select) {
        SqlNodeList group = select.getGroup();
        if (group != null) {
            select.setGroupBy(CommonColumns.spellOutGroups(group, this, select));
        }
        super.validateGroupClause(select);
    }

    @Override
    protected void validateHavingClause(SqlSelect select) {
        SqlNode having = select.getHaving();
        if (having != null) {
            select.setHaving(CommonColumns.spellOut(having, this, select));
        }
        super.validateHavingClause(select);
    }

    /** Aliases become what they stand for; columns go first. */
    private static final class AliasesInWhere extends SqlShuttle {
        private final SqlSelect select;
        private final SqlValidatorScope scope;
        private final Set<String> expanding = new HashSet<>();

        AliasesInWhere(SqlSelect select, SqlValidatorScope scope) {
            this.select = select;
            this.scope = scope;
        }

        @Override
        public @Nullable SqlNode visit(SqlCall call) {
            // A sub-query has its own names, and a name behind a dot or in AS is not a column.
            boolean leave = call.isA(SqlKind.QUERY) || call.getKind() == SqlKind.AS;
            return leave ? call : super.visit(call);
        }

        @Override
        public @Nullable SqlNode visit(SqlIdentifier name) {
            if (!name.isSimple() || name.isStar() || isColumn(name)) {
                return name;
            }
            for (SqlNode item : select.getSelectList()) {
                if (item.getKind() == SqlKind.AS
                        && Names.same(alias((SqlCall) item), name.getSimple())
                        && expanding.add(alias((SqlCall) item))) {
                    SqlNode expanded = ((SqlCall) item).operand(0).accept(this);
                    expanding.remove(alias((SqlCall) item));
                    return expanded;
                }
            }
            return name;
        }

        private static String alias(SqlCall item) {
            return ((SqlIdentifier) item.operand(1)).getSimple();
        }

        private boolean isColumn(SqlIdentifier name) {
            try {
                scope.fullyQualify(name);
                return true;
            } catch (CalciteContextException e) {
                return false;
            }
        }
    }

    /** The columns that could have been meant at a place of the query; empty when none is known. */
    List<String> columnsAt(SqlNode query, int line, int column) {
        InnermostSelect visitor = new InnermostSelect(new SqlParserPos(line, column));
        query.accept(visitor);
        SqlSelect select = visitor.found;
        // What was never registered has no scope, and getWhereScope fails instead of saying so.
        if (select == null || line <= 0 || getRawSelectScope(select) == null) {
            return List.of();
        }
        SqlValidatorScope scope = getWhereScope(select);
        List<SqlMoniker> names = new ArrayList<>();
        scope.findAllColumnNames(names);
        return names.stream()
                .filter(name -> name.getType() == SqlMonikerType.COLUMN)
                .map(
                        name ->
                                name.getFullyQualifiedNames()
                                        .get(name.getFullyQualifiedNames().size() - 1))
                .distinct()
                .toList();
    }

    /** The smallest SELECT around a place; for a place outside of all, in ORDER BY, the first. */
    private static final class InnermostSelect extends SqlBasicVisitor<@Nullable Void> {
        private final SqlParserPos place;
        private @Nullable SqlSelect found;

        InnermostSelect(SqlParserPos place) {
            this.place = place;
        }

        @Override
        public @Nullable Void visit(SqlCall call) {
            boolean first = found == null;
            if (call instanceof SqlSelect select
                    && (first || contains(select.getParserPosition()))) {
                found = select;
            }
            return super.visit(call);
        }

        private boolean contains(SqlParserPos area) {
            return before(area.getLineNum(), area.getColumnNum(), place)
                    && before(
                            place.getLineNum(),
                            place.getColumnNum(),
                            new SqlParserPos(area.getEndLineNum(), area.getEndColumnNum()));
        }

        private static boolean before(int line, int column, SqlParserPos other) {
            return line < other.getLineNum()
                    || (line == other.getLineNum() && column <= other.getColumnNum());
        }
    }
}
