package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate that signs itself for {@code localhost}, made by the JDK's own tool.
 *
 * @param store holds it with its key under the alias {@code s}
 */
public record TestCertificate(KeyStore store) {
    private static final char[] PASSWORD = "secret".toCharArray();

    /** A new one of this kind: RSA, EC, Ed25519. */
    public static TestCertificate make(Path folder, String algorithm) throws Exception {
        Path file = Files.createTempFile(folder, "certificate", ".p12");
        Files.delete(file);
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                algorithm,
                                "-alias",
                                "s",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost,ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .inheritIO()
                        .start();
        assertThat(process.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        Files.delete(file);
        return new TestCertificate(store);
    }

    /** Writes it as PEM. */
    public TestCertificate write(Path certificate, Path key) throws Exception {
        write(certificate, "CERTIFICATE", store.getCertificate("s").getEncoded());
        write(key, "PRIVATE KEY", store.getKey("s", PASSWORD).getEncoded());
        return this;
    }

    private static void write(Path file, String kind, byte[] content) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                        .formatted(kind, Base64.getMimeEncoder().encodeToString(content), kind));
    }

    /** For clients that trust this one alone. */
    public SSLContext trusting() throws Exception {
        return context(new KeyManager[0]);
    }

    /** For clients that trust this one alone, and show another of themselves. */
    public SSLContext trusting(TestCertificate own) throws Exception {
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own.store, PASSWORD);
        return context(keys.getKeyManagers());
    }

    /** For servers that show this one. */
    public SSLContext serving() throws Exception {
        return trusting(this);
    }

    private SSLContext context(KeyManager[] keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("s", store.getCertificate("s"));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }
}
