package io.penstock.planner.parse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlStarExclude;
import org.apache.calcite.sql.SqlStarReplace;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.util.Static;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes out {@code *}, {@code * EXCLUDE (..)} and {@code * REPLACE (..)} over joins with USING and
 * NATURAL joins. Calcite moves the common columns to the front by the places that columns have when
 * the star is the first item and leaves nothing out.
 */
final class CommonStars {
    private final SqlValidator validator;
    private final SqlSelect select;
    private final SqlNameMatcher matcher;

    private CommonStars(SqlValidator validator, SqlSelect select) {
        this.validator = validator;
        this.select = select;
        this.matcher = validator.getCatalogReader().nameMatcher();
    }

    /** Writes out the stars among the items of a SELECT whose FROM is known. */
    static void writeOut(SqlNodeList items, SqlSelect select, SqlValidator validator) {
        if (!CommonColumns.hasAny(select.getFrom())) {
            return;
        }
        CommonStars stars = new CommonStars(validator, select);
        List<SqlNode> written = new ArrayList<>();
        for (SqlNode item : items) {
            written.addAll(stars.written(item));
        }
        items.clear();
        items.addAll(written);
    }

    private List<SqlNode> written(SqlNode item) {
        return switch (item) {
            case SqlStarExclude star when isBare(star.getStarIdentifier()) -> without(star);
            case SqlStarReplace star when isBare(star.getStarIdentifier()) -> replaced(star);
            case SqlIdentifier star when isBare(star) -> columns(star);
            default -> ImmutableList.of(item);
        };
    }

    private static boolean isBare(SqlIdentifier name) {
        return name.isStar() && name.names.size() == 1;
    }

    private List<SqlNode> columns(SqlIdentifier star) {
        return ImmutableList.copyOf(validator.expandStar(SqlNodeList.of(star), select, false));
    }

    private List<SqlNode> without(SqlStarExclude star) {
        List<SqlNode> columns = new ArrayList<>(columns(star.getStarIdentifier()));
        for (SqlNode excluded : star.getExcludeList()) {
            SqlIdentifier name = (SqlIdentifier) excluded;
            if (!columns.removeIf(column -> isNamed(column, name))) {
                throw validator.newValidationError(
                        name,
                        Static.RESOURCE.selectStarExcludeListContainsUnknownColumns(
                                name.toString()));
            }
        }
        if (columns.isEmpty()) {
            throw validator.newValidationError(
                    star, Static.RESOURCE.selectStarExcludeCannotExcludeAllColumns());
        }
        return columns;
    }

    private List<SqlNode> replaced(SqlStarReplace star) {
        List<SqlNode> columns = new ArrayList<>(columns(star.getStarIdentifier()));
        for (SqlNode replacement : star.getReplaceList()) {
            SqlCall named = (SqlCall) replacement;
            SqlIdentifier name = named.operand(1);
            int place = Iterables.indexOf(columns, column -> isNamed(column, name));
            if (place < 0) {
                throw validator.newValidationError(
                        name,
                        Static.RESOURCE.selectStarReplaceListContainsUnknownColumns(
                                name.toString()));
            }
            SqlIdentifier simple = name.getComponent(name.names.size() - 1);
            columns.set(
                    place,
                    SqlStdOperatorTable.AS.createCall(
                            named.getParserPosition(), named.operand(0), simple));
        }
        return columns;
    }

    /** A common column has no table's name. */
    private boolean isNamed(SqlNode column, SqlIdentifier name) {
        List<String> names = name.names;
        return names(column)
                .filter(own -> own.size() >= names.size())
                .map(own -> own.subList(own.size() - names.size(), own.size()))
                .filter(own -> matches(own, names))
                .isPresent();
    }

    private boolean matches(List<String> some, List<String> others) {
        for (int i = 0; i < some.size(); i++) {
            if (!matcher.matches(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Optional<List<String>> names(SqlNode column) {
        SqlNode named = column.getKind() == SqlKind.AS ? ((SqlCall) column).operand(1) : column;
        return named instanceof SqlIdentifier identifier
                ? Optional.of(identifier.names)
                : Optional.empty();
    }
}
