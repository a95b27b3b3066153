package io.penstock.server.flight;

import io.penstock.server.access.Authenticator;
import io.penstock.server.audit.AuditLog;
import io.penstock.server.door.Admission;
import io.penstock.server.door.SqlDoor;
import io.penstock.server.limit.CallLimiter;
import io.penstock.server.tls.LiveCertificate;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Optional;

/**
 * The port that speaks Flight SQL. Its life has two beginnings, because loading gRPC takes long:
 * {@link #bind} takes the port at once, {@link #serve} answers who has come. Owner: the server
 * closes it. Thread: safe for many at once.
 */
public final class FlightDoor implements AutoCloseable {
    private static final int BACKLOG = 256;

    private final String host;
    private final FlightSettings settings;
    private final Parts parts;
    private final ServerSocketChannel port;
    private @Nullable FlightService service;
    private boolean closed;

    /**
     * What stands behind the door.
     *
     * @param sql runs statements and lists what there is
     * @param tokens knows whose token a text is
     * @param audit is told who was kept out
     * @param requestBytes the most that one message of a client may have
     * @param sqlBytes the most that one statement may have
     * @param version the server's
     * @param certificate absent for connections without encryption
     * @param admission gives places to calls that take work
     * @param limits counts statements that run
     */
    public record Parts(
            SqlDoor sql,
            Authenticator tokens,
            AuditLog audit,
            int requestBytes,
            int sqlBytes,
            String version,
            Optional<LiveCertificate> certificate,
            Admission admission,
            CallLimiter limits) {}

    private FlightDoor(
            String host, FlightSettings settings, Parts parts, ServerSocketChannel port) {
        this.host = host;
        this.settings = settings;
        this.parts = parts;
        this.port = port;
    }

    /**
     * Takes the port: clients may connect and wait.
     *
     * @param number the port; 0 for any free one
     * @throws UncheckedIOException when the port can't be had
     */
    public static FlightDoor bind(String host, int number, FlightSettings settings, Parts parts) {
        try {
            ServerSocketChannel port = ServerSocketChannel.open();
            try {
                port.bind(new InetSocketAddress(host, number), BACKLOG);
                return new FlightDoor(host, settings, parts, port);
            } catch (IOException e) {
                port.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Answers clients from now on; takes about a second the first time.
     *
     * @throws UncheckedIOException when gRPC can't serve on the port
     */
    public synchronized void serve() {
        if (!closed && service == null) {
            service = FlightService.start(port, host, settings, parts);
        }
    }

    /** Where clients find it: {@code grpc://127.0.0.1:7182}. */
    public URI url() {
        String scheme = parts.certificate().isPresent() ? "grpc+tls" : "grpc";
        String address = host.contains(":") ? "[" + host + "]" : host;
        return URI.create(scheme + "://" + address + ":" + port());
    }

    /** The port it listens on. */
    public int port() {
        return port.socket().getLocalPort();
    }

    /** How busy it is, for metrics. */
    public synchronized Status status() {
        return service == null
                ? new Status(0, 0, 0)
                : new Status(service.openStreams(), service.preparedStatements(), service.memory());
    }

    /**
     * How busy a door is.
     *
     * @param streams answers that are being sent
     * @param statements prepared statements that are open
     * @param bytes memory of metadata and values; results are the engine's
     */
    public record Status(int streams, long statements, long bytes) {}

    /** Takes no new calls; those that run go on. */
    public synchronized void refuseNew() {
        if (service != null) {
            service.refuseNew();
        }
    }

    /**
     * Waits until no answer is being sent any more.
     *
     * @return whether that was in time
     */
    public boolean awaitQuiet(Duration limit) {
        FlightService current;
        synchronized (this) {
            current = service;
        }
        return current == null || current.awaitQuiet(limit);
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            if (service != null) {
                service.close();
            }
            port.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
