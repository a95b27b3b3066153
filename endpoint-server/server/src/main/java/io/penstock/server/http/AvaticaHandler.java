package io.penstock.server.http;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Ints;

import io.penstock.server.access.AccessError;
import io.penstock.server.access.Authenticator;
import io.penstock.server.access.Principal;
import io.penstock.server.audit.AuditLog;
import io.penstock.server.avatica.AvaticaDoor;
import io.penstock.server.avatica.Work;
import io.penstock.server.door.Admission;
import io.penstock.server.door.Place;
import io.penstock.server.limit.CallLimiter;
import io.penstock.server.limit.Verdict;
import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.Door;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST /avatica}: a call of a driver; {@code DELETE /avatica/{connection}/{statement}}:
 * stops that statement's query, which Avatica has no call for. Thread: safe for many at once;
 * blocks the request's.
 */
public final class AvaticaHandler {
    private static final String PATH = "/avatica";
    private static final ImmutableSet<String> CALL = ImmutableSet.of("POST");
    private static final ImmutableSet<String> CANCEL = ImmutableSet.of("DELETE");

    private final AvaticaDoor door;
    private final Admission admission;
    private final Authenticator tokens;
    private final CallLimiter limits;
    private final AuditLog audit;
    private final int bodyLimit;
    private final ClientWatch clients;

    /**
     * A handler.
     *
     * @param admission gives places to calls that begin something
     * @param tokens knows whose token a text is
     * @param audit is told who was kept out
     * @param bodyLimit bytes of a request
     */
    public AvaticaHandler(
            AvaticaDoor door,
            Admission admission,
            Authenticator tokens,
            CallLimiter limits,
            AuditLog audit,
            int bodyLimit,
            ClientWatch clients) {
        this.door = door;
        this.admission = admission;
        this.tokens = tokens;
        this.limits = limits;
        this.audit = audit;
        this.bodyLimit = bodyLimit;
        this.clients = clients;
    }

    static boolean isPath(String path) {
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    /** Whether a path is that of calls of drivers. */
    static boolean isCall(String path) {
        return path.equals(PATH);
    }

    /** What a request comes with; absent for one that has its answer: it is asked for a token. */
    Optional<Credentials> accept(Exchange exchange, CallParameters query, String path) {
        FrontHandler.requireMethod(exchange, isCall(path) ? CALL : CANCEL);
        Credentials credentials = Credentials.of(exchange.request(), query);
        if (credentials.isEmpty()) {
            challenge(exchange);
            return Optional.empty();
        }
        return Optional.of(credentials);
    }

    /**
     * Who calls.
     *
     * @param principal nobody when the credentials are wrong
     * @param refusal what a driver is told then
     */
    record Login(Principal principal, Optional<QueryException> refusal) {}

    /**
     * Whose credentials they are. A driver understands a refusal as the answer to its call only.
     */
    Login login(Credentials credentials) {
        try {
            return new Login(authenticate(credentials), Optional.empty());
        } catch (QueryException e) {
            return new Login(Principal.NOBODY, Optional.of(e));
        }
    }

    void cancel(Exchange exchange, Credentials credentials, String path) {
        Caller caller = authenticate(credentials).caller(Door.AVATICA);
        cancel(exchange, caller, path.substring(PATH.length() + 1));
    }

    /**
     * Whoever one of the credentials belongs to.
     *
     * @throws QueryException for the first of them when none is valid
     */
    private Principal authenticate(Credentials credentials) {
        List<QueryException> refusals = new ArrayList<>();
        for (String candidate : credentials.candidates()) {
            try {
                Principal principal = tokens.authenticate(candidate);
                RouteRight.READING.require(principal);
                return principal;
            } catch (QueryException e) {
                refusals.add(e);
            }
        }
        throw refusals.getFirst();
    }

    /** Drivers send what they have only when they are asked for it. */
    private static void challenge(Exchange exchange) {
        HttpFields.Mutable headers = exchange.response().getHeaders();
        headers.add(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"Penstock\", charset=\"UTF-8\"");
        headers.add(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"Penstock\"");
        exchange.send(
                401,
                Exchange.JSON,
                ErrorBody.of(
                        "A token is missing; send it as the password of 'Authorization: Basic', as"
                                + " 'Authorization: Bearer <token>' or as the parameter token"));
    }

    void call(Exchange exchange, CallParameters query, Login login) {
        byte[] request = RequestBody.read(exchange.request(), bodyLimit);
        send(exchange, answer(exchange, query, login, request));
    }

    private static void send(Exchange exchange, AvaticaDoor.Answer answer) {
        exchange.send(answer.status(), answer.contentType(), answer.body());
    }

    private AvaticaDoor.Answer answer(
            Exchange exchange, CallParameters query, Login login, byte[] request) {
        if (login.refusal().isPresent()) {
            return refused(exchange, login.refusal().get(), request);
        }
        return switch (AvaticaDoor.work(request)) {
            case GOES_ON -> allowed(exchange, query, login.principal(), request);
            case LOOKS_UP -> visiting(exchange, query, login.principal(), request);
            case RUNS -> limited(exchange, query, login.principal(), request);
        };
    }

    private AvaticaDoor.Answer refused(Exchange exchange, QueryException refusal, byte[] request) {
        if (refusal.code() != AccessError.UNAVAILABLE) {
            audit.note(exchange.denied(String.valueOf(refusal.getMessage())));
        }
        return door.refuse(request, refusal);
    }

    /** Of a driver's calls those count that run statements. */
    private AvaticaDoor.Answer limited(
            Exchange exchange, CallParameters query, Principal principal, byte[] request) {
        Verdict verdict = FrontHandler.tell(exchange, limits.enter(principal, Optional.empty()));
        if (verdict.refusal().isPresent()) {
            return door.refuse(request, verdict.refusal().get());
        }
        try (Place unused = verdict.place()) {
            return visiting(exchange, query, principal, request);
        }
    }

    /** Waits for a place, a statement when it turns out to need one. */
    private AvaticaDoor.Answer visiting(
            Exchange exchange, CallParameters query, Principal principal, byte[] request) {
        try (Admission.Visit visit = admission.visit(principal.id())) {
            Exchange visiting = exchange.visiting(visit);
            if (AvaticaDoor.work(request) != Work.RUNS) {
                visiting.takePlace();
            }
            return allowed(visiting, query, principal, request);
        } catch (QueryException e) {
            return door.refuse(request, e);
        }
    }

    private AvaticaDoor.Answer allowed(
            Exchange exchange, CallParameters query, Principal principal, byte[] request) {
        return watched(exchange, principal.caller(Door.AVATICA), options(query), request);
    }

    /** A query whose client goes before it has an answer computes for nobody. */
    private AvaticaDoor.Answer watched(
            Exchange exchange,
            Caller caller,
            ImmutableMap<String, String> options,
            byte[] request) {
        QueryContext context = exchange.inTurn(door.context(caller, exchange.id()));
        try (ClientWatch.Watched unused = clients.add(exchange.request(), true, context)) {
            return door.call(context, options, request);
        }
    }

    private static ImmutableMap<String, String> options(CallParameters query) {
        ImmutableMap.Builder<String, String> options = ImmutableMap.builder();
        for (String name : AvaticaDoor.OPTIONS) {
            query.last(name).ifPresent(value -> options.put(name, value));
        }
        return options.buildOrThrow();
    }

    private void cancel(Exchange exchange, Caller caller, String rest) {
        List<String> parts = Splitter.on('/').splitToList(rest);
        Optional<Integer> statement =
                parts.size() == 2
                        ? Optional.ofNullable(Ints.tryParse(parts.get(1)))
                        : Optional.empty();
        if (statement.isEmpty() || !door.cancel(caller, parts.get(0), statement.get())) {
            throw PipeLookup.missing("No query runs at %s/%s".formatted(PATH, rest));
        }
        exchange.sendEmpty(204);
    }
}
