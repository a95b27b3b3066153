package io.penstock.server.http;

import com.google.common.base.Stopwatch;

import io.penstock.server.access.Principal;
import io.penstock.server.audit.AuditEvent;
import io.penstock.server.door.Admission;
import io.penstock.server.door.Asked;
import io.penstock.server.door.Call;
import io.penstock.server.door.Failure;
import io.penstock.server.door.RequestIds;
import io.penstock.spi.engine.Door;
import io.penstock.spi.engine.QueryContext;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One request and its answer. Headers that every answer has are set when it begins. Thread: the
 * request's.
 *
 * @param client who sent it, as far as the network knows
 * @param id the value of {@code X-Request-Id}
 * @param elapsed running since the request came in
 * @param principal who asks; nobody before the token was looked at
 * @param visit where the call takes a place to work; absent while it is not known who asks
 */
record Exchange(
        Request request,
        Response response,
        Callback callback,
        Client client,
        String id,
        Stopwatch elapsed,
        Principal principal,
        Optional<Admission.Visit> visit) {
    static final String JSON = "application/json";

    private static final HttpField NO_SNIFFING =
            new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField NO_REFERRER =
            new PreEncodedHttpField("Referrer-Policy", "no-referrer");
    private static final HttpField NO_STORE =
            new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");

    private static final HttpField ANY_ORIGIN =
            new PreEncodedHttpField("Access-Control-Allow-Origin", "*");
    private static final HttpField EXPOSED =
            new PreEncodedHttpField(
                    "Access-Control-Expose-Headers",
                    "X-Request-Id, X-DB-Exception-Code, X-RateLimit-Limit, X-RateLimit-Remaining,"
                            + " X-RateLimit-Reset, Retry-After");

    static Exchange begin(Request request, Response response, Callback callback, Client client) {
        String id = RequestIds.next();
        common(response.getHeaders(), id);
        return new Exchange(
                request,
                response,
                callback,
                client,
                id,
                Stopwatch.createStarted(),
                Principal.NOBODY,
                Optional.empty());
    }

    /** What every answer says, whoever writes it. */
    static void common(HttpFields.Mutable headers, String id) {
        headers.put("X-Request-Id", id);
        headers.put(ANY_ORIGIN);
        headers.put(EXPOSED);
        headers.put(NO_SNIFFING);
        headers.put(NO_REFERRER);
        headers.put(NO_STORE);
    }

    /** The same, with its body at hand. */
    Exchange with(Request complete) {
        return new Exchange(complete, response, callback, client, id, elapsed, principal, visit);
    }

    /** The same, asked by somebody who is known. */
    Exchange by(Principal known) {
        return new Exchange(request, response, callback, client, id, elapsed, known, visit);
    }

    /** The same, with a place to work when it needs one. */
    Exchange visiting(Admission.Visit seat) {
        return new Exchange(
                request, response, callback, client, id, elapsed, principal, Optional.of(seat));
    }

    /**
     * Called before work that no query does.
     *
     * @throws io.penstock.spi.error.QueryException {@link
     *     io.penstock.spi.error.EngineError#OVERLOADED}
     */
    void takePlace() {
        visit.ifPresent(Admission.Visit::await);
    }

    /** Of the call's query. */
    QueryContext context(Call call, Duration timeout) {
        return inTurn(new QueryContext(call.id(), call.caller(), timeout));
    }

    /** A context whose query waits for a place when it needs one. */
    QueryContext inTurn(QueryContext context) {
        return visit.map(context::takingTurns).orElse(context);
    }

    /** The call that this is, for the log and for whoever lists queries. */
    Call call(Door door) {
        Call call = new Call(id, principal.caller(door), elapsed);
        call.asked(asked());
        return call;
    }

    /** That whoever asks is kept out. */
    AuditEvent denied(String reason) {
        return AuditEvent.denied(
                principal.caller(Door.HTTP),
                UrlRedaction.withoutValues(Request.getPathInContext(request)),
                UrlRedaction.withoutValues(reason),
                id,
                client.address().getHostAddress());
    }

    /** Something that the caller did. */
    AuditEvent did(AuditEvent.Kind kind, String resource, String detail) {
        return new AuditEvent(
                Instant.now(),
                kind,
                principal.id(),
                principal.name(),
                resource,
                detail,
                id,
                client.address().getHostAddress());
    }

    private Asked asked() {
        return new Asked(
                request.getMethod(),
                UrlRedaction.withoutToken(request.getHttpURI().getPathQuery()),
                Optional.ofNullable(request.getHeaders().get(HttpHeader.USER_AGENT)),
                Optional.empty());
    }

    /** GET for HEAD: it is answered alike, and Jetty leaves the body out. */
    String method() {
        String method = request.getMethod();
        return method.equals("HEAD") ? "GET" : method;
    }

    /** Answers with this body. */
    void send(int status, String contentType, byte[] body) {
        response.setStatus(status);
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, contentType);
        headers.put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    /** Answers without a body. */
    void sendEmpty(int status) {
        response.setStatus(status);
        callback.succeeded();
    }

    /** Answers with the error, or breaks the connection off when an answer is already under way. */
    void fail(Failure error, Throwable failure) {
        if (response.isCommitted()) {
            callback.failed(failure);
            return;
        }
        HttpFields.Mutable headers = response.getHeaders();
        headers.remove(HttpHeader.CONTENT_ENCODING);
        if (error.number() != 0) {
            headers.put("X-DB-Exception-Code", error.number());
        }
        boolean later = error.status() == 429 || error.status() == 503;
        if (later && !headers.contains(HttpHeader.RETRY_AFTER)) {
            headers.put("Retry-After", 1);
        }
        send(error.status(), JSON, body(error));
    }

    private static byte[] body(Failure error) {
        return error.isDocument()
                ? error.message().getBytes(StandardCharsets.UTF_8)
                : ErrorBody.of(error.message());
    }
}
