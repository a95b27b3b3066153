package io.penstock.server.http;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Ints;

import io.penstock.server.avatica.AvaticaDoor;
import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.Door;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * {@code POST /avatica}: a call of a driver; {@code DELETE /avatica/{connection}/{statement}}:
 * stops that statement's query, which Avatica has no call for. Thread: safe for many at once;
 * blocks the request's.
 */
public final class AvaticaHandler {
    private static final String PATH = "/avatica";
    private static final ImmutableSet<String> CALL = ImmutableSet.of("POST");
    private static final ImmutableSet<String> CANCEL = ImmutableSet.of("DELETE");

    /** The one caller of this release. */
    private static final Caller ADMIN = new Caller("admin", Door.AVATICA);

    private final AvaticaDoor door;
    private final Predicate<String> isToken;
    private final int bodyLimit;
    private final ClientWatch clients;

    /**
     * A handler.
     *
     * @param isToken whether a text is the admin token
     * @param bodyLimit bytes of a request
     */
    public AvaticaHandler(
            AvaticaDoor door, Predicate<String> isToken, int bodyLimit, ClientWatch clients) {
        this.door = door;
        this.isToken = isToken;
        this.bodyLimit = bodyLimit;
        this.clients = clients;
    }

    static boolean isPath(String path) {
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    void handle(Exchange exchange, CallParameters query, String path) {
        FrontHandler.requireMethod(exchange, path.equals(PATH) ? CALL : CANCEL);
        Credentials credentials = Credentials.of(exchange.request(), query);
        if (credentials.isEmpty()) {
            challenge(exchange);
            return;
        }
        boolean known = credentials.candidates().stream().anyMatch(isToken);
        if (path.equals(PATH)) {
            call(exchange, query, known);
        } else {
            requireKnown(known);
            cancel(exchange, path.substring(PATH.length() + 1));
        }
    }

    private static void requireKnown(boolean known) {
        if (!known) {
            throw new QueryException(HttpError.FORBIDDEN, "The token is not valid here");
        }
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

    private void call(Exchange exchange, CallParameters query, boolean known) {
        byte[] request = RequestBody.read(exchange.request(), bodyLimit);
        AvaticaDoor.Answer answer =
                known
                        ? watched(exchange, options(query), request)
                        : door.refuse(request, "The token is not valid here");
        exchange.send(answer.status(), answer.contentType(), answer.body());
    }

    /** A query whose client goes before it has an answer computes for nobody. */
    private AvaticaDoor.Answer watched(
            Exchange exchange, ImmutableMap<String, String> options, byte[] request) {
        QueryContext context = door.context(ADMIN, exchange.id());
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

    private void cancel(Exchange exchange, String rest) {
        List<String> parts = Splitter.on('/').splitToList(rest);
        Optional<Integer> statement =
                parts.size() == 2
                        ? Optional.ofNullable(Ints.tryParse(parts.get(1)))
                        : Optional.empty();
        if (statement.isEmpty() || !door.cancel(ADMIN, parts.get(0), statement.get())) {
            throw PipeLookup.missing("No query runs at %s/%s".formatted(PATH, rest));
        }
        exchange.sendEmpty(204);
    }
}
