package io.penstock.query;

import io.penstock.spi.engine.Engine;

/** Runs queries: parse, validate, optimise, dispatch, run. Thread: safe for many at once. */
public final class QueryService {
    private final Engine engine;

    /**
     * A service on one engine.
     *
     * @param engine runs what the sources don't; the caller closes it
     * @param planCacheEntries how many plans are kept
     */
    public QueryService(Engine engine, int planCacheEntries) {
        this.engine = engine;
    }

    /**
     * Plans the query and starts it.
     *
     * @return its rows; the caller closes it
     * @throws io.penstock.spi.error.QueryException with a {@link
     *     io.penstock.planner.parse.PlannerError} for wrong SQL, and with the errors of engine and
     *     sources
     */
    public QueryResult run(Query query) {
        throw new IllegalStateException("no planner for " + engine.name());
    }

    /**
     * Plans the query without running it.
     *
     * @throws io.penstock.spi.error.QueryException as {@link #run} does for wrong SQL
     */
    public QueryPlan plan(Query query) {
        throw new IllegalStateException("no planner for " + engine.name());
    }

    /** How the plan cache does, for metrics. */
    public PlanCacheStatus planCache() {
        return new PlanCacheStatus(0, 0, 0);
    }

    /**
     * How the plan cache does.
     *
     * @param entries plans kept
     * @param hits queries that found their plan
     * @param misses queries that had to be planned
     */
    public record PlanCacheStatus(long entries, long hits, long misses) {}
}
