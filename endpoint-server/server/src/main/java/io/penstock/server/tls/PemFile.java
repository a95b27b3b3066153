package io.penstock.server.tls;

import com.google.common.collect.ImmutableList;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and keys as text, as RFC 7468 describes them.
 *
 * @param file for messages
 * @param text what it holds
 */
record PemFile(Path file, String text) {
    private static final Pattern KEY =
            Pattern.compile(
                    "-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END \\1PRIVATE KEY-----");
    private static final ImmutableList<String> ALGORITHMS = ImmutableList.of("RSA", "EC", "EdDSA");

    /**
     * Reads a file.
     *
     * @throws TlsException when it can't be read
     */
    static PemFile read(Path file) {
        try {
            return new PemFile(file, Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new TlsException("%s can't be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Its certificates, at least one, in the file's order. */
    ImmutableList<X509Certificate> certificates() {
        ImmutableList.Builder<X509Certificate> found = ImmutableList.builder();
        try (ByteArrayInputStream in =
                new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1))) {
            CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .forEach(found::add);
        } catch (CertificateException | IOException e) {
            throw new TlsException(
                    "%s holds a certificate that can't be read: %s".formatted(file, e.getMessage()),
                    e);
        }
        ImmutableList<X509Certificate> certificates = found.build();
        if (certificates.isEmpty()) {
            throw new TlsException(
                    file
                            + " holds no certificate; it must be in PEM format, -----BEGIN"
                            + " CERTIFICATE-----",
                    null);
        }
        return certificates;
    }

    /** Its private key, of any kind that TLS knows. */
    PrivateKey privateKey() {
        Matcher key = KEY.matcher(text);
        if (!key.find()) {
            throw new TlsException(
                    file
                            + " holds no private key; it must be in PEM format, -----BEGIN PRIVATE"
                            + " KEY-----",
                    null);
        }
        if (!key.group(1).isEmpty()) {
            throw new TlsException(
                    "%s holds a key of the kind '%sPRIVATE KEY'; it must be PKCS #8 without a password: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW"
                            .formatted(file, key.group(1)),
                    null);
        }
        return decoded(key.group(2));
    }

    private PrivateKey decoded(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new TlsException(file + " holds a private key that is not in Base64", e);
        }
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(bytes);
        return ALGORITHMS.stream()
                .flatMap(algorithm -> key(algorithm, encoded).stream())
                .findFirst()
                .orElseThrow(
                        () ->
                                new TlsException(
                                        "%s holds a private key that is none of %s in PKCS #8"
                                                .formatted(file, String.join(", ", ALGORITHMS)),
                                        null));
    }

    private static Optional<PrivateKey> key(String algorithm, PKCS8EncodedKeySpec encoded) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(encoded));
        } catch (InvalidKeySpecException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm, e);
        }
    }
}
