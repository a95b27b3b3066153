package io.penstock.server.http;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.query.Query;
import io.penstock.query.QueryPlan;
import io.penstock.server.deploy.Deployment;
import io.penstock.server.deploy.Deployments;
import io.penstock.server.door.Call;
import io.penstock.server.door.CallLog;
import io.penstock.server.door.Failure;
import io.penstock.server.door.SqlCall;
import io.penstock.server.door.SqlDoor;
import io.penstock.server.format.FormatOptions;
import io.penstock.server.format.ResultFormat;
import io.penstock.spi.engine.Door;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.sql.BoundSql;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * SQL of callers: {@code /v0/sql}. One call sees one deployment from its beginning to its end.
 * Thread: safe for many at once; blocks the request's.
 */
public final class SqlHandler {
    private static final String PIPELINE = "pipeline";
    private static final ImmutableSet<String> OWN = ImmutableSet.of(PIPELINE);

    private final Deployments deployments;
    private final QueryAnswers answers;
    private final CallLog log;
    private final CallLimits limits;

    /** A handler over these parts. */
    public SqlHandler(
            Deployments deployments, QueryAnswers answers, CallLog log, CallLimits limits) {
        this.deployments = deployments;
        this.answers = answers;
        this.log = log;
        this.limits = limits;
    }

    /** Runs a query and answers. */
    void call(Exchange exchange, CallParameters query) {
        Call call = exchange.call(Door.SQL);
        Deployment deployment = deployments.hold();
        try {
            run(exchange, query, deployment, call);
            exchange.callback().succeeded();
            log.good(call);
        } catch (RuntimeException | IOException e) {
            Failure failure = Failure.of(e, exchange.id());
            exchange.fail(failure, e);
            log.failed(call, failure, e);
        } finally {
            deployment.release();
        }
    }

    private void run(Exchange exchange, CallParameters query, Deployment deployment, Call call)
            throws IOException {
        boolean post = exchange.method().equals("POST");
        SqlRequest request = SqlRequest.of(exchange.request(), post, query, limits.bodyBytes());
        FormatClause clause = FormatClause.of(request.sql());
        ResultFormat format = clause.format().map(ResultFormat::named).orElse(ResultFormat.JSON);
        call.wants(format.label());
        CallParameters parameters = request.parameters();
        FormatOptions options = parameters.withDefaults(clause.settings()).formatOptions();
        BoundSql sql =
                SqlDoor.bind(
                        deployment.project(),
                        call.caller().policy(),
                        sqlCall(clause.sql(), parameters));
        QueryContext context = exchange.context(call, limits.query().timeout());
        boolean bodyRead = post || !ClientWatch.hasBody(exchange.request());
        Query asked = new Query(context, deployment.catalog(), sql, limits.query());
        CallParameters.Explain explain = parameters.explain();
        if (explain != CallParameters.Explain.NO) {
            RouteRight.EVERYTHING.require(exchange.principal());
            QueryPlan plan = answers.explain(exchange, bodyRead, asked, explain);
            byte[] body = PipeObjects.explanation(plan);
            exchange.response().getHeaders().put(HttpHeader.CONTENT_TYPE, Exchange.JSON);
            Content.Sink.write(exchange.response(), true, ByteBuffer.wrap(body));
            return;
        }
        answers.write(exchange, bodyRead, asked, format, options, call);
    }

    /** What a caller may name: all tables and pipes, or the columns of one. */
    void catalog(Exchange exchange, String path) {
        exchange.takePlace();
        Deployment deployment = deployments.hold();
        try {
            CatalogObjects objects =
                    new CatalogObjects(deployment.listing(exchange.call(Door.HTTP).caller()));
            byte[] body = path.isEmpty() ? objects.list() : objects.table(path);
            exchange.send(200, Exchange.JSON, body);
        } finally {
            deployment.release();
        }
    }

    private static SqlCall sqlCall(String sql, CallParameters parameters) {
        Optional<String> pipeline = parameters.last(PIPELINE).filter(name -> !name.isEmpty());
        return new SqlCall(sql, ImmutableList.of(), parameters.call(OWN), pipeline);
    }
}
