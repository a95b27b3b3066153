package io.penstock.jdbc;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A question about the catalog as SQL over {@code information_schema}, with the conditions of a
 * {@link java.sql.DatabaseMetaData} method: no condition for null, names matched without regard to
 * case. Values are bound. Thread: one.
 */
final class CatalogQuery {
    private final StringBuilder sql;
    private final List<String> values = new ArrayList<>();
    private String word = " WHERE ";

    /**
     * A question without conditions.
     *
     * @param select SELECT and FROM, without WHERE
     */
    CatalogQuery(String select) {
        this.sql = new StringBuilder(select);
    }

    /** There are no catalogs: whoever names one finds nothing. */
    CatalogQuery inCatalog(@Nullable String catalog) {
        return catalog == null || catalog.isEmpty() ? this : and("FALSE");
    }

    /** Exactly this name; any for {@code %}, which DBeaver says when it means all tables. */
    CatalogQuery named(String column, @Nullable String name) {
        if (name == null || name.equals("%")) {
            return this;
        }
        values.add(name);
        return and("lower(" + column + ") = lower(?)");
    }

    /** Names that match a pattern with {@code %}, {@code _} and backslash. */
    CatalogQuery like(String column, @Nullable String pattern) {
        if (pattern == null || pattern.equals("%")) {
            return this;
        }
        values.add(pattern);
        return and("lower(" + column + ") LIKE lower(?) ESCAPE '\\'");
    }

    private CatalogQuery and(String condition) {
        sql.append(word).append(condition);
        word = " AND ";
        return this;
    }

    CatalogQuery orderBy(String columns) {
        sql.append(" ORDER BY ").append(columns);
        return this;
    }

    String sql() {
        return sql.toString();
    }

    /** Texts for the question marks, in order. */
    List<String> values() {
        return List.copyOf(values);
    }
}
