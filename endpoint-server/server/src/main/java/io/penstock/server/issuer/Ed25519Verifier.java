package io.penstock.server.issuer;

import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Bytes;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.util.Base64URL;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;

/**
 * Ed25519 (RFC 8032) as tokens use it (RFC 8037), computed by the JDK: Nimbus would need another
 * library for it.
 */
record Ed25519Verifier(PublicKey key) implements io.penstock.server.issuer.PublicKey.Verifier {
    private static final String NAME = "Ed25519";
    private static final int KEY_BYTES = 32;

    /** Both names of it: RFC 9864 has made the second the better one. */
    private static final ImmutableSet<JWSAlgorithm> ALGORITHMS =
            ImmutableSet.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

    /** What X.509 writes before the 32 bytes of a key (RFC 8410, 4). */
    private static final byte[] BEFORE_KEY = {
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
    };

    /**
     * A verifier for a key's bytes.
     *
     * @throws JOSEException when they are no key
     */
    static Ed25519Verifier of(byte[] bytes) throws JOSEException {
        if (bytes.length != KEY_BYTES) {
            throw new JOSEException("a key of Ed25519 has 32 bytes");
        }
        try {
            return new Ed25519Verifier(
                    KeyFactory.getInstance(NAME)
                            .generatePublic(
                                    new X509EncodedKeySpec(Bytes.concat(BEFORE_KEY, bytes))));
        } catch (GeneralSecurityException e) {
            throw new JOSEException("no key of Ed25519", e);
        }
    }

    @Override
    public ImmutableSet<JWSAlgorithm> algorithms() {
        return ALGORITHMS;
    }

    @Override
    public boolean isGood(JWSAlgorithm algorithm, byte[] signed, Base64URL signature) {
        try {
            Signature verifying = Signature.getInstance(NAME);
            verifying.initVerify(key);
            verifying.update(signed);
            return verifying.verify(signature.decode());
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
