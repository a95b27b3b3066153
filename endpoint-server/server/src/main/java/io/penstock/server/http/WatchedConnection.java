package io.penstock.server.http;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connection that notes how its client gets on. It is either between requests, where the head of
 * the next one may be on its way, or inside of one, where the server may wait for the client to
 * send its body or to take the answer. Below encryption, so that handshakes count too. Thread: safe
 * for many at once.
 */
final class WatchedConnection extends SocketChannelEndPoint {
    private static final long NEVER = 0;

    private final ConnectionWatch watch;
    private final Optional<InetAddress> peer;
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();

    /** When the head that is on its way began; {@link #NEVER} while nothing is. */
    private volatile long headSince = System.nanoTime();

    private volatile boolean inRequest;
    private volatile long bytesInBefore;
    private volatile long blockedSince = NEVER;
    private volatile long bytesOutBefore;

    /** Of the watch's thread: for how long the request's body was waited for. */
    private long waitedForBody;

    private long lastLook = System.nanoTime();

    WatchedConnection(
            SocketChannel channel,
            ManagedSelector selector,
            SelectionKey key,
            Scheduler scheduler,
            ConnectionWatch watch) {
        super(channel, selector, key, scheduler);
        this.watch = watch;
        this.peer =
                getRemoteSocketAddress() instanceof InetSocketAddress inet
                        ? Optional.ofNullable(inet.getAddress())
                        : Optional.empty();
    }

    /** That of a request. */
    static Optional<WatchedConnection> of(Request request) {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        Object transport = endPoint.getTransport();
        if (endPoint instanceof WatchedConnection plain) {
            return Optional.of(plain);
        }
        return transport instanceof WatchedConnection encrypted
                ? Optional.of(encrypted)
                : Optional.empty();
    }

    /** A request's head is complete. */
    void begin() {
        bytesInBefore = bytesIn.get();
        inRequest = true;
        headSince = NEVER;
    }

    /** Its answer is complete. */
    void end() {
        inRequest = false;
        blockedSince = NEVER;
    }

    /** Whether nobody would miss it: no request is under way. */
    boolean isBetweenRequests() {
        return !inRequest;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        watch.opened(this);
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        watch.closed(this);
        super.onClose(cause);
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        int filled = super.fill(buffer);
        if (filled > 0) {
            bytesIn.addAndGet(filled);
            if (!inRequest && headSince == NEVER) {
                headSince = System.nanoTime();
            }
        }
        return filled;
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        long before = remaining(buffers);
        boolean all = super.flush(buffers);
        bytesOut.addAndGet(before - remaining(buffers));
        if (all) {
            blockedSince = NEVER;
        } else if (blockedSince == NEVER) {
            bytesOutBefore = bytesOut.get();
            blockedSince = System.nanoTime();
        }
        return all;
    }

    private static long remaining(ByteBuffer[] buffers) {
        long bytes = 0;
        for (ByteBuffer buffer : buffers) {
            bytes += buffer.remaining();
        }
        return bytes;
    }

    /** What is wrong with it now; from the watch's thread. */
    Optional<String> complaint(ConnectionLimits limits, long now) {
        long passed = now - lastLook;
        lastLook = now;
        if (!inRequest) {
            waitedForBody = 0;
            long since = headSince;
            return since != NEVER && now - since > limits.headerTimeout().toNanos()
                    ? Optional.of("it took too long to send a request's head")
                    : Optional.empty();
        }
        if (isFillInterested()) {
            waitedForBody += passed;
            if (isSlow(bytesIn.get() - bytesInBefore, waitedForBody, limits)) {
                return Optional.of("it sent a request's body too slowly");
            }
        }
        long since = blockedSince;
        return since != NEVER && isSlow(bytesOut.get() - bytesOutBefore, now - since, limits)
                ? Optional.of("it took its answer too slowly")
                : Optional.empty();
    }

    private static boolean isSlow(long bytes, long nanos, ConnectionLimits limits) {
        return nanos > limits.slowTimeout().toNanos() && bytes < limits.slowRate() * (nanos / 1e9);
    }

    /** The machine at the other end; also when the connection is closed. */
    Optional<InetAddress> peer() {
        return peer;
    }
}
