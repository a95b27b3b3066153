package io.penstock.query;

import io.penstock.planner.catalog.Catalog;
import io.penstock.planner.dispatch.PlannedQuery;
import io.penstock.query.PlanKey.Texts;
import io.penstock.query.Planning.Planned;
import io.penstock.spi.Source;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.Engine;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.scan.Scan;

/** Runs queries: parse, validate, optimise, dispatch, run. Thread: safe for many at once. */
public final class QueryService {
    private final Engine engine;
    private final Planning planning = new Planning();
    private final PlanCache plans;

    /**
     * A service on one engine.
     *
     * @param engine runs what the sources don't; the caller closes it
     * @param planCacheEntries how many plans are kept
     */
    public QueryService(Engine engine, int planCacheEntries) {
        this.engine = engine;
        this.plans = new PlanCache(planCacheEntries);
    }

    /**
     * Plans the query and starts it.
     *
     * @return its rows; the caller closes it
     * @throws io.penstock.spi.error.QueryException with a {@link io.penstock.planner.PlannerError}
     *     for wrong SQL, and with the errors of engine and sources
     */
    public QueryResult run(Query query) {
        query.context().check();
        Texts texts = new Texts(query.sql());
        PlanCache.Found found =
                plans.get(
                        PlanKey.of(query, texts),
                        query.catalog(),
                        () -> cached(planning.plan(query), texts));
        // What comes from a file or came before will come again.
        boolean cacheable = found.hit() || query.sql().origin().file().isPresent();
        EnginePlan plan = found.plan().with(texts, cacheable);
        Catalog catalog = query.catalog();
        BatchStream rows =
                engine.run(plan, (scan, context) -> open(catalog, scan, context), query.context());
        return new QueryResult(rows, engine.name(), found.plan().offset(texts));
    }

    private static CachedPlan cached(Planned planned, Texts texts) {
        return CachedPlan.of(planned.parsed(), planned.plan(), texts);
    }

    private static BatchStream open(Catalog catalog, Scan.Pushed scan, QueryContext context) {
        Source source = catalog.sources().get(scan.connection());
        if (source == null) {
            throw new IllegalStateException("no connection " + scan.connection());
        }
        return source.read(scan, context);
    }

    /**
     * Plans the query without running it. The plan is kept, so that the first run finds it.
     *
     * @throws io.penstock.spi.error.QueryException as {@link #run} does for wrong SQL
     */
    public QueryPlan plan(Query query) {
        Texts texts = new Texts(query.sql());
        Planned planned = planning.plan(query);
        plans.put(PlanKey.of(query, texts), cached(planned, texts));
        PlannedQuery plan = planned.plan();
        return new QueryPlan(
                plan.schema(), engine.name(), plan.engineSql(), plan.explanation().get());
    }

    /** How the plan cache does, for metrics. */
    public PlanCacheStatus planCache() {
        return plans.status();
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
