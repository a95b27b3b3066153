package io.penstock.planner.parse;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeCoercionRule;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlMoniker;
import org.apache.calcite.sql.validate.SqlMonikerType;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

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
            select.setWhere(SelectAliases.expandWhere(spelled, this, select));
        }
        super.validateWhereClause(select);
    }

    @Override
    protected RelDataType validateSelectList(
            SqlNodeList items, SqlSelect select, RelDataType target) {
        CommonStars.writeOut(items, select, this);
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
            SqlNode spelled = CommonColumns.spellOut(having, this, select);
            select.setHaving(SelectAliases.expandAggregated(spelled, this, select));
        }
        super.validateHavingClause(select);
    }

    @Override
    protected void validateQualifyClause(SqlSelect select) {
        SqlNode qualify = select.getQualify();
        if (qualify != null) {
            select.setQualify(SelectAliases.expandAggregated(qualify, this, select));
        }
        super.validateQualifyClause(select);
    }

    @Override
    protected void validateOrderList(SqlSelect select) {
        SqlNodeList order = select.getOrderList();
        if (order != null) {
            select.setOrderBy(SelectAliases.expandAggregated(order, this, select));
        }
        super.validateOrderList(select);
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
        List<SqlMoniker> names = new ArrayList<>();
        try {
            getWhereScope(select).findAllColumnNames(names);
        } catch (CalciteContextException inFrom) {
            return List.of();
        }
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
