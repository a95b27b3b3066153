package io.penstock.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.penstock.server.access.Principal;
import io.penstock.server.access.Scope;
import io.penstock.server.access.ScopeJson;
import io.penstock.server.audit.AuditEvent;
import io.penstock.server.audit.AuditLog;
import io.penstock.server.token.NewJwt;
import io.penstock.server.token.TokenAdministration;
import io.penstock.server.token.TokenText;
import io.penstock.server.token.TokenView;
import io.penstock.spi.error.QueryException;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.URIUtil;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** The Tokens API: {@code /v0/tokens}. Thread: safe for many at once; blocks the request's. */
public final class TokensHandler {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REFRESH = "/refresh";
    private static final String TEXT = ".token";

    private final TokenAdministration tokens;
    private final AuditLog audit;
    private final int bodyLimit;

    /**
     * A handler.
     *
     * @param audit is told of every change
     * @param bodyLimit bytes of a request
     */
    public TokensHandler(TokenAdministration tokens, AuditLog audit, int bodyLimit) {
        this.tokens = tokens;
        this.audit = audit;
        this.bodyLimit = bodyLimit;
    }

    /**
     * Answers a call.
     *
     * @param rest what stands behind {@code /v0/tokens}
     */
    void call(Exchange exchange, CallParameters query, String rest) {
        exchange.response().getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        Principal caller = exchange.principal();
        boolean get = exchange.method().equals("GET");
        if (rest.isEmpty() && get) {
            send(exchange, list(caller));
        } else if (rest.isEmpty()) {
            create(exchange, TokenRequest.of(exchange, query, bodyLimit));
        } else if (rest.endsWith(REFRESH)) {
            String name = name(rest.substring(0, rest.length() - REFRESH.length()));
            changed(exchange, AuditEvent.Kind.TOKEN_REFRESHED, tokens.refresh(caller, name));
        } else if (get && rest.endsWith(TEXT)) {
            String name = name(rest.substring(0, rest.length() - TEXT.length()));
            byte[] text = TokenText.of(tokens.find(caller, name)).getBytes(StandardCharsets.UTF_8);
            exchange.send(200, "text/plain", text);
        } else {
            one(exchange, query, caller, name(rest));
        }
    }

    private void one(Exchange exchange, CallParameters query, Principal caller, String name) {
        switch (exchange.method()) {
            case "PUT" ->
                    changed(
                            exchange,
                            AuditEvent.Kind.TOKEN_CHANGED,
                            tokens.update(
                                    caller,
                                    name,
                                    TokenRequest.of(exchange, query, bodyLimit).edit()));
            case "DELETE" -> {
                TokenView token = tokens.find(caller, name);
                tokens.delete(caller, name);
                note(exchange, AuditEvent.Kind.TOKEN_DELETED, token);
                send(exchange, JSON.createObjectNode().put("ok", true));
            }
            default -> send(exchange, object(tokens.find(caller, name)));
        }
    }

    /** Behind the slash, decoded. */
    private static String name(String rest) {
        try {
            return URIUtil.decodePath(rest.substring(1));
        } catch (RuntimeException e) {
            throw new QueryException(
                    HttpError.BAD_REQUEST, "The token's name is not percent-encoded UTF-8");
        }
    }

    private ObjectNode list(Principal caller) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode array = root.putArray("tokens");
        tokens.list(caller).forEach(token -> array.add(object(token)));
        return root;
    }

    private void create(Exchange exchange, TokenRequest request) {
        Principal caller = exchange.principal();
        if (!request.isForJwt()) {
            changed(
                    exchange,
                    AuditEvent.Kind.TOKEN_CREATED,
                    tokens.create(caller, request.token()));
            return;
        }
        NewJwt jwt = request.jwt(caller.name());
        String signed = tokens.sign(caller, jwt).text();
        audit.note(exchange.did(AuditEvent.Kind.JWT_SIGNED, jwt.name(), scopes(jwt.scopes())));
        send(exchange, JSON.createObjectNode().put("token", signed));
    }

    private void changed(Exchange exchange, AuditEvent.Kind kind, TokenView token) {
        note(exchange, kind, token);
        send(exchange, object(token));
    }

    private void note(Exchange exchange, AuditEvent.Kind kind, TokenView token) {
        audit.note(exchange.did(kind, token.name(), token.id() + ": " + scopes(token.scopes())));
    }

    /** Without filters and values, which may be private. */
    private static String scopes(Set<Scope> scopes) {
        return scopes.stream().map(Scope::toString).collect(Collectors.joining(", "));
    }

    private static ObjectNode object(TokenView token) {
        ObjectNode object = JSON.createObjectNode();
        object.put("id", token.id());
        object.put("name", token.name());
        object.put("description", token.description());
        ScopeJson.writeAll(token.scopes(), object.putArray("scopes"));
        object.put("token", token.value().text());
        ObjectNode origin = object.putObject("origin").put("type", token.origin());
        if (!token.resourceId().isEmpty()) {
            origin.put("resource_id", token.resourceId());
        }
        return object.put("host", "local");
    }

    private static void send(Exchange exchange, ObjectNode body) {
        exchange.send(200, Exchange.JSON, PipeObjects.bytes(body));
    }
}
