package io.penstock.server.tls;

import com.google.common.collect.ImmutableList;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A door's certificate, which follows its files: new connections are shown what the files last held
 * that could be used; open ones go on. Thread: safe for many at once.
 */
public final class LiveCertificate {
    private static final Logger log = LoggerFactory.getLogger(LiveCertificate.class);

    private final TlsFiles files;
    private final ServedKey key;
    private final Optional<ClientTrust> trust;
    private ImmutableList<String> stamps;

    private LiveCertificate(TlsFiles files) {
        this.files = files;
        this.stamps = stamps(files);
        Identity first = Identity.read(files);
        this.key = new ServedKey(first);
        this.trust = files.clientAuthorities().map(f -> new ClientTrust(first.clientAuthorities()));
        log(first);
    }

    /**
     * Reads the files.
     *
     * @throws TlsException naming the file that can't be used
     */
    public static LiveCertificate of(TlsFiles files) {
        return new LiveCertificate(files);
    }

    /** Chooses the certificate for each connection. */
    public X509ExtendedKeyManager keys() {
        return key;
    }

    /** Judges clients' certificates; absent when clients need none. */
    public Optional<? extends TrustManager> trust() {
        return trust;
    }

    /** For engines of the JDK. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {key},
                    trust.map(t -> new TrustManager[] {t}).orElse(null),
                    new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the files were touched since they were last read. */
    synchronized boolean isStale() {
        return !stamps.equals(stamps(files));
    }

    /**
     * Reads the files again. What can't be used is logged, and what was there before stays.
     *
     * @return whether they could be used
     */
    public synchronized boolean reload() {
        stamps = stamps(files);
        try {
            Identity next = Identity.read(files);
            if (next.chain().equals(key.chain()) && trust.isEmpty()) {
                return true;
            }
            key.replace(next);
            trust.ifPresent(current -> current.replace(next.clientAuthorities()));
            log(next);
            return true;
        } catch (TlsException e) {
            log.error("The certificate stays what it was: {}", e.getMessage());
            return false;
        }
    }

    private void log(Identity identity) {
        log.info(
                "Certificate {}: {} until {}",
                files.certificate(),
                identity.certificate().getSubjectX500Principal(),
                identity.certificate().getNotAfter().toInstant());
    }

    private static ImmutableList<String> stamps(TlsFiles files) {
        ImmutableList.Builder<String> stamps = ImmutableList.builder();
        stamps.add(stamp(files.certificate()), stamp(files.key()));
        files.clientAuthorities().ifPresent(file -> stamps.add(stamp(file)));
        return stamps.build();
    }

    /** Also of what a link leads to: that is how certificates are exchanged in containers. */
    private static String stamp(Path file) {
        try {
            return "%s %d %s"
                    .formatted(
                            file.toRealPath(), Files.size(file), Files.getLastModifiedTime(file));
        } catch (IOException e) {
            return "missing";
        }
    }
}
