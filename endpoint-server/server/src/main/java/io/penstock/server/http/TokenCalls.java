package io.penstock.server.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.penstock.server.access.Principal;
import io.penstock.server.access.Scope;
import io.penstock.server.access.ScopeJson;
import io.penstock.server.audit.AuditEvent;
import io.penstock.server.token.NewJwt;
import io.penstock.server.token.TokenAdministration;
import io.penstock.server.token.TokenView;
import io.penstock.spi.error.QueryException;

import org.eclipse.jetty.util.URIUtil;

import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What the Tokens API answers, however it is asked: over HTTP, or by a command beside the server.
 * Thread: safe for many at once.
 *
 * @param tokens does what is asked
 * @param notes is told of every change
 */
public record TokenCalls(TokenAdministration tokens, Notes notes) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REFRESH = "/refresh";

    /** Keeps what was done, for the audit log. */
    @FunctionalInterface
    public interface Notes {
        /** Something was done to a token. */
        void note(AuditEvent.Kind kind, String token, String detail);
    }

    /**
     * Answers a call.
     *
     * @param rest what stands behind {@code /v0/tokens}
     * @param request what the call says besides; read when it matters
     * @throws QueryException {@link io.penstock.server.access.AccessError}, {@link
     *     HttpError#BAD_REQUEST}
     */
    public ObjectNode answer(
            Principal caller, String method, String rest, Supplier<TokenRequest> request) {
        boolean get = method.equals("GET");
        if (rest.isEmpty()) {
            return get ? list(caller) : create(caller, request.get());
        }
        if (rest.endsWith(REFRESH) && !get) {
            String name = name(rest.substring(0, rest.length() - REFRESH.length()));
            return changed(AuditEvent.Kind.TOKEN_REFRESHED, tokens.refresh(caller, name));
        }
        return one(caller, method, name(rest), request);
    }

    private ObjectNode one(
            Principal caller, String method, String name, Supplier<TokenRequest> request) {
        return switch (method) {
            case "PUT" ->
                    changed(
                            AuditEvent.Kind.TOKEN_CHANGED,
                            tokens.update(caller, name, request.get().edit()));
            case "DELETE" -> delete(caller, name);
            default -> object(tokens.find(caller, name));
        };
    }

    private ObjectNode delete(Principal caller, String name) {
        TokenView token = tokens.find(caller, name);
        tokens.delete(caller, name);
        note(AuditEvent.Kind.TOKEN_DELETED, token);
        return JSON.createObjectNode().put("ok", true);
    }

    /** Behind the slash, decoded. */
    static String name(String rest) {
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

    private ObjectNode create(Principal caller, TokenRequest request) {
        if (!request.isForJwt()) {
            return changed(AuditEvent.Kind.TOKEN_CREATED, tokens.create(caller, request.token()));
        }
        NewJwt jwt = request.jwt(caller.name());
        String signed = tokens.sign(caller, jwt).text();
        notes.note(AuditEvent.Kind.JWT_SIGNED, jwt.name(), scopes(jwt.scopes()));
        return JSON.createObjectNode().put("token", signed);
    }

    private ObjectNode changed(AuditEvent.Kind kind, TokenView token) {
        note(kind, token);
        return object(token);
    }

    private void note(AuditEvent.Kind kind, TokenView token) {
        notes.note(kind, token.name(), token.id() + ": " + scopes(token.scopes()));
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
}
