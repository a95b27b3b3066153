package io.penstock.server.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.util.Base64URL;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;

/** HS256 with the admin token's text as the key. */
final class JwtSignature {
    /** RFC 7518, 3.2: the key is at least as long as the hash. */
    static final int SHORTEST_KEY = 32;

    private JwtSignature() {}

    /** The signature of a header and claims in base64url. */
    static String sign(String signed, byte[] key) {
        try {
            JWSSigner signer = new MACSigner(key);
            return signer.sign(
                            new JWSHeader(JWSAlgorithm.HS256),
                            signed.getBytes(StandardCharsets.UTF_8))
                    .toString();
        } catch (JOSEException e) {
            throw new IllegalStateException("HS256 can't be computed", e);
        }
    }

    /** Whether a token was signed with this key. Takes the same time wherever signatures differ. */
    static boolean isOf(JwtText jwt, byte[] key) {
        try {
            return isGood(jwt, new MACVerifier(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("HS256 can't be computed", e);
        }
    }

    /** Whether a verifier finds a signature good; one that it can't even read is not. */
    static boolean isGood(JwtText jwt, JWSVerifier verifier) throws JOSEException {
        JWSHeader header;
        try {
            header = JWSHeader.parse(jwt.header().toString());
        } catch (ParseException | IllegalArgumentException e) {
            throw JwtText.forbidden("its header is not one of a signed token");
        }
        return verifier.verify(
                header,
                jwt.signed().getBytes(StandardCharsets.UTF_8),
                new Base64URL(jwt.signature()));
    }
}
