package io.penstock.planner.dispatch;

import org.apache.calcite.rex.RexSubQuery;

/** Queries inside the expressions of what a source is asked. */
@FunctionalInterface
interface RemoteQueries {
    /** For a place where there is no room for any. */
    RemoteQueries NONE =
            query -> {
                throw new NotAsked("sub-queries are computed here");
            };

    /**
     * A query that gives one value, in parentheses.
     *
     * @throws NotAsked when the source might compute something else
     */
    String scalar(RexSubQuery query);
}
