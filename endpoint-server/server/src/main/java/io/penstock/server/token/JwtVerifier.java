package io.penstock.server.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.hash.HashCode;

import io.penstock.server.access.Principal;
import io.penstock.spi.error.QueryException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Says who shows a JWT, one that was signed with the admin token's text. A token that was found
 * good is known again by its hash, until it expires. Thread: safe for many at once.
 */
final class JwtVerifier {
    private static final String HS256 = "HS256";
    private static final int MOST_KNOWN = 10_000;
    private static final Duration LONGEST_KNOWN = Duration.ofMinutes(5);

    private final AdminToken admin;
    private final UUID workspace;
    private final InstantSource clock;
    private final Cache<HashCode, Known> known =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).expireAfterWrite(LONGEST_KNOWN).build();

    /** A token that was found good. */
    private record Known(Principal principal, Instant end) {}

    JwtVerifier(AdminToken admin, UUID workspace, InstantSource clock) {
        this.admin = admin;
        this.workspace = workspace;
        this.clock = clock;
    }

    /**
     * Who shows this token.
     *
     * @throws QueryException {@link io.penstock.server.access.AccessError#FORBIDDEN}, which says
     *     what is wrong
     */
    Principal principal(String text, HashCode hash) {
        Instant now = clock.instant();
        Known before = known.getIfPresent(hash);
        if (before != null && before.end().isAfter(now)) {
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
        requireOurs(jwt, algorithm);
        JwtClaims claims = new JwtClaims(jwt.claims());
        Instant end = claims.requireTime(now);
        claims.requireWorkspace(workspace);
        return new Known(
                JwtClaims.principal(
                        claims.text("name"), claims.scopes(), claims.requestsPerSecond()),
                end);
    }

    private void requireOurs(JwtText jwt, String algorithm) {
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

    private static String shortened(String text) {
        return text.length() <= 16 ? text : text.substring(0, 16) + "…";
    }
}
