package io.penstock.server.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;

import io.penstock.server.access.AccessError;
import io.penstock.server.access.Principal;
import io.penstock.server.access.Scope;
import io.penstock.server.access.ScopeJson;
import io.penstock.server.access.ScopeType;
import io.penstock.server.issuer.ClaimPath;
import io.penstock.spi.error.QueryException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.UUID;

/** What a JWT whose signature is right claims. */
final class JwtClaims {
    /** What a JWT may permit: it can't be taken back, so it manages nothing. */
    static final ImmutableSet<ScopeType> TYPES =
            ImmutableSet.of(
                    ScopeType.PIPES_READ, ScopeType.DATASOURCES_READ, ScopeType.DATASOURCES_APPEND);

    private static final int LONGEST_NAME = 255;
    private static final double LATEST_SECOND = 253_402_300_799.0;

    /** Clocks differ; a token made for now may come from a second ahead. */
    private static final Duration AHEAD = Duration.ofSeconds(10);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode claims;

    JwtClaims(JsonNode claims) {
        this.claims = claims;
    }

    /**
     * Refuses a token out of its time.
     *
     * @return when it ends
     * @throws QueryException {@link AccessError#FORBIDDEN}
     */
    Instant requireTime(Instant now) {
        Instant end = time("exp");
        if (!end.isAfter(now)) {
            throw JwtText.forbidden("it expired at " + end);
        }
        if (claims.has("nbf") && time("nbf").isAfter(now.plus(AHEAD))) {
            throw JwtText.forbidden("it is not valid before " + time("nbf"));
        }
        return end;
    }

    private Instant time(String claim) {
        JsonNode value = required(claim);
        if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() > LATEST_SECOND) {
            throw JwtText.forbidden("its claim %s is not a time in Unix seconds".formatted(claim));
        }
        return Instant.ofEpochSecond(value.longValue());
    }

    void requireWorkspace(UUID workspace) {
        String claimed = text("workspace_id");
        if (!claimed.equalsIgnoreCase(workspace.toString())) {
            throw JwtText.forbidden("it is for another workspace");
        }
    }

    /** The token's own workspace, where it names one. */
    void requireNoOther(UUID workspace) {
        if (claims.has("workspace_id")) {
            requireWorkspace(workspace);
        }
    }

    String text(String claim) {
        JsonNode value = required(claim);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw JwtText.forbidden("its claim %s is not a text".formatted(claim));
        }
        return checked(value.textValue(), claim);
    }

    /** The caller's name; one that is a number is as good as a text. */
    String name(ClaimPath path) {
        JsonNode value = path.in(claims);
        boolean named = value.isTextual() || value.isIntegralNumber();
        if (!named || value.asText().isBlank()) {
            throw JwtText.forbidden(
                    "it has no claim %s that names its caller".formatted(path.text()));
        }
        return checked(value.asText(), path.text());
    }

    private static String checked(String text, String claim) {
        if (CharMatcher.javaIsoControl().matchesAnyOf(text)) {
            throw JwtText.forbidden("its claim %s has a control character".formatted(claim));
        }
        if (text.length() > LONGEST_NAME) {
            throw JwtText.forbidden(
                    "its claim %s has more than %d characters".formatted(claim, LONGEST_NAME));
        }
        return text;
    }

    private JsonNode required(String claim) {
        JsonNode value = claims.path(claim);
        if (value.isMissingNode() || value.isNull()) {
            throw JwtText.forbidden("it has no claim " + claim);
        }
        return value;
    }

    ImmutableSet<Scope> scopes() {
        return scopes(required("scopes"));
    }

    /** Scopes as a claim has them: those that manage anything are refused. */
    static ImmutableSet<Scope> scopes(JsonNode claim) {
        ImmutableSet<Scope> scopes;
        try {
            scopes = ScopeJson.readAll(claim);
        } catch (QueryException e) {
            throw e.code() == AccessError.INVALID
                    ? JwtText.forbidden(String.valueOf(e.getMessage()))
                    : e;
        }
        scopes.forEach(JwtClaims::requireType);
        return scopes;
    }

    private static void requireType(Scope scope) {
        if (!TYPES.contains(scope.type())) {
            throw JwtText.forbidden(
                    "it has the scope %s; a JWT may have PIPES:READ, DATASOURCES:READ and DATASOURCES:APPEND"
                            .formatted(scope.type().label()));
        }
    }

    OptionalInt requestsPerSecond() {
        JsonNode rps = claims.path("limits").path("rps");
        if (rps.isMissingNode() || rps.isNull()) {
            return OptionalInt.empty();
        }
        if (!rps.canConvertToInt() || !rps.canConvertToExactIntegral() || rps.intValue() < 1) {
            throw JwtText.forbidden("its limits.rps is not a whole number from 1");
        }
        return OptionalInt.of(rps.intValue());
    }

    /**
     * The caller. Its id is the same for every token of this name with these rights, so that what a
     * caller has open outlives a token that is renewed.
     */
    static Principal principal(String name, ImmutableSet<Scope> scopes, OptionalInt perSecond) {
        return principal(rights(name, scopes, perSecond), name, scopes, perSecond, name);
    }

    /**
     * The caller, whose calls count for an account.
     *
     * @param account the same for all tokens of one caller, and another for each issuer
     */
    static Principal principal(
            String name, ImmutableSet<Scope> scopes, OptionalInt perSecond, String account) {
        ArrayNode rights = rights(name, scopes, perSecond).add(account);
        return principal(rights, name, scopes, perSecond, account);
    }

    private static ArrayNode rights(
            String name, ImmutableSet<Scope> scopes, OptionalInt perSecond) {
        ArrayNode rights = JSON.createArrayNode();
        rights.add(name).add(perSecond.orElse(0));
        ScopeJson.writeAll(scopes, rights.addArray());
        return rights;
    }

    private static Principal principal(
            ArrayNode rights,
            String name,
            ImmutableSet<Scope> scopes,
            OptionalInt perSecond,
            String account) {
        String id = "jwt-" + Hashing.sha256().hashString(rights.toString(), StandardCharsets.UTF_8);
        try {
            return Principal.of(id, name, Principal.Kind.JWT, scopes, perSecond, account);
        } catch (QueryException e) {
            throw JwtText.forbidden(String.valueOf(e.getMessage()));
        }
    }
}
