package io.penstock.planner.parse;

import com.google.common.collect.ImmutableListMultimap;

import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The allowed operators, by name without regard to case, with ours in the place of those that mean
 * something else in Calcite. Thread: immutable.
 */
final class Vocabulary implements SqlOperatorTable {
    private final ImmutableListMultimap<String, SqlOperator> byName;

    Vocabulary(SqlOperatorTable allowed) {
        ImmutableListMultimap.Builder<String, SqlOperator> operators =
                ImmutableListMultimap.builder();
        for (SqlOperator operator : allowed.getOperatorList()) {
            operators.put(upper(operator.getName()), ours(operator));
        }
        this.byName = operators.build();
    }

    /**
     * An operator's syntax must fit, but every function can be called like one, COUNT and CAST too.
     * Categories say nothing about what may be called.
     */
    @Override
    public void lookupOperatorOverloads(
            SqlIdentifier name,
            @Nullable SqlFunctionCategory category,
            SqlSyntax syntax,
            List<SqlOperator> operators,
            SqlNameMatcher matcher) {
        if (!name.isSimple()) {
            return;
        }
        for (SqlOperator operator : byName.get(upper(name.getSimple()))) {
            if (fits(operator, syntax) && !operators.contains(operator)) {
                operators.add(operator);
            }
        }
    }

    private static boolean fits(SqlOperator operator, SqlSyntax syntax) {
        return switch (syntax) {
            case BINARY, PREFIX, POSTFIX -> !(operator instanceof SqlFunction);
            case FUNCTION -> operator instanceof SqlFunction || operator.getSyntax() == syntax;
            default -> operator.getSyntax() == syntax;
        };
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    @Override
    public List<SqlOperator> getOperatorList() {
        return byName.values().asList();
    }

    /** All names, in upper case. */
    Set<String> names() {
        return byName.keySet();
    }

    private static SqlOperator ours(SqlOperator operator) {
        if (operator == SqlStdOperatorTable.DIVIDE) {
            return Arithmetic.DIVIDE;
        }
        if (operator == SqlStdOperatorTable.PLUS) {
            return Arithmetic.PLUS;
        }
        return operator == SqlStdOperatorTable.MINUS ? Arithmetic.MINUS : operator;
    }
}
