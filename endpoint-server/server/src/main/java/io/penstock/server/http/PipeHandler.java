package io.penstock.server.http;

import com.google.common.collect.ImmutableMap;

import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;
import io.penstock.query.Query;
import io.penstock.query.QueryLimits;
import io.penstock.query.QueryPlan;
import io.penstock.query.QueryResult;
import io.penstock.query.QueryService;
import io.penstock.server.deploy.Deployment;
import io.penstock.server.deploy.Deployments;
import io.penstock.server.format.ByteOutput;
import io.penstock.server.format.FormatOptions;
import io.penstock.server.format.ResultFormat;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;

import org.eclipse.jetty.http.HttpHeader;

import java.io.IOException;
import java.util.Optional;

/**
 * Calls of endpoints: {@code /v0/pipes/{name}.{format}}. One call sees one deployment from its
 * beginning to its end. Thread: safe for many at once; blocks the request's.
 */
public final class PipeHandler {
    private static final String RESULT = "_";

    private final Deployments deployments;
    private final QueryService queries;
    private final RunningQueries running;
    private final CallLog log;
    private final QueryLimits limits;
    private final long resultLimit;
    private final int bodyLimit;

    /** A handler over these parts. */
    public PipeHandler(
            Deployments deployments,
            QueryService queries,
            RunningQueries running,
            CallLog log,
            CallLimits callLimits) {
        this.deployments = deployments;
        this.queries = queries;
        this.running = running;
        this.log = log;
        this.limits = callLimits.query();
        this.resultLimit = callLimits.resultBytes();
        this.bodyLimit = callLimits.bodyBytes();
    }

    /**
     * Runs an endpoint and answers.
     *
     * @param name the pipe's name or id
     * @param extension what stands behind the dot
     */
    void call(Exchange exchange, CallParameters query, String name, String extension) {
        CallLog.Call call = new CallLog.Call();
        Deployment deployment = deployments.hold();
        try {
            run(exchange, query, deployment, new Target(name, extension), call);
            exchange.callback().succeeded();
            log.good(exchange, call);
        } catch (RuntimeException | IOException e) {
            ErrorAnswer error = ErrorAnswer.of(e, exchange.id());
            exchange.fail(error, e);
            log.failed(exchange, call, error, e);
        } finally {
            deployment.release();
        }
    }

    private record Target(String name, String extension) {}

    private void run(
            Exchange exchange,
            CallParameters query,
            Deployment deployment,
            Target target,
            CallLog.Call call)
            throws IOException {
        Project project = deployment.project();
        Pipe pipe = PipeLookup.pipe(project, target.name());
        call.pipe = pipe.name();
        ResultFormat format = PipeLookup.format(pipe, target.extension());
        call.format = format.extension();
        Node node = PipeLookup.endpoint(pipe);
        CallParameters parameters =
                exchange.method().equals("POST")
                        ? query.withBody(exchange.request(), bodyLimit)
                        : query;
        BoundSql sql = sql(project, pipe, node, parameters);
        FormatOptions options = parameters.formatOptions();
        QueryContext context = new QueryContext(exchange.id(), limits.timeout());
        boolean bodyRead =
                exchange.method().equals("POST") || !RunningQueries.hasBody(exchange.request());
        try (RunningQueries.Running watched = running.add(exchange.request(), bodyRead, context)) {
            Query asked = new Query(context, deployment.catalog(), sql, limits);
            try (QueryResult result = queries.run(asked)) {
                call.engine = result.engine();
                ResponseBody body = body(exchange, format);
                try {
                    call.rows =
                            format.write(result, options, exchange.elapsed(), new ByteOutput(body));
                } finally {
                    call.bytes = body.bytes();
                }
            } catch (QueryException e) {
                if (watched.clientGone()) {
                    throw new IOException("the client has gone", e);
                }
                throw e;
            }
        }
    }

    /** The endpoint's SQL, or the caller's own over the endpoint's result, which it calls _. */
    private static BoundSql sql(Project project, Pipe pipe, Node node, CallParameters parameters) {
        BoundSql endpoint = project.bind(pipe, node, parameters.call());
        Optional<String> over = parameters.last("q");
        return over.map(text -> BoundSql.of(text).withViews(ImmutableMap.of(RESULT, endpoint)))
                .orElse(endpoint);
    }

    private ResponseBody body(Exchange exchange, ResultFormat format) {
        boolean gzip =
                format.isText()
                        && exchange.request()
                                .getHeaders()
                                .contains(HttpHeader.ACCEPT_ENCODING, "gzip");
        return new ResponseBody(exchange.response(), format.contentType(), gzip, resultLimit);
    }

    /** How a node would run with the call's parameters. */
    QueryPlan explain(
            Exchange exchange, CallParameters query, Deployment deployment, Pipe pipe, Node node) {
        CallParameters parameters =
                exchange.method().equals("POST")
                        ? query.withBody(exchange.request(), bodyLimit)
                        : query;
        BoundSql sql = sql(deployment.project(), pipe, node, parameters);
        QueryContext context = new QueryContext(exchange.id(), limits.timeout());
        return queries.plan(new Query(context, deployment.catalog(), sql, limits));
    }
}
