package io.penstock.server.door;

import com.google.common.base.Stopwatch;

import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;
import io.penstock.query.Query;
import io.penstock.query.QueryLimits;
import io.penstock.query.QueryResult;
import io.penstock.query.QueryService;
import io.penstock.query.StatementShape;
import io.penstock.query.listing.CatalogListing;
import io.penstock.server.deploy.Deployment;
import io.penstock.server.deploy.Deployments;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The way of callers' SQL to the query service, the same for every door: each statement sees one
 * deployment from its beginning to its end, has the server's limits and one line in the log.
 * Thread: safe for many at once; blocks the caller's.
 */
public final class SqlDoor {
    private final Deployments deployments;
    private final QueryService queries;
    private final QueryLimits limits;
    private final CallLog log;
    private final Runnable beforeCall;

    /**
     * A door.
     *
     * @param limits of each statement
     * @param beforeCall runs before each statement: edits of the project go live
     */
    public SqlDoor(
            Deployments deployments,
            QueryService queries,
            QueryLimits limits,
            CallLog log,
            Runnable beforeCall) {
        this.deployments = deployments;
        this.queries = queries;
        this.limits = limits;
        this.log = log;
        this.beforeCall = beforeCall;
    }

    /**
     * What a statement gives and takes, without running it.
     *
     * @throws QueryException for wrong SQL
     */
    public StatementShape describe(Caller caller, SqlCall sql) {
        QueryContext context = context(RequestIds.next(), caller);
        return holding(deployment -> queries.describe(query(deployment, context, sql)));
    }

    /**
     * Starts a statement. A failure before its first row is in the log when this throws.
     *
     * @return its rows; the caller closes it
     * @throws QueryException for wrong SQL, and with the errors of engine and sources
     */
    public RunningSql run(Caller caller, SqlCall sql) {
        return run(caller, sql, context -> {});
    }

    /**
     * As {@link #run(Caller, SqlCall)}, for doors that may have to stop a statement before its
     * first rows are there.
     *
     * @param begun is given the statement's context before it starts
     */
    public RunningSql run(Caller caller, SqlCall sql, Consumer<QueryContext> begun) {
        QueryContext context = context(RequestIds.next(), caller);
        begun.accept(context);
        return run(context, sql);
    }

    /**
     * The same with a context of the door's own, for a door that must be able to cancel before the
     * first row is there, or whose clients take their time to read.
     */
    public RunningSql run(QueryContext context, SqlCall sql) {
        Call call = new Call(context.id(), context.caller(), Stopwatch.createStarted());
        call.asked(Asked.statement(sql.sql()));
        beforeCall.run();
        Deployment deployment = deployments.hold();
        try {
            QueryResult result = queries.run(query(deployment, context, sql));
            call.runsOn(result.engine());
            keep(call, result);
            return new RunningSql(call, context, result, log, deployment::release);
        } catch (RuntimeException e) {
            deployment.release();
            log.failed(call, Failure.of(e, call.id()), e);
            throw e;
        }
    }

    /**
     * Looks at what the caller may name. What is listed stays what it is while the function runs.
     */
    public <T> T list(Caller caller, Function<CatalogListing, T> use) {
        return holding(deployment -> use.apply(deployment.listing(caller)));
    }

    /** Lists and cancels running queries of all doors. */
    public QueryService queries() {
        return queries;
    }

    /** Whoever looks at what is kept of calls would see more each time. */
    public static void keep(Call call, QueryResult result) {
        if (call.pipe().isEmpty() && result.sources().contains(CallRecord.SCHEMA)) {
            call.isNotKept();
        }
    }

    private QueryContext context(String id, Caller caller) {
        return new QueryContext(id, caller, limits.timeout());
    }

    private Query query(Deployment deployment, QueryContext context, SqlCall sql) {
        BoundSql bound = bind(deployment.project(), context.caller().policy(), sql);
        return new Query(context, deployment.catalog(), bound, limits);
    }

    /**
     * A caller's SQL with the pipes that it may read.
     *
     * @throws QueryException for a template that can't be rendered, {@link
     *     DoorError#NOTHING_TO_READ} for who may read nothing, and {@link DoorError#NO_SUCH_PIPE}
     *     for a pipeline that isn't there or may not be read
     */
    public static BoundSql bind(Project project, ReadPolicy policy, SqlCall call) {
        if (!policy.permitsQueries()) {
            throw new QueryException(
                    DoorError.NOTHING_TO_READ,
                    "The token permits to read nothing; SQL needs PIPES:READ, DATASOURCES:READ or"
                            + " WORKSPACE:READ_ALL");
        }
        Optional<Pipe> pipeline = call.pipeline().map(name -> pipe(project, policy, name));
        BoundSql sql =
                pipeline.isPresent()
                        ? project.bind(call.sql(), pipeline.get(), call.parameters(), policy)
                        : project.bind(call.sql(), call.parameters(), policy);
        if (call.values().isEmpty()) {
            return sql;
        }
        if (!sql.values().isEmpty()) {
            throw new QueryException(
                    DoorError.TEMPLATE_WITH_VALUES,
                    "A template takes its values by name; send SQL without a leading % to bind"
                            + " values to ?");
        }
        return sql.withValues(call.values());
    }

    private static Pipe pipe(Project project, ReadPolicy policy, String name) {
        return project.find(name)
                .filter(pipe -> policy.permitsPipe(pipe.name(), pipe.id()))
                .orElseThrow(
                        () ->
                                new QueryException(
                                        DoorError.NO_SUCH_PIPE,
                                        "There is no pipe '%s'; pipeline names one of the project"
                                                .formatted(name)));
    }

    private <T> T holding(Function<Deployment, T> use) {
        beforeCall.run();
        Deployment deployment = deployments.hold();
        try {
            return use.apply(deployment);
        } finally {
            deployment.release();
        }
    }
}
