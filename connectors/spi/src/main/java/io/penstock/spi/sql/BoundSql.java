package io.penstock.spi.sql;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import java.util.Optional;

/**
 * One SELECT with {@code ?} for every value, the values, and the named queries that it may read
 * besides tables.
 *
 * <p>A pipe is a tree of these: the published node's text, and as its {@link #views()} the other
 * nodes and pipes it may name, each with views of its own. Two views that are the same query are
 * the same object.
 *
 * @param text the SQL, without a trailing semicolon
 * @param values one for each {@code ?}, in order
 * @param origin where the text came from, for errors in the author's own lines
 * @param views by name, matched without regard to case; a view sees only its own views
 * @param rowFilter a condition over the result's columns that rows must meet, whoever reads them;
 *     in SQL, without {@code ?}, of whoever grants the right to read. Absent for all rows
 */
public record BoundSql(
        String text,
        ImmutableList<BoundValue> values,
        SqlOrigin origin,
        ImmutableMap<String, BoundSql> views,
        Optional<String> rowFilter) {

    /** A text whose rows nobody filters. */
    public BoundSql(
            String text,
            ImmutableList<BoundValue> values,
            SqlOrigin origin,
            ImmutableMap<String, BoundSql> views) {
        this(text, values, origin, views, Optional.empty());
    }

    /** A text of its own, without values or views. */
    public static BoundSql of(String text) {
        return new BoundSql(text, ImmutableList.of(), SqlOrigin.IDENTITY, ImmutableMap.of());
    }

    /** The same text with values. */
    public BoundSql withValues(ImmutableList<BoundValue> newValues) {
        return new BoundSql(text, newValues, origin, views, rowFilter);
    }

    /** The same text reading these views. */
    public BoundSql withViews(ImmutableMap<String, BoundSql> newViews) {
        return new BoundSql(text, values, origin, newViews, rowFilter);
    }

    /** The same text, of whose rows only those go out that meet a condition. */
    public BoundSql withRowFilter(String condition) {
        return new BoundSql(text, values, origin, views, Optional.of(condition));
    }
}
