package io.penstock.server.issuer;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.nimbusds.jose.JWSAlgorithm;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An identity provider whose tokens are accepted, as its entry in the file of {@code jwt-issuers}
 * says.
 *
 * @param id what its tokens have as {@code iss}, letter by letter
 * @param audienceClaim which claim says whom a token is for
 * @param audiences one of these must be in it; at least one
 * @param keys where its keys are
 * @param authorities PEM file; who shows no certificate that one of these signed is not asked for
 *     keys. Absent for those that the JVM trusts
 * @param algorithms signatures that are accepted, none of them symmetric; at least one
 * @param nameClaim which claim names the caller in lists and logs
 * @param scopesClaim which claim has scopes as Tinybird's tokens have them; absent when the issuer
 *     may not say such things
 * @param grants what else its tokens permit
 * @param requestsPerSecond of each caller; empty for no limit
 * @param refresh how often its keys are looked at
 * @param keepKeys how long keys stay good after that while they can't be looked at
 */
public record Issuer(
        String id,
        ClaimPath audienceClaim,
        ImmutableSet<String> audiences,
        Keys keys,
        Optional<Path> authorities,
        ImmutableSet<JWSAlgorithm> algorithms,
        ClaimPath nameClaim,
        Optional<ClaimPath> scopesClaim,
        ImmutableList<Grant> grants,
        OptionalInt requestsPerSecond,
        Duration refresh,
        Duration keepKeys) {
    /** Where keys are. */
    public sealed interface Keys {
        /**
         * Where an OpenID provider's own description says.
         *
         * @param description its address
         */
        record Discovered(URI description) implements Keys {}

        /** At an address. */
        record At(URI address) implements Keys {}

        /** In a file. */
        record InFile(Path file) implements Keys {}
    }

    /** Whether its keys are asked for without encryption. */
    public boolean isUnencrypted() {
        return switch (keys) {
            case Keys.Discovered(URI description) -> isPlain(description);
            case Keys.At(URI address) -> isPlain(address);
            case Keys.InFile unused -> false;
        };
    }

    private static boolean isPlain(URI address) {
        return "http".equalsIgnoreCase(address.getScheme());
    }
}
