package io.penstock.planner.dispatch;

import io.penstock.planner.catalog.JsonType;
import io.penstock.planner.cost.CorrelatedQuery;
import io.penstock.spi.catalog.RemoteDialect;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

import java.util.List;

/**
 * Sub-queries of what a source is asked. They depend on no row around them, or on one in a way that
 * every database can make a join of: other ones are made joins of here.
 */
final class RemoteSubQueries implements RemoteQueries {
    private final RemoteDialect dialect;
    private final RemoteTree printer;

    /**
     * The sub-queries of one tree.
     *
     * @param printer prints it
     */
    RemoteSubQueries(RemoteDialect dialect, RemoteTree printer) {
        this.dialect = dialect;
        this.printer = printer;
    }

    /** Of two rows some sources take one, others fail: so it must be known that there is one. */
    @Override
    public String scalar(RexSubQuery query) {
        if (!isOneRow(query.rel)) {
            throw new NotAsked("a sub-query may give more than one row");
        }
        RelDataType type = query.rel.getRowType().getFieldList().get(0).getType();
        boolean plain =
                SqlTypeUtil.isExactNumeric(type) || type.getSqlTypeName() == SqlTypeName.DATE;
        // Which is an average of exact numbers: no other floating-point number is asked for.
        boolean average =
                dialect == RemoteDialect.POSTGRESQL && type.getSqlTypeName() == SqlTypeName.DOUBLE;
        if (!plain && !average) {
            throw new NotAsked("a sub-query's value of type %s is computed here".formatted(type));
        }
        return "(%s)".formatted(print(query).text(List.of(0)));
    }

    private static boolean isOneRow(RelNode rel) {
        return switch (rel) {
            case Aggregate aggregate ->
                    aggregate.getGroupSet().isEmpty()
                            && aggregate.getGroupType() == Aggregate.Group.SIMPLE;
            case Project project -> isOneRow(project.getInput());
            case Filter filter -> isOneRow(filter.getInput());
            case Sort sort -> isOneRow(sort.getInput());
            default -> false;
        };
    }

    /**
     * That a value is one of a query's.
     *
     * @param columns the value is one of them
     * @throws NotAsked when the source might find others
     */
    String in(RexSubQuery query, List<RemoteColumn> columns) {
        if (query.getOperands().size() != 1
                || !(query.getOperands().get(0) instanceof RexInputRef column)) {
            throw new NotAsked("only columns are looked for in a sub-query");
        }
        RelDataType type = query.rel.getRowType().getFieldList().get(0).getType();
        requireComparable(column.getType(), type);
        RemoteColumn value = columns.get(column.getIndex());
        RemoteSelect printed = print(query);
        // MariaDB has no LIMIT here.
        RemoteSelect all = printed.isOpen() ? printed : printer.wrapped(printed);
        if (value.opaque() || all.columns().get(0).opaque()) {
            throw new NotAsked("the source has a type of its own for the column");
        }
        return "(%s IN (%s))".formatted(value.text(), all.text(List.of(0)));
    }

    /**
     * That a query has a row, or none, that fits the row outside: the same as for a join, so that
     * all that holds for comparisons of two tables' columns holds here.
     *
     * @param outside what the row outside is one of
     * @param type its columns
     * @throws NotAsked when the source might find others
     */
    String fitting(CorrelatedQuery query, RemoteSelect outside, RelDataType type) {
        RemoteSelect rows =
                printer.filtered(
                        printer.print(query.rows()),
                        query.rows(),
                        query.conditions(),
                        new RemoteRow(query.variables(), outside.columns(), type));
        return "(%sEXISTS (%s))".formatted(query.negated() ? "NOT " : "", rows.text(List.of(0)));
    }

    /** Numbers and days: for text it would have to be said which collation counts. */
    private void requireComparable(RelDataType type, RelDataType other) {
        boolean numbers = SqlTypeUtil.isExactNumeric(type) && SqlTypeUtil.isExactNumeric(other);
        boolean days =
                type.getSqlTypeName() == SqlTypeName.DATE
                        && other.getSqlTypeName() == SqlTypeName.DATE;
        boolean known = numbers || days && dialect != RemoteDialect.MYSQL;
        if (!known || JsonType.is(type) || JsonType.is(other)) {
            throw new NotAsked("%s in a sub-query is looked for here".formatted(type));
        }
        if (RemoteTypes.comparing(dialect, type, other, SqlKind.EQUALS)
                instanceof RemoteTypes.Comparing.Never never) {
            throw new NotAsked(never.reason());
        }
    }

    private RemoteSelect print(RexSubQuery query) {
        return printer.print(query.rel);
    }
}
