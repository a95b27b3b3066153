package io.penstock.planner.parse;

import io.penstock.planner.PlannerError;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

import java.util.Set;

/** Refuses column aliases that are names of pipes, nodes, data sources or connections. */
final class Aliases extends SqlBasicVisitor<@Nullable Void> {
    private final Set<String> globalNames;
    private final Places places;

    Aliases(Set<String> globalNames, Places places) {
        this.globalNames = globalNames;
        this.places = places;
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        if (call instanceof SqlSelect select) {
            for (SqlNode item : select.getSelectList()) {
                if (item.getKind() == SqlKind.AS) {
                    check(((SqlCall) item).operand(1));
                }
            }
        }
        return super.visit(call);
    }

    private void check(SqlIdentifier alias) {
        String name = alias.getSimple();
        if (globalNames.contains(name)) {
            throw places.error(
                    PlannerError.RESERVED_NAME,
                    "The column alias '%s' is already the name of a pipe, node, data source or connection; choose another alias"
                            .formatted(name),
                    alias.getParserPosition());
        }
    }
}
