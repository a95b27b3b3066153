package io.penstock.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;

import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.ProjectProblem;
import io.penstock.query.QueryPlan;
import io.penstock.query.QueryService;
import io.penstock.server.access.Principal;
import io.penstock.server.deploy.Deployment;
import io.penstock.server.deploy.Deployments;
import io.penstock.server.deploy.NodeColumns;
import io.penstock.server.door.ServerMetrics;
import io.penstock.spi.access.ReadPolicy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What answers which path. Thread: safe for many at once. */
public final class Routes {
    static final ImmutableSet<String> READ = ImmutableSet.of("GET");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] HEALTHY = "{\"status\":\"ok\"}".getBytes(StandardCharsets.UTF_8);
    private static final String PIPES = "/v0/pipes";
    private static final String CATALOG = "/v0/catalog";
    private static final String QUERIES = "/v0/queries";
    private static final String TOKENS = "/v0/tokens";

    private final Deployments deployments;
    private final Supplier<Deployments.Outcome> reload;
    private final PipeHandler pipes;
    private final SqlHandler sql;
    private final QueryList running;
    private final ServerMetrics metrics;
    private final DocsHandler docs;
    private final TokensHandler tokens;
    private final NodeColumns columns;

    /**
     * Routes to these parts.
     *
     * @param reload reads everything again that people may have changed
     */
    public Routes(
            Deployments deployments,
            Supplier<Deployments.Outcome> reload,
            PipeHandler pipes,
            SqlHandler sql,
            QueryService queries,
            ServerMetrics metrics,
            NodeColumns columns,
            TokensHandler tokens) {
        this.deployments = deployments;
        this.reload = reload;
        this.pipes = pipes;
        this.sql = sql;
        this.running = new QueryList(queries);
        this.metrics = metrics;
        this.columns = columns;
        this.tokens = tokens;
        this.docs = new DocsHandler(columns);
    }

    void health(Exchange exchange) {
        exchange.send(200, Exchange.JSON, HEALTHY);
    }

    void metrics(Exchange exchange) {
        exchange.send(200, ServerMetrics.CONTENT_TYPE, metrics.text());
    }

    /** Answers with a page for people; without a token with the one that asks for it. */
    void docs(Exchange exchange, String path) {
        if (DocsHandler.isAsset(path)) {
            docs.asset(exchange, path);
        } else if (exchange.principal().kind() != Principal.Kind.NONE) {
            withDeployment(deployment -> docs.page(exchange, deployment, path));
        } else {
            docs.gate(exchange);
        }
    }

    /** Whether a path is a call that limits count. */
    static boolean isLimited(String path) {
        return path.startsWith(PIPES + "/") || path.equals("/v0/sql");
    }

    /** The pipe that a path calls, if it is there and may be called: others have no limits. */
    Optional<Pipe> pipeAt(String path, ReadPolicy policy) {
        if (!path.startsWith(PIPES + "/")) {
            return Optional.empty();
        }
        String rest = path.substring(PIPES.length() + 1);
        int end = CharMatcher.anyOf("./").indexIn(rest);
        Deployment live = deployments.live();
        return live.project()
                .find(end < 0 ? rest : rest.substring(0, end))
                .filter(pipe -> policy.permitsPipe(pipe.name(), pipe.id()));
    }

    /** Answers a call whose token is valid. */
    void route(Exchange exchange, CallParameters query, String path) {
        RouteTable.Route route =
                RouteTable.find(path)
                        .orElseThrow(() -> PipeLookup.missing("There is nothing at " + path));
        FrontHandler.requireMethod(exchange, route.methods());
        route.right().require(exchange.principal());
        if (path.startsWith(PIPES)) {
            pipes(exchange, query, path);
        } else if (path.equals("/v0/sql")) {
            sql.call(exchange, query);
        } else if (path.startsWith(CATALOG)) {
            sql.catalog(exchange, path.substring(Math.min(path.length(), CATALOG.length() + 1)));
        } else if (path.equals(QUERIES)) {
            exchange.send(200, Exchange.JSON, running.list());
        } else if (path.startsWith(QUERIES)) {
            String id = path.substring(QUERIES.length() + 1);
            exchange.send(200, Exchange.JSON, running.end(id));
        } else if (path.startsWith(TOKENS)) {
            tokens.call(exchange, query, path.substring(TOKENS.length()));
        } else if (path.equals("/metrics")) {
            metrics(exchange);
        } else {
            reload(exchange);
        }
    }

    private void pipes(Exchange exchange, CallParameters query, String path) {
        if (path.equals(PIPES)) {
            exchange.takePlace();
            withDeployment(
                    d -> exchange.send(200, Exchange.JSON, objects(exchange, d, query).list()));
        } else if (path.equals(PIPES + "/" + DocsHandler.OPEN_API)) {
            exchange.takePlace();
            withDeployment(deployment -> docs.openApi(exchange, deployment));
        } else {
            pipe(exchange, query, path.substring(PIPES.length() + 1));
        }
    }

    /** {@code name.json}, {@code name}, {@code name/explain}, {@code name/nodes/node/explain}. */
    private void pipe(Exchange exchange, CallParameters query, String rest) {
        int dot = rest.lastIndexOf('.');
        boolean explain = query.explain() != CallParameters.Explain.NO;
        if (dot > 0 && !explain) {
            pipes.call(exchange, query, rest.substring(0, dot), rest.substring(dot + 1));
            return;
        }
        if (explain) {
            RouteRight.EVERYTHING.require(exchange.principal());
        }
        exchange.takePlace();
        List<String> parts = Splitter.on('/').splitToList(dot > 0 ? rest.substring(0, dot) : rest);
        withDeployment(
                deployment -> {
                    Pipe pipe =
                            PipeLookup.pipe(
                                    deployment.project(),
                                    exchange.principal().policy(),
                                    parts.getFirst());
                    Optional<Node> explained = explained(pipe, parts, explain);
                    if (explained.isPresent()) {
                        explain(exchange, query, deployment, pipe, explained.get());
                    } else {
                        FrontHandler.requireMethod(exchange, READ);
                        byte[] body = objects(exchange, deployment, query).detail(pipe);
                        exchange.send(200, Exchange.JSON, body);
                    }
                });
    }

    private static Optional<Node> explained(Pipe pipe, List<String> parts, boolean asked) {
        boolean last = parts.getLast().equals("explain");
        return switch (parts.size()) {
            case 1 -> asked ? Optional.of(pipe.output()) : Optional.empty();
            case 2 -> last ? Optional.of(pipe.output()) : Optional.empty();
            case 4 ->
                    last && parts.get(1).equals("nodes")
                            ? Optional.of(PipeLookup.node(pipe, parts.get(2)))
                            : Optional.empty();
            default -> Optional.empty();
        };
    }

    private void explain(
            Exchange exchange, CallParameters query, Deployment deployment, Pipe pipe, Node node) {
        QueryPlan plan = pipes.explain(exchange, query, deployment, pipe, node);
        exchange.send(200, Exchange.JSON, PipeObjects.explanation(plan));
    }

    private PipeObjects objects(Exchange exchange, Deployment deployment, CallParameters query) {
        return new PipeObjects(
                deployment,
                columns,
                exchange.principal().policy(),
                DocsHandler.server(exchange),
                PipeObjects.Wanted.of(query));
    }

    private void withDeployment(Consumer<Deployment> use) {
        Deployment deployment = deployments.hold();
        try {
            use.accept(deployment);
        } finally {
            deployment.release();
        }
    }

    private void reload(Exchange exchange) {
        switch (reload.get()) {
            case Deployments.Outcome.Deployed(Deployment deployment) -> {
                ObjectNode body = JSON.createObjectNode().put("result", "success");
                body.put("version", deployment.version());
                deployment.warnings().forEach(body.putArray("warnings")::addPOJO);
                exchange.send(200, Exchange.JSON, PipeObjects.bytes(body));
            }
            case Deployments.Outcome.Refused(List<ProjectProblem> problems) -> {
                ObjectNode body = JSON.createObjectNode().put("result", "failed");
                body.put("error", problems.getFirst().toString());
                ArrayNode errors = body.putArray("errors");
                problems.forEach(
                        problem ->
                                errors.addObject()
                                        .put("filename", problem.file())
                                        .put("line", problem.line())
                                        .put("column", problem.column())
                                        .put("error", problem.message()));
                exchange.send(400, Exchange.JSON, PipeObjects.bytes(body));
            }
        }
    }
}
