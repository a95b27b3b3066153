package io.penstock.query;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.PlannerError;
import io.penstock.planner.dispatch.PlannedQuery;
import io.penstock.planner.dispatch.PlannedScan;
import io.penstock.planner.dispatch.Way;
import io.penstock.planner.explain.EngineMatch;
import io.penstock.planner.explain.PlanNode;
import io.penstock.query.PlanKey.Texts;
import io.penstock.query.Planning.Planned;
import io.penstock.spi.Source;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.Engine;
import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.engine.ScanReader;
import io.penstock.spi.engine.ValueNotSentException;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.scan.Scan;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Field;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Runs queries: parse, validate, optimise, dispatch, run. Thread: safe for many at once. */
public final class QueryService implements AutoCloseable {
    /** Memory of all constant rows that are on their way. */
    private static final long CONSTANT_BYTES = 64L << 20;

    private final Engine engine;
    private final Planning planning;
    private final PlanCache plans;
    private final RunningQueries running = new RunningQueries();
    private final BufferAllocator allocator = new RootAllocator(CONSTANT_BYTES);

    /**
     * A service on one engine.
     *
     * @param engine runs what the sources don't; the caller closes it
     * @param planCacheEntries how many plans are kept
     */
    public QueryService(Engine engine, int planCacheEntries) {
        this(engine, planCacheEntries, Way.PLANNED);
    }

    /**
     * A service that splits all queries in one way, to compare it with others.
     *
     * @param engine runs what the sources don't; the caller closes it
     * @param planCacheEntries how many plans are kept
     */
    public QueryService(Engine engine, int planCacheEntries, Way way) {
        this.engine = engine;
        this.planning = new Planning(way);
        this.plans = new PlanCache(planCacheEntries);
    }

    /**
     * Plans the query and starts it; of {@code EXPLAIN} the rows are the plan's lines.
     *
     * @return its rows; the caller closes it
     * @throws io.penstock.spi.error.QueryException with a {@link io.penstock.planner.PlannerError}
     *     for wrong SQL, and with the errors of engine and sources
     */
    public QueryResult run(Query query) {
        RunningQuery mine = running.begin(query.context());
        try {
            query.context().check();
            Optional<ExplainStatement> explain = ExplainStatement.of(query.sql());
            return explain.isPresent() ? lines(query, explain.get(), mine) : rows(query, mine);
        } catch (Throwable e) {
            running.end(mine);
            throw e;
        }
    }

    private QueryResult rows(Query query, RunningQuery mine) {
        Texts texts = new Texts(query.sql());
        PlanCache.Found found = plan(query, texts, mine::awaitTurn);
        CachedPlan plan = found.plan();
        mine.enter(QueryStatus.State.RUNNING);
        mine.hideReads(plan.limited());
        // What comes from a file or came before will come again.
        boolean cacheable = found.hit() || query.sql().origin().file().isPresent();
        Form form = Form.of(made -> made.with(texts, cacheable));
        BatchStream rows = start(query, texts, plan, mine, form);
        return result(rows, plan, plan.offset(texts), mine);
    }

    private QueryResult result(
            BatchStream rows, CachedPlan plan, OptionalLong offset, RunningQuery mine) {
        mine.enter(QueryStatus.State.RETURNING);
        return new QueryResult(
                mine.counted(rows, () -> running.end(mine)),
                plan.directSource().orElse(engine.name()),
                offset,
                plan.sources(),
                mine.reads()::bySource);
    }

    private QueryResult lines(Query query, ExplainStatement explain, RunningQuery mine) {
        Explained explained = new Explained(query.with(explain.statement()));
        QueryPlan plan = explain.analyze() ? explained.run(mine) : explained.plan();
        ImmutableList<String> lines =
                explain.json()
                        ? ImmutableList.of(plan.json())
                        : plan.text().lines().collect(ImmutableList.toImmutableList());
        return result(
                ConstantStream.lines(lines, query.context(), allocator),
                explained.cached,
                OptionalLong.empty(),
                mine);
    }

    private PlanCache.Found plan(Query query, Texts texts, Runnable awaitTurn) {
        PlanKey key = PlanKey.of(query, texts);
        return plans.find(key, query.catalog()).orElseGet(() -> make(query, texts, key, awaitTurn));
    }

    /** Whose turn it is not yet must not let others wait who want the same plan. */
    private PlanCache.Found make(Query query, Texts texts, PlanKey key, Runnable awaitTurn) {
        awaitTurn.run();
        return plans.make(key, () -> cached(planning.plan(query), texts));
    }

    private BatchStream start(
            Query query, Texts texts, CachedPlan planned, RunningQuery mine, Form form) {
        Optional<ImmutableList<ConstantStream.Cell>> row = planned.row(texts);
        if (row.isPresent()) {
            return ConstantStream.row(planned.schema(), row.get(), query.context(), allocator);
        }
        planned.checkCounts(texts);
        mine.awaitTurn();
        Opening opening = new Opening(query, texts, planned, mine.reads());
        Optional<Scan.Pushed> direct = planned.direct(texts);
        if (direct.isPresent()) {
            return opening.open(direct.get(), query.context());
        }
        BatchStream rows = engineRows(opening, form);
        planned.filesOf().ifPresent(connection -> mine.reads().files(connection, rows));
        return rows;
    }

    /**
     * How a plan is given to the engine.
     *
     * @param plan what the engine gets
     * @param again hears of the plan that runs instead of the first
     */
    private record Form(
            Function<CachedPlan, EnginePlan> plan, BiConsumer<Planned, CachedPlan> again) {
        private static Form of(Function<CachedPlan, EnginePlan> plan) {
            return new Form(plan, (planned, cached) -> {});
        }
    }

    private BatchStream engineRows(Opening opening, Form form) {
        QueryContext context = opening.query.context();
        try {
            return engine.run(form.plan().apply(opening.plan), opening, context);
        } catch (ValueNotSentException e) {
            // Whoever needs the value fails as it did; nobody may.
            opening.forget(e.part());
            Planned planned = planning.withoutValues(opening.query);
            CachedPlan other = cached(planned, opening.texts);
            form.again().accept(planned, other);
            return engine.run(form.plan().apply(other), opening.with(other), context);
        }
    }

    private static CachedPlan cached(Planned planned, Texts texts) {
        return CachedPlan.of(planned.parsed(), planned.plan(), texts);
    }

    /** Asks sources for one query's rows, and learns how many come. */
    private final class Opening implements ScanReader {
        private final Query query;
        private final Texts texts;
        private final CachedPlan plan;
        private final QueryReads reads;

        Opening(Query query, Texts texts, CachedPlan plan, QueryReads reads) {
            this.query = query;
            this.texts = texts;
            this.plan = plan;
            this.reads = reads;
        }

        Opening with(CachedPlan other) {
            return new Opening(query, texts, other, reads);
        }

        /** Rows that could not be sent are not sent the next time. */
        void forget(String part) {
            if (plan.sendsRows(part)) {
                planning.seen().addUnsendable(plan.part(part).sql());
                plans.forget(PlanKey.of(query, texts), plan);
            }
        }

        @Override
        public BatchStream open(Scan.Pushed scan, QueryContext context) {
            String connection = scan.connection();
            Source source =
                    query.catalog()
                            .source(connection)
                            .orElseThrow(
                                    () -> new IllegalStateException("no connection " + connection));
            return reads.open(
                    scan.name(),
                    connection,
                    () -> source.read(scan, context),
                    rows -> came(plan.scan(scan.name()), rows));
        }

        /** Only what was never asked before surprises: values of parameters come and go. */
        private void came(PlannedScan scan, long rows) {
            boolean first = planning.seen().add(scan.question(), rows);
            if (first && plan.depends() && scan.isSurprising(rows)) {
                plans.forget(PlanKey.of(query, texts), plan);
            }
        }
    }

    /**
     * Plans the query without running it. The plan is kept, so that the first run finds it.
     *
     * @throws io.penstock.spi.error.QueryException as {@link #run} does for wrong SQL; {@link
     *     PlannerError#NOT_READABLE} for callers that may not read everything: a plan tells of
     *     tables, conditions and sizes that are kept from them
     */
    public QueryPlan plan(Query query) {
        return new Explained(statement(query)).plan();
    }

    /**
     * Runs the query to its end, throws its rows away, and says what each operator did. It has the
     * query's deadline and can be cancelled as any.
     *
     * @throws io.penstock.spi.error.QueryException as {@link #plan} and {@link #run} do
     */
    public QueryPlan analyze(Query query) {
        RunningQuery mine = running.begin(query.context());
        try {
            query.context().check();
            return new Explained(statement(query)).run(mine);
        } finally {
            running.end(mine);
        }
    }

    /** What is explained; who asks for a plan may say so in SQL besides. */
    private static Query statement(Query query) {
        return ExplainStatement.of(query.sql())
                .map(explain -> query.with(explain.statement()))
                .orElse(query);
    }

    /** A plan that people look at; it is made anew, because kept ones have lost their words. */
    private final class Explained {
        private final Query query;
        private final Texts texts;
        private final Duration planning;
        private PlannedQuery plan;
        private CachedPlan cached;

        Explained(Query query) {
            requireEverything(query);
            query.context().awaitTurn();
            long begun = System.nanoTime();
            this.query = query;
            this.texts = new Texts(query.sql());
            Planned planned = QueryService.this.planning.plan(query);
            this.plan = planned.plan();
            this.cached = cached(planned, texts);
            this.planning = Duration.ofNanos(System.nanoTime() - begun);
            plans.put(PlanKey.of(query, texts), cached);
        }

        QueryPlan plan() {
            return plan(plan.explanation().get(), Optional.empty());
        }

        private QueryPlan plan(PlanNode tree, Optional<PlanRun> run) {
            String sql = plan.isDirect() ? plan.scans().get(0).sql() : plan.engineSql();
            String by = cached.directSource().orElse(engine.name());
            return new QueryPlan(plan.schema(), by, sql, tree, run);
        }

        private void ranInstead(Planned planned, CachedPlan other) {
            plan = planned.plan();
            cached = other;
        }

        QueryPlan run(RunningQuery mine) {
            mine.enter(QueryStatus.State.RUNNING);
            QueryReads reads = mine.reads();
            long begun = System.nanoTime();
            long count = 0;
            long bytes = 0;
            Form form = new Form(made -> made.with(texts, false).withProfile(), this::ranInstead);
            BatchStream rows = start(query, texts, cached, mine, form);
            try (rows) {
                while (rows.next()) {
                    count += rows.batch().getRowCount();
                    bytes += ScanMeter.bytes(rows.batch());
                }
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            PlanRun run =
                    new PlanRun(count, bytes, planning, took, reads.bySource(), rows.profile());
            PlanNode tree =
                    EngineMatch.matched(plan.explanation().get(), run.engine(), reads::actual);
            return plan(tree, Optional.of(run));
        }
    }

    private static void requireEverything(Query query) {
        if (!query.context().caller().policy().everything()) {
            throw new QueryException(
                    PlannerError.NOT_READABLE,
                    "A plan shows what the query is made of; only tokens that may read everything"
                            + " can ask for one");
        }
    }

    /**
     * What the statement gives and takes, without running it. Where the text has {@code ?} and the
     * query no values, their types are inferred. The plan is kept, so that a run with values of the
     * same types finds it.
     *
     * @throws io.penstock.spi.error.QueryException as {@link #run} does for wrong SQL
     */
    public StatementShape describe(Query query) {
        Optional<ExplainStatement> explain = ExplainStatement.of(query.sql());
        return explain.isPresent()
                ? new StatementShape(
                        ConstantStream.LINES,
                        shape(query.with(explain.get().statement())).parameters())
                : shape(query);
    }

    private StatementShape shape(Query query) {
        ImmutableList<BoundValue> values =
                query.sql().values().isEmpty() ? planning.parameters(query) : query.sql().values();
        Query typed =
                new Query(
                        query.context(),
                        query.catalog(),
                        query.sql().withValues(values),
                        query.limits());
        PlanCache.Found found = plan(typed, new Texts(typed.sql()), typed.context()::awaitTurn);
        return new StatementShape(found.plan().schema(), fields(values));
    }

    private static ImmutableList<Field> fields(ImmutableList<BoundValue> values) {
        ImmutableList.Builder<Field> fields = ImmutableList.builder();
        for (int i = 0; i < values.size(); i++) {
            fields.add(FieldTypes.field(Integer.toString(i + 1), values.get(i).type(), true));
        }
        return fields.build();
    }

    /** The queries that have not ended, the oldest first. */
    public ImmutableList<QueryStatus> running() {
        return running.list();
    }

    /**
     * Asks a query to stop; it ends with {@link io.penstock.spi.error.EngineError#CANCELLED}.
     *
     * @return whether there is one of this id
     */
    public boolean cancel(String id) {
        return running.cancel(id);
    }

    /** The last hundred queries that were stopped and have ended, the oldest first. */
    public ImmutableList<CancelledQuery> cancelled() {
        return running.cancelled();
    }

    /** What was read of each source since the start, sorted by name; for metrics. */
    public ImmutableList<SourceRead> sourceTotals() {
        return running.read();
    }

    /** Asks every query to stop. */
    public void cancelAll() {
        running.cancelAll();
    }

    /** Checks of many queries over one catalog. */
    public QueryChecks checks() {
        return new QueryChecks(planning);
    }

    /** Results that are still read are not waited for. */
    @Override
    public void close() {
        if (allocator.getAllocatedMemory() == 0) {
            allocator.close();
        }
    }

    /** Memory of constant rows on their way; those of the engine are its own. */
    public long allocatedBytes() {
        return allocator.getAllocatedMemory();
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
