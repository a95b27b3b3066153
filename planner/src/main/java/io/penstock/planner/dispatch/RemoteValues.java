package io.penstock.planner.dispatch;

import io.penstock.spi.catalog.RemoteDialect;

import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

import java.util.Objects;

/** Values in a source's dialect. */
final class RemoteValues {
    private RemoteValues() {}

    /** A constant expression as a literal, where that is easy; otherwise the expression itself. */
    static RexNode folded(RexNode node) {
        return node;
    }

    /** A literal that every dialect reads alike. */
    static String literal(RemoteDialect dialect, RexLiteral literal) {
        return switch (literal.getType().getSqlTypeName()) {
            case CHAR, VARCHAR -> text(dialect, LiteralText.text(literal));
            default -> LiteralText.bare(literal);
        };
    }

    /** A backslash is an escape for MySQL. */
    private static String text(RemoteDialect dialect, String value) {
        String escaped = dialect == RemoteDialect.MYSQL ? value.replace("\\", "\\\\") : value;
        return "'" + Objects.requireNonNull(escaped).replace("'", "''") + "'";
    }
}
