package io.penstock.planner.parse;

import io.penstock.planner.PlannerError;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Refuses trees that are deeper than anybody writes. Validation takes time with the square of the
 * depth: a chain of 4,000 additions would take a minute.
 */
final class TreeDepth extends SqlBasicVisitor<@Nullable Void> {
    private static final int MAX_DEPTH = 250;

    private final Places places;
    private int depth;
    private SqlKind above = SqlKind.OTHER;

    TreeDepth(Places places) {
        this.places = places;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        SqlKind before = above;
        above = call.getKind();
        // A AND B AND C is a tree on its side, but nothing behind the parser goes down there.
        int step = above == before && (above == SqlKind.AND || above == SqlKind.OR) ? 0 : 1;
        depth += step;
        if (depth > MAX_DEPTH) {
            throw places.error(
                    PlannerError.SYNTAX,
                    "The query is nested more than %d levels deep, or has a chain of more operators than that; split it with WITH"
                            .formatted(MAX_DEPTH),
                    call.getParserPosition());
        }
        super.visit(call);
        depth -= step;
        above = before;
        return null;
    }
}
