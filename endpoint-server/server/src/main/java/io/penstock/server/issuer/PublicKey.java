package io.penstock.server.issuer;

import com.google.common.collect.ImmutableSet;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;

import io.penstock.server.access.JwtProblem;

import java.util.Optional;

/**
 * A key that verifies signatures. Equal keys are the same key with the same id.
 *
 * @param id its {@code kid}; absent when it has none
 * @param jwk what it was read from, without anything private
 * @param verifier knows which signatures its kind of key makes
 */
record PublicKey(Optional<String> id, JWK jwk, Verifier verifier) {
    private static final int SHORTEST_RSA = 2_048;

    /** Looks at signatures of one key. Thread: safe for many at once. */
    interface Verifier {
        ImmutableSet<JWSAlgorithm> algorithms();

        boolean isGood(JWSAlgorithm algorithm, byte[] signed, Base64URL signature)
                throws JOSEException;
    }

    /** RSA and elliptic curves, as Nimbus checks them. */
    private record Nimbus(JWSVerifier verifier) implements Verifier {
        @Override
        public ImmutableSet<JWSAlgorithm> algorithms() {
            return ImmutableSet.copyOf(verifier.supportedJWSAlgorithms());
        }

        @Override
        public boolean isGood(JWSAlgorithm algorithm, byte[] signed, Base64URL signature)
                throws JOSEException {
            return verifier.verify(new JWSHeader(algorithm), signed, signature);
        }
    }

    /**
     * A key as it stands in a set; absent when it is for something else than signatures, or too
     * weak.
     *
     * @throws JOSEException when it is damaged
     */
    static Optional<PublicKey> of(JWK jwk) throws JOSEException {
        boolean signs =
                (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE))
                        && (jwk.getKeyOperations() == null
                                || jwk.getKeyOperations().contains(KeyOperation.VERIFY));
        if (!signs) {
            return Optional.empty();
        }
        Optional<String> id = Optional.ofNullable(jwk.getKeyID());
        return verifier(jwk).map(verifier -> new PublicKey(id, jwk.toPublicJWK(), verifier));
    }

    /** A key that is the same on both sides is none of ours: who verifies could sign. */
    private static Optional<Verifier> verifier(JWK jwk) throws JOSEException {
        return switch (jwk) {
            case RSAKey rsa when rsa.size() >= SHORTEST_RSA ->
                    Optional.of(new Nimbus(new RSASSAVerifier(rsa.toRSAPublicKey())));
            case ECKey curve -> Optional.of(new Nimbus(new ECDSAVerifier(curve.toECPublicKey())));
            case OctetKeyPair pair when pair.getCurve().equals(Curve.Ed25519) ->
                    Optional.of(Ed25519Verifier.of(pair.getDecodedX()));
            default -> Optional.empty();
        };
    }

    /** Whether it makes such signatures: a key may say that it makes only one kind. */
    boolean verifies(JWSAlgorithm algorithm) {
        return verifier.algorithms().contains(algorithm)
                && (jwk.getAlgorithm() == null || jwk.getAlgorithm().equals(algorithm));
    }

    /** Whether it made this signature; one that can't even be read was made by nobody. */
    boolean isGood(JWSAlgorithm algorithm, byte[] signed, Base64URL signature) {
        try {
            return verifier.isGood(algorithm, signed, signature);
        } catch (JOSEException e) {
            return false;
        }
    }

    String shown() {
        return id.map(JwtProblem::shown).orElse("one without a kid");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey key && jwk.equals(key.jwk);
    }

    @Override
    public int hashCode() {
        return jwk.hashCode();
    }
}
