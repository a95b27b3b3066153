package io.penstock.server.tls;

import com.google.common.collect.ImmutableList;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

/**
 * Who the server is, as its files said at one time.
 *
 * @param chain the server's certificate, then those that it leads to
 * @param key of the first certificate: tried out
 * @param clientAuthorities who may sign clients' certificates; empty when clients need none
 */
record Identity(
        ImmutableList<X509Certificate> chain,
        PrivateKey key,
        ImmutableList<X509Certificate> clientAuthorities) {

    /**
     * Reads the files.
     *
     * @throws TlsException naming the file that is wrong, also when key and certificate are not of
     *     each other
     */
    static Identity read(TlsFiles files) {
        Identity identity =
                new Identity(
                        PemFile.read(files.certificate()).certificates(),
                        PemFile.read(files.key()).privateKey(),
                        files.clientAuthorities()
                                .map(file -> PemFile.read(file).certificates())
                                .orElse(ImmutableList.of()));
        if (!identity.fits()) {
            throw new TlsException(
                    "The key in %s is not that of the first certificate in %s"
                            .formatted(files.key(), files.certificate()),
                    null);
        }
        return identity;
    }

    X509Certificate certificate() {
        return chain.getFirst();
    }

    /** What the key signs, the certificate verifies. */
    private boolean fits() {
        byte[] text = {1, 2, 3};
        try {
            Signature signing = Signature.getInstance(signature());
            signing.initSign(key);
            signing.update(text);
            byte[] signed = signing.sign();
            Signature verifying = Signature.getInstance(signature());
            verifying.initVerify(certificate().getPublicKey());
            verifying.update(text);
            return verifying.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private String signature() {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
    }
}
