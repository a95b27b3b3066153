package io.penstock.planner.parse;

import io.penstock.planner.PlannerError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;

import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Reads the conditions that grants put on rows. One is a condition over the rows' columns and
 * nothing else: no sub-query, no aggregate or window, no value from outside, nothing random.
 *
 * <p>What does not fit is refused: whoever wrote the query did not write the condition and can't
 * see it, so it gets one sentence that names the rows and says nothing of columns.
 */
final class RowConditions {
    private final QueryParse parse;
    private final RexBuilder rexBuilder;

    RowConditions(QueryParse parse, RexBuilder rexBuilder) {
        this.parse = parse;
        this.rexBuilder = rexBuilder;
    }

    /**
     * A condition over rows.
     *
     * @param name what the rows are called; columns may be qualified by it
     * @param kind what they are, for people: {@code table}, {@code pipe}
     * @throws QueryException {@link PlannerError#NOT_READABLE}
     */
    RexNode condition(String text, String name, String kind, RelDataType rows) {
        try {
            return read(text, name, rows);
        } catch (QueryException | StackOverflowError | IllegalStateException e) {
            throw new QueryException(
                    PlannerError.NOT_READABLE,
                    "The row filter that this token has for the %s '%s' can't be applied to it; whoever made the token must correct it"
                            .formatted(kind, name),
                    e);
        }
    }

    private RexNode read(String text, String name, RelDataType rows) {
        BoundSql sql =
                BoundSql.of(
                        "SELECT * FROM \"%s\" WHERE (%s\n)"
                                .formatted(name.replace("\"", "\"\""), text));
        SqlText parsed = SqlText.parse(sql, parse.sqlBytes());
        checkShape(parsed.tree());
        NamedTable table = NamedTable.rows(name, rows);
        CalciteSchema schema = FromNames.only(name, table);
        RelNode rel = parse.conversion(parsed, schema).convert(QueryParse.rewritten(parsed)).rel;
        return checked(condition(rel));
    }

    private static void checkShape(SqlNode tree) {
        boolean onlyWhere =
                tree instanceof SqlSelect select
                        && select.getWhere() != null
                        && select.getGroup() == null
                        && select.getHaving() == null
                        && select.getQualify() == null
                        && select.getWindowList().isEmpty()
                        && select.getFrom() != null
                        && select.getFrom().getKind() == SqlKind.IDENTIFIER;
        if (!onlyWhere) {
            throw new IllegalStateException("more than a condition");
        }
        tree.accept(new NoQueries());
    }

    private static final class NoQueries extends SqlBasicVisitor<@Nullable Void> {
        private boolean inside;

        @Override
        public @Nullable Void visit(SqlCall call) {
            if (inside && call.isA(SqlKind.QUERY)) {
                throw new IllegalStateException("a sub-query");
            }
            inside = true;
            return super.visit(call);
        }
    }

    private RexNode condition(RelNode rel) {
        return switch (rel) {
            case Project project -> condition(project.getInput());
            case Filter filter when filter.getInput() instanceof TableScan -> filter.getCondition();
            case TableScan ignored -> rexBuilder.makeLiteral(true);
            default -> throw new IllegalStateException("more than a condition");
        };
    }

    private static RexNode checked(RexNode condition) {
        if (RexOver.containsOver(condition)
                || RexUtil.SubQueryFinder.find(condition) != null
                || !RexUtil.isDeterministic(condition)) {
            throw new IllegalStateException("not a condition of one row");
        }
        return condition;
    }
}
