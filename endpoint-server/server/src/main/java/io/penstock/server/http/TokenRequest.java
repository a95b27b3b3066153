package io.penstock.server.http;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.server.access.Scope;
import io.penstock.server.access.ScopeJson;
import io.penstock.server.access.ScopeText;
import io.penstock.server.token.NewJwt;
import io.penstock.server.token.NewToken;
import io.penstock.server.token.TokenEdit;
import io.penstock.spi.error.QueryException;

import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a call of the Tokens API asks for: in the query string, in a form, or in a JSON object,
 * which wins.
 */
public final class TokenRequest {
    private static final long LATEST_SECOND = 253_402_300_799L;
    private static final ObjectMapper STRICT =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final CallParameters parameters;
    private final JsonNode body;

    private TokenRequest(CallParameters parameters, JsonNode body) {
        this.parameters = parameters;
        this.body = body;
    }

    /**
     * Reads a call. A body without a type is a form: clients send many scopes so.
     *
     * @throws QueryException {@link HttpError#BAD_REQUEST}, {@link HttpError#BODY_TOO_LARGE}
     */
    static TokenRequest of(Exchange exchange, CallParameters query, int bodyLimit) {
        byte[] bytes = RequestBody.read(exchange.request(), bodyLimit);
        @Nullable String header = exchange.request().getHeaders().get(HttpHeader.CONTENT_TYPE);
        String type = header == null ? "" : Ascii.toLowerCase(header);
        if (bytes.length == 0) {
            return new TokenRequest(query, MissingNode.getInstance());
        }
        if (type.startsWith("application/json")) {
            return new TokenRequest(query, json(bytes));
        }
        boolean multipart = type.startsWith("multipart/form-data");
        String form = multipart && header != null ? header : "application/x-www-form-urlencoded";
        return new TokenRequest(
                query.with(RequestBody.parameters(bytes, form)), MissingNode.getInstance());
    }

    /** A call that says everything in a JSON object. */
    public static TokenRequest of(JsonNode body) {
        return new TokenRequest(CallParameters.NONE, body);
    }

    private static JsonNode json(byte[] bytes) {
        try {
            JsonNode node = STRICT.readTree(bytes);
            if (!node.isObject()) {
                throw bad("The request's body is JSON, but not an object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw bad("The request's body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static QueryException bad(String message) {
        return new QueryException(HttpError.BAD_REQUEST, message);
    }

    /** Whether a JWT is asked for. */
    boolean isForJwt() {
        return text("expiration_time").isPresent();
    }

    NewToken token() {
        return new NewToken(
                text("name").orElse(""),
                text("description").orElse(""),
                scopes().orElse(ImmutableSet.of()),
                text("origin").filter(origin -> origin.matches("[A-Z]{1,4}")).orElse("C"),
                text("resource_id").filter(id -> id.length() <= 255).orElse(""));
    }

    /**
     * A JWT; one without a name has that of whoever asks for it.
     *
     * @param caller that name
     */
    NewJwt jwt(String caller) {
        return new NewJwt(
                text("name").orElse(caller),
                end(),
                scopes().orElse(ImmutableSet.of()),
                perSecond());
    }

    TokenEdit edit() {
        return new TokenEdit(text("name"), text("description"), scopes());
    }

    private Instant end() {
        String text = text("expiration_time").orElse("");
        if (!text.matches("\\d{1,12}") || Long.parseLong(text) > LATEST_SECOND) {
            throw bad(
                    "Parameter 'expiration_time' is '%s'; it must be Unix seconds"
                            .formatted(text.length() <= 40 ? text : text.substring(0, 40) + "…"));
        }
        return Instant.ofEpochSecond(Long.parseLong(text));
    }

    private OptionalInt perSecond() {
        JsonNode rps = body.path("limits").path("rps");
        if (rps.isMissingNode() || rps.isNull()) {
            return OptionalInt.empty();
        }
        if (!rps.isInt() || rps.intValue() < 1) {
            throw bad("limits.rps is %s; it must be a whole number from 1".formatted(rps));
        }
        return OptionalInt.of(rps.intValue());
    }

    private Optional<String> text(String name) {
        JsonNode member = body.path(name);
        return member.isValueNode() && !member.isNull()
                ? Optional.of(member.asText())
                : parameters.last(name);
    }

    /** Absent when the call says nothing of scopes; an empty text stands for none. */
    private Optional<ImmutableSet<Scope>> scopes() {
        if (body.has("scopes")) {
            return Optional.of(ScopeJson.readAll(body.path("scopes")));
        }
        ImmutableList<String> texts = parameters.all("scope");
        return texts.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        texts.stream()
                                .filter(text -> !text.isBlank())
                                .map(ScopeText::parse)
                                .collect(toImmutableSet()));
    }
}
