package io.penstock.server.http;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableSet;

import io.penstock.server.access.Authenticator;
import io.penstock.server.access.Principal;
import io.penstock.server.audit.AuditLog;
import io.penstock.server.door.Admission;
import io.penstock.server.door.Failure;
import io.penstock.server.door.Place;
import io.penstock.server.limit.CallLimiter;
import io.penstock.server.limit.Verdict;
import io.penstock.spi.error.QueryException;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * The first to see a request: ids, CORS, limits, the token, then the route. Thread: safe for many
 * at once.
 */
public final class FrontHandler extends Handler.Abstract {
    private static final Logger log = LoggerFactory.getLogger(FrontHandler.class);
    private static final CharMatcher SLASH = CharMatcher.is('/');
    private static final int FORBIDDEN = 403;
    private static final String HEALTH = "/v0/health";
    private static final String STRICT = "Strict-Transport-Security";
    private static final String METRICS = "/metrics";

    private static final ImmutableSet<String> HEAVY =
            ImmutableSet.of("/v0/pipes", "/v0/sql", "/v0/catalog");

    private final RequestGate gate;
    private final Admission admission;
    private final CallLimiter limits;
    private final Authenticator tokens;
    private final AuditLog audit;
    private final HttpSettings settings;
    private final Runnable beforeRequest;
    private final Routes routes;
    private final AvaticaHandler avatica;

    /**
     * A handler.
     *
     * @param admission gives places to calls that take work
     * @param limits counts calls
     * @param tokens knows whose token a text is
     * @param audit is told who was kept out
     * @param settings of the port
     * @param beforeRequest runs before each call that needs the token
     */
    public FrontHandler(
            RequestGate gate,
            Admission admission,
            CallLimiter limits,
            Authenticator tokens,
            AuditLog audit,
            HttpSettings settings,
            Runnable beforeRequest,
            Routes routes,
            AvaticaHandler avatica) {
        this.gate = gate;
        this.admission = admission;
        this.limits = limits;
        this.tokens = tokens;
        this.audit = audit;
        this.settings = settings;
        this.beforeRequest = beforeRequest;
        this.routes = routes;
        this.avatica = avatica;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Exchange exchange =
                Exchange.begin(request, response, callback, settings.proxies().client(request));
        WatchedConnection.of(request).ifPresent(connection -> watch(request, connection));
        try {
            enter(request, response);
            route(exchange);
        } catch (RuntimeException e) {
            answer(exchange, e);
        }
        return true;
    }

    private static void watch(Request request, WatchedConnection connection) {
        connection.begin();
        Request.addCompletionListener(request, failure -> connection.end());
    }

    /** Inside until its answer is complete. */
    private void enter(Request request, Response response) {
        if (!gate.enter()) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            throw new QueryException(HttpError.STOPPING, "The server is stopping");
        }
        Request.addCompletionListener(request, failure -> gate.leave());
    }

    private void route(Exchange exchange) {
        Client client = exchange.client();
        protect(exchange, client);
        if (exchange.method().equals("OPTIONS")) {
            preflight(exchange);
            return;
        }
        HttpURI uri = exchange.request().getHttpURI();
        checkLength(uri);
        String path = path(exchange.request());
        if (path.equals(HEALTH)) {
            requireMethod(exchange, Routes.READ);
            routes.health(exchange);
            return;
        }
        Verdict visit = limits.visit(client.address());
        if (visit.refusal().isPresent() || !Routes.isLimited(path)) {
            tell(exchange, visit).orThrow();
        }
        CallParameters query = CallParameters.ofQuery(exchange.request());
        if (path.equals(METRICS) && client.isLocal()) {
            requireMethod(exchange, Routes.READ);
            routes.metrics(exchange);
            return;
        }
        if (DocsHandler.answers(path)) {
            requireMethod(exchange, Routes.READ);
            docs(exchange, query, path);
            return;
        }
        if (AvaticaHandler.isPath(path)) {
            avatica(exchange, query, path);
            return;
        }
        Principal principal = principal(exchange, query, visit);
        if (Routes.isLimited(path)) {
            limit(exchange, principal, path, visit);
        }
        Consumer<Exchange> work =
                complete -> {
                    beforeRequest.run();
                    routes.route(complete, query, path);
                };
        later(exchange.by(principal), new Task(need(path), work));
    }

    /** Whoever is not let in is told of the address's limit at least. */
    private Principal principal(Exchange exchange, CallParameters query, Verdict visit) {
        try {
            return tokens.authenticate(token(exchange, query));
        } catch (QueryException e) {
            tell(exchange, visit);
            throw e;
        }
    }

    /** Before anything is done for the call; of its own limits is told before the address's. */
    private void limit(Exchange exchange, Principal principal, String path, Verdict visit) {
        Verdict verdict = limits.enter(principal, routes.pipeAt(path, principal.policy()));
        tell(exchange, verdict.window().isPresent() ? verdict : visit);
        Place place = verdict.orThrow();
        Request.addCompletionListener(exchange.request(), failure -> place.close());
    }

    /** How the limit stands is said whether the call may go on or not. */
    static Verdict tell(Exchange exchange, Verdict verdict) {
        HttpFields.Mutable headers = exchange.response().getHeaders();
        verdict.window()
                .ifPresent(
                        window -> {
                            headers.put("X-RateLimit-Limit", window.limit());
                            headers.put("X-RateLimit-Remaining", window.remaining());
                            headers.put("X-RateLimit-Reset", window.reset());
                        });
        if (verdict.refusal().isPresent()) {
            headers.put(HttpHeader.RETRY_AFTER, verdict.retryAfter());
        }
        return verdict;
    }

    private static Need need(String path) {
        return HEAVY.stream().anyMatch(path::startsWith) ? Need.PERHAPS : Need.NEVER;
    }

    private void avatica(Exchange exchange, CallParameters query, String path) {
        Optional<Credentials> credentials = avatica.accept(exchange, query, path);
        if (credentials.isEmpty()) {
            return;
        }
        if (AvaticaHandler.isCall(path)) {
            AvaticaHandler.Login login = avatica.login(credentials.get());
            later(
                    exchange.by(login.principal()),
                    new Task(Need.NEVER, complete -> avatica.call(complete, query, login)));
        } else {
            avatica.cancel(exchange, credentials.get(), path);
        }
    }

    /** Which calls need a place to work. */
    private enum Need {
        /**
         * Those that are answered however busy the server is, lists of queries and cancelling; and
         * drivers' calls, which take one themselves.
         */
        NEVER,
        /** Those that take one when it turns out that there is work to do. */
        PERHAPS,
        ALWAYS
    }

    /**
     * What a request asks for.
     *
     * @param need whether it needs a place
     * @param work does it and answers
     */
    private record Task(Need need, Consumer<Exchange> work) {}

    /** Goes on when the body is there. */
    private void later(Exchange exchange, Task task) {
        BodyIntake.start(
                exchange.request(),
                settings.bodyLimit(),
                complete -> admit(exchange.with(complete), task),
                failure -> fail(exchange, failure));
    }

    private void admit(Exchange exchange, Task task) {
        if (task.need() == Need.NEVER) {
            run(exchange, task.work());
            return;
        }
        try (Admission.Visit visit = admission.visit(exchange.principal().id())) {
            if (task.need() == Need.ALWAYS) {
                visit.await();
            }
            run(exchange.visiting(visit), task.work());
        } catch (QueryException e) {
            answer(exchange, e);
        }
    }

    private void run(Exchange exchange, Consumer<Exchange> work) {
        try {
            work.accept(exchange);
        } catch (RuntimeException e) {
            answer(exchange, e);
        }
    }

    private void fail(Exchange exchange, Throwable failure) {
        if (failure instanceof QueryException refused) {
            answer(exchange, refused);
        } else {
            exchange.callback().failed(failure);
        }
    }

    /** Whoever must use TLS is told so before anything of the request is looked at. */
    private void protect(Exchange exchange, Client client) {
        HttpFields.Mutable headers = exchange.response().getHeaders();
        if (client.secure()) {
            settings.strictFor()
                    .ifPresent(time -> headers.put(STRICT, "max-age=" + time.toSeconds()));
        } else if (settings.tlsRequired()) {
            headers.put(HttpHeader.CONNECTION, "close");
            throw new QueryException(
                    HttpError.FORBIDDEN,
                    "This server wants TLS: call it with https, and take the token that was sent"
                            + " without it for known to others");
        }
    }

    /** Pages for people: who shows no good token is asked for one. */
    private void docs(Exchange exchange, CallParameters query, String path) {
        Principal principal;
        try {
            principal = tokens.authenticate(token(exchange, query));
            beforeRequest.run();
        } catch (QueryException e) {
            log.debug("{} is asked for a token: {}", exchange.id(), e.getMessage());
            principal = Principal.NOBODY;
        }
        boolean page = principal.kind() != Principal.Kind.NONE && !DocsHandler.isAsset(path);
        later(
                exchange.by(principal),
                new Task(page ? Need.ALWAYS : Need.NEVER, complete -> routes.docs(complete, path)));
    }

    private static String path(Request request) {
        String path = Request.getPathInContext(request);
        return path.endsWith("/") ? SLASH.trimTrailingFrom(path) : path;
    }

    private void checkLength(HttpURI uri) {
        int length = uri.getPathQuery() == null ? 0 : uri.getPathQuery().length();
        if (length > settings.urlLimit()) {
            throw new QueryException(
                    HttpError.URL_TOO_LONG,
                    "The URL has %d bytes, the limit is %d; send the parameters in the body of a POST"
                            .formatted(length, settings.urlLimit()));
        }
    }

    /** The header wins over the parameter. */
    private static String token(Exchange exchange, CallParameters query) {
        String header = exchange.request().getHeaders().get(HttpHeader.AUTHORIZATION);
        boolean bearer =
                header != null && header.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length());
        return bearer
                ? header.substring("Bearer ".length()).strip()
                : query.last("token").orElse("");
    }

    /**
     * Passes for these methods.
     *
     * @throws QueryException {@link HttpError#METHOD_NOT_ALLOWED}
     */
    static void requireMethod(Exchange exchange, ImmutableSet<String> allowed) {
        if (!allowed.contains(exchange.method())) {
            String head = allowed.contains("GET") ? ", HEAD" : "";
            String all = String.join(", ", allowed) + head + ", OPTIONS";
            exchange.response().getHeaders().put(HttpHeader.ALLOW, all);
            throw new QueryException(
                    HttpError.METHOD_NOT_ALLOWED,
                    "%s is not possible here; possible are %s".formatted(exchange.method(), all));
        }
    }

    private static void preflight(Exchange exchange) {
        HttpFields.Mutable headers = exchange.response().getHeaders();
        headers.put("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS");
        headers.put(
                "Access-Control-Allow-Headers", "Authorization, Content-Type, Content-Encoding");
        headers.put("Access-Control-Max-Age", "86400");
        exchange.sendEmpty(204);
    }

    private void answer(Exchange exchange, RuntimeException failure) {
        Failure error = Failure.of(failure, exchange.id());
        if (error.status() == 500) {
            log.error("{} {}", exchange.id(), error.code(), failure);
        } else {
            log.debug("{} {}: {}", exchange.id(), error.code(), error.message());
        }
        if (error.status() == FORBIDDEN) {
            audit.note(exchange.denied(error.message()));
        }
        exchange.fail(error, failure);
    }
}
