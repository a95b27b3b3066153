package io.penstock.server.http;

import io.penstock.server.tls.LiveCertificate;

import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Jetty, set up. Owner: the server closes it. */
public final class HttpDoor implements AutoCloseable {
    /**
     * Platform threads: a native call holds on to the carrier of a virtual thread, so the engine
     * would have to hand each call over to a thread of its own, which costs more than it saves. So
     * many are there beside those of calls that work or wait: for what needs no turn.
     */
    private static final int FREE_THREADS = 136;

    /** As many may come at once before the server has taken them. */
    private static final int BACKLOG = 1_024;

    private final Server jetty;
    private final ConnectionWatch watch;
    private final ServerConnector connector;

    /** A door that is still shut. */
    public HttpDoor(
            HttpSettings settings, Optional<LiveCertificate> certificate, FrontHandler handler) {
        QueuedThreadPool threads = new QueuedThreadPool(settings.waiting() + FREE_THREADS);
        threads.setName("http");
        threads.setDaemon(true);
        jetty = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(settings.urlLimit() + settings.connections().headerBytes());
        http.setHttpCompliance(HttpCompliance.RFC7230);
        watch = new ConnectionWatch(settings.connections(), settings.proxies(), threads);
        connector = new WatchedConnector(jetty, watch, protocols(http, certificate));
        connector.setIdleTimeout(settings.connections().idleTimeout().toMillis());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        jetty.addConnector(connector);
        jetty.setHandler(handler);
        jetty.setErrorHandler(new JettyErrors());
    }

    /**
     * With a certificate the first byte of a connection tells TLS from plain HTTP, which has to be
     * understood to be refused in words.
     */
    private static ConnectionFactory[] protocols(
            HttpConfiguration http, Optional<LiveCertificate> certificate) {
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        if (certificate.isEmpty()) {
            return new ConnectionFactory[] {plain};
        }
        http.addCustomizer(new SecureRequestCustomizer(false));
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setSslContext(certificate.get().context());
        context.setNeedClientAuth(certificate.get().trust().isPresent());
        return new ConnectionFactory[] {
            new DetectorConnectionFactory(new SslConnectionFactory(context, plain.getProtocol())),
            plain
        };
    }

    /**
     * Listens.
     *
     * @throws UncheckedIOException when the port is taken
     */
    public void start() {
        try {
            jetty.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not start", e);
        }
    }

    /** How many connections are open. */
    public int connections() {
        return watch.size();
    }

    /** The port it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            jetty.stop();
            watch.close();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop", e);
        }
    }
}
