package io.penstock.server.issuer;

import com.google.common.collect.ImmutableList;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.util.Base64URL;

import io.penstock.server.access.AccessError;
import io.penstock.server.access.JwtProblem;
import io.penstock.spi.error.QueryException;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * An issuer and its keys, for as long as it is trusted. Owner: {@link Issuers}. Thread: safe for
 * many at once.
 */
public final class TrustedIssuer implements AutoCloseable {
    private final Issuer issuer;
    private final LiveKeys keys;
    private volatile boolean closed;

    private TrustedIssuer(Issuer issuer) {
        this.issuer = issuer;
        this.keys = new LiveKeys(issuer);
    }

    /** Begins to look at its keys. */
    static TrustedIssuer of(Issuer issuer) {
        return new TrustedIssuer(issuer);
    }

    /** Tells what becomes of its keys from now on, in a sentence for people. */
    void follow(Consumer<String> listener) {
        keys.follow(listener);
    }

    /** How it is configured. */
    public Issuer issuer() {
        return issuer;
    }

    /**
     * A signature that was found good: it is for as long as the issuer is trusted and the keys stay
     * what they are.
     */
    @FunctionalInterface
    public interface Good {
        /** Whether issuer and keys are still those that it was looked at with. */
        boolean isStill();
    }

    /**
     * Checks a signature.
     *
     * @param algorithm the token's {@code alg}
     * @param keyId the token's {@code kid}; absent when it names none
     * @throws QueryException {@link AccessError#FORBIDDEN} with what is wrong, {@link
     *     AccessError#UNAVAILABLE} when the keys can't be had
     */
    public Good require(
            String algorithm, Optional<String> keyId, byte[] signed, Base64URL signature) {
        JWSAlgorithm known = accepted(algorithm);
        PublicKeys looked = keys.current();
        ImmutableList<PublicKey> candidates = looked.of(known, keyId);
        if (candidates.isEmpty()) {
            looked = keys.renewed();
            candidates = looked.of(known, keyId);
        }
        requireOne(candidates, keyId, known);
        if (candidates.stream().noneMatch(key -> key.isGood(known, signed, signature))) {
            throw JwtProblem.of("its signature is not that of its issuer's key");
        }
        PublicKeys used = looked;
        return () -> !closed && keys.isCurrent(used);
    }

    /** The operator decides, not the token: an algorithm of another kind would misread the key. */
    private JWSAlgorithm accepted(String algorithm) {
        return issuer.algorithms().stream()
                .filter(one -> one.getName().equals(algorithm))
                .findFirst()
                .orElseThrow(
                        () ->
                                JwtProblem.of(
                                        "its alg is %s; of this issuer are accepted: %s"
                                                .formatted(
                                                        JwtProblem.shown(algorithm),
                                                        issuer.algorithms().stream()
                                                                .map(JWSAlgorithm::getName)
                                                                .collect(
                                                                        Collectors.joining(
                                                                                ", ")))));
    }

    private static void requireOne(
            ImmutableList<PublicKey> candidates, Optional<String> keyId, JWSAlgorithm algorithm) {
        if (candidates.isEmpty()) {
            String named = keyId.map(id -> " '" + JwtProblem.shown(id) + "'").orElse("");
            throw JwtProblem.of(
                    "its issuer has no key%s that signs with %s".formatted(named, algorithm));
        }
        if (keyId.isEmpty() && candidates.size() > 1) {
            throw JwtProblem.of("it names no key (kid), and its issuer has several");
        }
    }

    /** It is trusted no more. */
    @Override
    public void close() {
        closed = true;
        keys.close();
    }
}
