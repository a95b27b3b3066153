package io.penstock.server.http;

import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;
import io.penstock.query.Query;
import io.penstock.query.QueryLimits;
import io.penstock.query.QueryPlan;
import io.penstock.server.deploy.Deployment;
import io.penstock.server.deploy.Deployments;
import io.penstock.server.door.Call;
import io.penstock.server.door.CallLog;
import io.penstock.server.door.Failure;
import io.penstock.server.format.FormatOptions;
import io.penstock.server.format.ResultFormat;
import io.penstock.spi.access.ReadPolicy;
import io.penstock.spi.engine.Door;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.sql.BoundSql;

import java.io.IOException;
import java.util.Optional;

/**
 * Calls of endpoints: {@code /v0/pipes/{name}.{format}}. One call sees one deployment from its
 * beginning to its end. Thread: safe for many at once; blocks the request's.
 */
public final class PipeHandler {
    private final Deployments deployments;
    private final QueryAnswers answers;
    private final CallLog log;
    private final QueryLimits limits;
    private final int bodyLimit;

    /** A handler over these parts. */
    public PipeHandler(
            Deployments deployments, QueryAnswers answers, CallLog log, CallLimits callLimits) {
        this.deployments = deployments;
        this.answers = answers;
        this.log = log;
        this.limits = callLimits.query();
        this.bodyLimit = callLimits.bodyBytes();
    }

    /**
     * Runs an endpoint and answers.
     *
     * @param name the pipe's name or id
     * @param extension what stands behind the dot
     */
    void call(Exchange exchange, CallParameters query, String name, String extension) {
        Call call = exchange.call(Door.HTTP);
        Deployment deployment = deployments.hold();
        try {
            run(exchange, query, deployment, new Target(name, extension), call);
            exchange.callback().succeeded();
            log.good(call);
        } catch (RuntimeException | IOException e) {
            Failure error = Failure.of(e, exchange.id());
            exchange.fail(error, e);
            log.failed(call, error, e);
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
            Call call)
            throws IOException {
        Project project = deployment.project();
        Pipe pipe = PipeLookup.pipe(project, call.caller().policy(), target.name());
        call.asksFor(pipe.id(), pipe.name());
        ResultFormat format = PipeLookup.format(pipe, target.extension());
        call.wants(format.label());
        Node node = PipeLookup.endpoint(pipe);
        CallParameters parameters =
                exchange.method().equals("POST")
                        ? query.withBody(exchange.request(), bodyLimit)
                        : query;
        BoundSql sql = sql(project, pipe, node, parameters, call.caller().policy());
        FormatOptions options = parameters.formatOptions();
        boolean bodyRead =
                exchange.method().equals("POST") || !ClientWatch.hasBody(exchange.request());
        Query asked =
                new Query(
                        exchange.context(call, limits.timeout()),
                        deployment.catalog(),
                        sql,
                        limits);
        answers.write(exchange, bodyRead, asked, format, options, call);
    }

    /** The node's SQL, or the caller's own over the endpoint's result, which it calls _. */
    private static BoundSql sql(
            Project project, Pipe pipe, Node node, CallParameters parameters, ReadPolicy policy) {
        Optional<String> over = parameters.last("q");
        if (over.isEmpty()) {
            return project.bind(pipe, node, parameters.call(), policy);
        }
        if (!node.id().equals(pipe.output().id())) {
            throw new QueryException(
                    HttpError.BAD_REQUEST,
                    "Parameter 'q' asks over the result of '%s', not over its node '%s'; leave one out"
                            .formatted(pipe.name(), node.name()));
        }
        return project.bind(over.get(), pipe, parameters.call(), policy);
    }

    /** How a node would run with the call's parameters. */
    QueryPlan explain(
            Exchange exchange, CallParameters query, Deployment deployment, Pipe pipe, Node node) {
        CallParameters parameters =
                exchange.method().equals("POST")
                        ? query.withBody(exchange.request(), bodyLimit)
                        : query;
        QueryContext context = exchange.context(exchange.call(Door.HTTP), limits.timeout());
        BoundSql sql = sql(deployment.project(), pipe, node, parameters, context.caller().policy());
        boolean bodyRead =
                exchange.method().equals("POST") || !ClientWatch.hasBody(exchange.request());
        Query asked = new Query(context, deployment.catalog(), sql, limits);
        return answers.explain(exchange, bodyRead, asked, parameters.explain());
    }
}
