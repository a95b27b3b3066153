package io.penstock.server.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import com.nimbusds.jose.util.Base64URL;

import io.penstock.server.access.AccessError;
import io.penstock.server.access.Principal;
import io.penstock.server.access.Scope;
import io.penstock.server.issuer.ClaimFilling;
import io.penstock.server.issuer.ClaimPath;
import io.penstock.server.issuer.Grant;
import io.penstock.server.issuer.Issuer;
import io.penstock.server.issuer.TrustedIssuer;
import io.penstock.spi.error.QueryException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** JWTs that identity providers signed. Thread: safe for many at once. */
final class IssuedJwts {
    private final Tokens tokens;
    private final UUID workspace;

    IssuedJwts(Tokens tokens, UUID workspace) {
        this.tokens = tokens;
        this.workspace = workspace;
    }

    /**
     * Who shows a token.
     *
     * @param issuer that it names
     * @throws QueryException {@link AccessError#FORBIDDEN}, {@link AccessError#UNAVAILABLE}
     */
    JwtVerifier.Known verified(JwtText jwt, String algorithm, TrustedIssuer issuer, Instant now) {
        TrustedIssuer.Good signature =
                issuer.require(
                        algorithm,
                        keyId(jwt.header()),
                        jwt.signed().getBytes(StandardCharsets.UTF_8),
                        new Base64URL(jwt.signature()));
        JwtClaims claims = new JwtClaims(jwt.claims());
        Instant end = claims.requireTime(now);
        claims.requireNoOther(workspace);
        requireAudience(jwt.claims(), issuer.issuer());
        long edits = tokens.edits();
        return new JwtVerifier.Known(
                principal(jwt.claims(), issuer.issuer()),
                end,
                () -> signature.isStill() && tokens.edits() == edits);
    }

    private static Optional<String> keyId(JsonNode header) {
        JsonNode id = header.path("kid");
        if (!id.isMissingNode() && !id.isTextual()) {
            throw JwtText.forbidden("its kid is not a text");
        }
        return Optional.ofNullable(id.textValue());
    }

    private static void requireAudience(JsonNode claims, Issuer issuer) {
        ClaimPath path = issuer.audienceClaim();
        JsonNode audience = path.in(claims);
        if (audience.isMissingNode()) {
            throw JwtText.forbidden("it has no claim " + path);
        }
        Stream<JsonNode> named =
                audience.isArray() ? Streams.stream(audience.elements()) : Stream.of(audience);
        if (named.noneMatch(one -> issuer.audiences().contains(one.asText()))) {
            throw JwtText.forbidden("it is for another audience (%s)".formatted(path));
        }
    }

    private Principal principal(JsonNode node, Issuer issuer) {
        JwtClaims claims = new JwtClaims(node);
        String subject = claims.name(new ClaimPath("sub"));
        ImmutableSet<Scope> scopes = scopes(node, issuer);
        if (scopes.isEmpty()) {
            throw new QueryException(
                    AccessError.FORBIDDEN,
                    "The JWT is valid, and permits nothing here: no grant of its issuer fits its"
                            + " claims");
        }
        return JwtClaims.principal(
                claims.name(issuer.nameClaim()),
                scopes,
                lower(claims.requestsPerSecond(), issuer.requestsPerSecond()),
                issuer.id() + " " + subject);
    }

    private ImmutableSet<Scope> scopes(JsonNode claims, Issuer issuer) {
        ImmutableSet.Builder<Scope> scopes = ImmutableSet.builder();
        issuer.scopesClaim()
                .map(path -> path.in(claims))
                .filter(claim -> !claim.isMissingNode())
                .ifPresent(claim -> scopes.addAll(JwtClaims.scopes(claim)));
        ClaimFilling filling = new ClaimFilling(claims);
        issuer.grants().stream()
                .filter(grant -> grant.applies(claims))
                .forEach(grant -> add(grant, filling, scopes));
        return scopes.build();
    }

    private void add(Grant grant, ClaimFilling filling, ImmutableSet.Builder<Scope> scopes) {
        grant.token().flatMap(tokens::named).map(StoredToken::scopes).ifPresent(scopes::addAll);
        grant.scopes().forEach(scope -> scopes.add(filling.fill(scope)));
    }

    private static OptionalInt lower(OptionalInt one, OptionalInt other) {
        return IntStream.concat(one.stream(), other.stream()).min();
    }
}
