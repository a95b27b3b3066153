package io.penstock.server.http;

import io.penstock.spi.engine.QueryContext;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Whether the clients of running queries are still there. Jetty does not read from a connection
 * while its request is handled, so it would notice a client's end only when it writes; a query that
 * computes for long would compute for nobody. So every {@value #EVERY_MILLIS} ms the connections of
 * queries older than that are read from: nothing is there unless the client has gone, or has sent
 * its next request already, whose first byte is handed back.
 *
 * <p>A client that closes only its sending side counts as gone. Owner: the server closes it.
 * Thread: safe for many at once.
 */
public final class ClientWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClientWatch.class);
    private static final long EVERY_MILLIS = 100;

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("client-watch").factory());

    /** Starts looking. */
    public ClientWatch() {
        ScheduledFuture<?> unused =
                timer.scheduleWithFixedDelay(
                        this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * A query begins; the caller closes what it gets before the request is completed.
     *
     * @param bodyRead whether nothing of the request is left to be read
     */
    Watched add(Request request, boolean bodyRead, QueryContext context) {
        Watched query = new Watched(bodyRead ? connection(request) : null, context);
        watched.add(query);
        return query;
    }

    private static @Nullable Connection connection(Request request) {
        Connection connection = request.getConnectionMetaData().getConnection();
        return connection instanceof Connection.UpgradeTo ? connection : null;
    }

    private void look() {
        long before = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
        for (Watched query : watched) {
            if (query.startedAt < before) {
                try {
                    query.look();
                } catch (RuntimeException e) {
                    log.error("The client of query {} could not be watched", query.context.id(), e);
                }
            }
        }
    }

    /** Whether the request had a body that may not have been read. */
    static boolean hasBody(Request request) {
        return request.getLength() > 0
                || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One query. Thread: safe for many at once. */
    final class Watched implements AutoCloseable {
        private final QueryContext context;
        private final long startedAt = System.nanoTime();
        private @Nullable Connection connection;
        private boolean clientGone;

        private Watched(@Nullable Connection connection, QueryContext context) {
            this.connection = connection;
            this.context = context;
        }

        /** Whether the client was seen to go. */
        synchronized boolean clientGone() {
            return clientGone;
        }

        private void look() {
            if (isGone()) {
                context.cancel();
            }
        }

        /** In the lock, so that nothing is read any more once the request goes on. */
        private synchronized boolean isGone() {
            if (connection == null) {
                return false;
            }
            EndPoint endPoint = connection.getEndPoint();
            ByteBuffer peeked = BufferUtil.allocate(1);
            int filled;
            try {
                filled = endPoint.fill(peeked);
            } catch (IOException e) {
                filled = -1;
            }
            if (filled > 0 && connection instanceof Connection.UpgradeTo pipelining) {
                pipelining.onUpgradeTo(peeked);
            }
            if (filled != 0) {
                connection = null;
            }
            clientGone = filled < 0;
            return clientGone;
        }

        @Override
        public void close() {
            watched.remove(this);
            synchronized (this) {
                connection = null;
            }
        }
    }
}
