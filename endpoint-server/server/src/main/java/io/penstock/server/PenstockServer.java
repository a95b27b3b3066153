package io.penstock.server;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

/**
 * A running server. Owner: whoever started it closes it. Thread: safe for many at once.
 *
 * <p>Closing is graceful: running queries may end within {@link ServerConfig#stopTimeout}, new ones
 * get 503.
 */
public final class PenstockServer implements AutoCloseable {
    private final ServerConfig config;
    private final Server jetty;
    private final ServerConnector connector;

    private PenstockServer(ServerConfig config) {
        this.config = config;
        this.jetty = new Server();
        this.connector =
                new ServerConnector(jetty, new HttpConnectionFactory(new HttpConfiguration()));
        connector.setHost(config.host());
        connector.setPort(config.port());
        jetty.addConnector(connector);
        jetty.setHandler(new Handler.Sequence());
    }

    /**
     * Starts everything and listens.
     *
     * @throws UncheckedIOException when the port is taken
     */
    public static PenstockServer start(ServerConfig config) {
        PenstockServer server = new PenstockServer(config);
        try {
            server.jetty.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not start", e);
        }
        return server;
    }

    /** Where clients find it: {@code http://127.0.0.1:7181}. */
    public URI url() {
        return URI.create("http://" + config.host() + ":" + port());
    }

    /** The port it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop", e);
        }
    }
}
