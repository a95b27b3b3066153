package io.penstock.server.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.hash.HashCode;

import io.penstock.server.access.JwtProblem;
import io.penstock.server.access.Principal;
import io.penstock.server.issuer.Issuers;
import io.penstock.server.issuer.TrustedIssuer;
import io.penstock.spi.error.QueryException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * Says who shows a JWT: one that was signed with the admin token's text, or by an issuer that is
 * trusted. A token that was found good is known again by its hash, until it expires, or its
 * issuer's keys or a token whose scopes it has change. Thread: safe for many at once.
 */
final class JwtVerifier {
    private static final String HS256 = "HS256";
    private static final int MOST_KNOWN = 10_000;
    private static final Duration LONGEST_KNOWN = Duration.ofMinutes(5);

    private final AdminToken admin;
    private final UUID workspace;
    private final Issuers issuers;
    private final IssuedJwts issued;
    private final InstantSource clock;
    private final Cache<HashCode, Known> known =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).expireAfterWrite(LONGEST_KNOWN).build();

    /**
     * A token that was found good.
     *
     * @param end when it expires
     * @param basis whether what was found then still holds
     */
    record Known(Principal principal, Instant end, TrustedIssuer.Good basis) {
        boolean isGood(Instant now) {
            return end.isAfter(now) && basis.isStill();
        }
    }

    JwtVerifier(
            AdminToken admin,
            UUID workspace,
            Issuers issuers,
            IssuedJwts issued,
            InstantSource clock) {
        this.admin = admin;
        this.workspace = workspace;
        this.issuers = issuers;
        this.issued = issued;
        this.clock = clock;
    }

    /**
     * Who shows this token.
     *
     * @throws QueryException {@link io.penstock.server.access.AccessError#FORBIDDEN}, which says
     *     what is wrong; {@link io.penstock.server.access.AccessError#UNAVAILABLE} when its
     *     issuer's keys can't be had
     */
    Principal principal(String text, HashCode hash) {
        Instant now = clock.instant();
        Known before = known.getIfPresent(hash);
        if (before != null && before.isGood(now)) {
            return before.principal();
        }
        Known found = verified(JwtText.parse(text), now);
        known.put(hash, found);
        return found.principal();
    }

    /** Forgets what was found good: a key is another one. */
    void forget() {
        known.invalidateAll();
    }

    private Known verified(JwtText jwt, Instant now) {
        String algorithm = jwt.header().path("alg").asText();
        if (algorithm.isEmpty() || algorithm.equalsIgnoreCase("none")) {
            throw JwtText.forbidden("it is not signed (alg none)");
        }
        if (jwt.header().has("crit")) {
            throw JwtText.forbidden("its header has crit, and no extension is known here");
        }
        Optional<TrustedIssuer> issuer =
                Optional.of(jwt.claims().path("iss"))
                        .filter(JsonNode::isTextual)
                        .flatMap(name -> issuers.called(name.textValue()));
        return issuer.isPresent()
                ? issued.verified(jwt, algorithm, issuer.get(), now)
                : ours(jwt, algorithm, now);
    }

    private Known ours(JwtText jwt, String algorithm, Instant now) {
        requireOurs(jwt, algorithm);
        JwtClaims claims = new JwtClaims(jwt.claims());
        Instant end = claims.requireTime(now);
        claims.requireWorkspace(workspace);
        return new Known(
                JwtClaims.principal(
                        claims.text("name"), claims.scopes(), claims.requestsPerSecond()),
                end,
                () -> true);
    }

    private void requireOurs(JwtText jwt, String algorithm) {
        if (!algorithm.equals(HS256) && !issuers.isEmpty()) {
            throw unknownIssuer(jwt.claims().path("iss"));
        }
        if (!algorithm.equals(HS256)) {
            throw JwtText.forbidden(
                    "its alg is %s; HS256 with the admin token's text as the key is accepted"
                            .formatted(shortened(algorithm)));
        }
        byte[] key = admin.key();
        if (key.length < JwtSignature.SHORTEST_KEY) {
            throw JwtText.forbidden(
                    "the admin token of this server is too short to sign; it needs %d characters"
                            .formatted(JwtSignature.SHORTEST_KEY));
        }
        if (!JwtSignature.isOf(jwt, key)) {
            throw JwtText.forbidden("its signature is not that of the admin token");
        }
    }

    private static QueryException unknownIssuer(JsonNode issuer) {
        return JwtText.forbidden(
                issuer.isTextual()
                        ? "its issuer '%s' is none of those that are trusted here"
                                .formatted(JwtProblem.shown(issuer.textValue()))
                        : "it names no issuer (iss)");
    }

    private static String shortened(String text) {
        return text.length() <= 16 ? text : text.substring(0, 16) + "…";
    }
}
