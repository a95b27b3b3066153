package io.penstock.server.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Whom this server trusts when it is the client. */
public final class ServerTrust {
    private ServerTrust() {}

    /**
     * Trusts who shows a certificate that was signed by an authority of a PEM file, and nobody
     * else.
     *
     * @throws TlsException when the file can't be used
     */
    public static SSLContext of(Path authorities) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    null,
                    new TrustManager[] {
                        ClientTrust.trusting(PemFile.read(authorities).certificates())
                    },
                    new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
