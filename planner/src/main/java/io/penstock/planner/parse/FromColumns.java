package io.penstock.planner.parse;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The columns of what stands in one SELECT's FROM, which has been validated. */
final class FromColumns {
    private final SqlValidator validator;
    private final SqlSelect select;

    FromColumns(SqlValidator validator, SqlSelect select) {
        this.validator = validator;
        this.select = select;
    }

    /** The columns of a simple name, with their tables' names and at the name's place. */
    List<SqlIdentifier> named(SqlIdentifier name) {
        List<SqlIdentifier> columns = new ArrayList<>();
        add(select.getFrom(), name, columns);
        return columns;
    }

    private void add(@Nullable SqlNode from, SqlIdentifier name, List<SqlIdentifier> columns) {
        if (from instanceof SqlJoin join) {
            add(join.getLeft(), name, columns);
            add(join.getRight(), name, columns);
        } else if (from != null && has(from, name.getSimple())) {
            String alias = SqlValidatorUtil.alias(from);
            if (alias != null) {
                columns.add(
                        new SqlIdentifier(
                                List.of(alias, name.getSimple()), name.getParserPosition()));
            }
        }
    }

    private boolean has(SqlNode from, String column) {
        SqlValidatorNamespace namespace = validator.getNamespace(from);
        return namespace != null
                && validator
                                .getCatalogReader()
                                .nameMatcher()
                                .indexOf(namespace.getRowType().getFieldNames(), column)
                        >= 0;
    }
}
