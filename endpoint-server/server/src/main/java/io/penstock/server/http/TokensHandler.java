package io.penstock.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.penstock.server.audit.AuditLog;
import io.penstock.server.token.TokenAdministration;
import io.penstock.server.token.TokenText;

import org.eclipse.jetty.http.HttpHeader;

import java.nio.charset.StandardCharsets;

/** The Tokens API: {@code /v0/tokens}. Thread: safe for many at once; blocks the request's. */
public final class TokensHandler {
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
        if (exchange.method().equals("GET") && rest.endsWith(TEXT)) {
            String name = TokenCalls.name(rest.substring(0, rest.length() - TEXT.length()));
            byte[] text =
                    TokenText.of(tokens.find(exchange.principal(), name))
                            .getBytes(StandardCharsets.UTF_8);
            exchange.send(200, "text/plain", text);
            return;
        }
        TokenCalls calls =
                new TokenCalls(
                        tokens,
                        (kind, token, detail) -> audit.note(exchange.did(kind, token, detail)));
        ObjectNode answer =
                calls.answer(
                        exchange.principal(),
                        exchange.method(),
                        rest,
                        () -> TokenRequest.of(exchange, query, bodyLimit));
        exchange.send(200, Exchange.JSON, PipeObjects.bytes(answer));
    }
}
