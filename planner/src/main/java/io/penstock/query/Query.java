package io.penstock.query;

import io.penstock.planner.catalog.Catalog;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.sql.BoundSql;

/**
 * One query of one client against one catalog.
 *
 * @param context id, deadline and cancellation
 * @param catalog the tables as they were when the query came in; it stays the same to the query's
 *     end
 * @param sql text, values and views
 * @param limits how much it may take
 */
public record Query(QueryContext context, Catalog catalog, BoundSql sql, QueryLimits limits) {

    /** The same query with another text. */
    Query with(BoundSql other) {
        return new Query(context, catalog, other, limits);
    }
}
