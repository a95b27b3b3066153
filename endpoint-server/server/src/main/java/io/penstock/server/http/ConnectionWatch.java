package io.penstock.server.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Closes connections whose clients keep the server waiting, and those that are too many: the oldest
 * between requests makes room for a new one, so that who opens many and sends nothing shuts nobody
 * out. Owner: the door closes it. Thread: safe for many at once.
 */
final class ConnectionWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ConnectionWatch.class);
    private static final long MOST_FREQUENT = Duration.ofMillis(20).toMillis();
    private static final long LEAST_FREQUENT = Duration.ofSeconds(1).toMillis();

    private final ConnectionLimits limits;
    private final Proxies proxies;
    private final Executor closing;

    /** The oldest first; also its own lock. */
    private final Set<WatchedConnection> open = new LinkedHashSet<>();

    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("connection-watch").factory());

    /**
     * Starts looking.
     *
     * @param closing closes connections, which may take what waits for them further
     */
    ConnectionWatch(ConnectionLimits limits, Proxies proxies, Executor closing) {
        this.limits = limits;
        this.proxies = proxies;
        this.closing = closing;
        long shortest =
                Math.min(limits.headerTimeout().toMillis(), limits.slowTimeout().toMillis());
        long every = Math.clamp(shortest / 8, MOST_FREQUENT, LEAST_FREQUENT);
        ScheduledFuture<?> unused =
                timer.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    void opened(WatchedConnection connection) {
        Optional<WatchedConnection> tooMany;
        synchronized (open) {
            open.add(connection);
            tooMany =
                    open.size() > limits.connections()
                            ? Optional.of(dispensable(connection))
                            : Optional.empty();
        }
        tooMany.ifPresent(one -> close(one, "there are too many connections"));
        if (tooManyOf(connection)) {
            close(connection, "there are too many connections of its address");
        }
    }

    private WatchedConnection dispensable(WatchedConnection newest) {
        Iterator<WatchedConnection> all = open.iterator();
        while (all.hasNext()) {
            WatchedConnection one = all.next();
            if (one != newest && one.isBetweenRequests()) {
                return one;
            }
        }
        return newest;
    }

    private boolean tooManyOf(WatchedConnection connection) {
        return counted(connection)
                .map(address -> perAddress.merge(address, 1, Integer::sum) > limits.perAddress())
                .orElse(false);
    }

    void closed(WatchedConnection connection) {
        boolean known;
        synchronized (open) {
            known = open.remove(connection);
        }
        if (known) {
            counted(connection)
                    .ifPresent(
                            address ->
                                    perAddress.computeIfPresent(
                                            address, (a, count) -> count > 1 ? count - 1 : null));
        }
    }

    /** The address whose connections are counted. */
    private Optional<InetAddress> counted(WatchedConnection connection) {
        return limits.perAddress() == 0
                ? Optional.empty()
                : connection.peer().filter(address -> !proxies.isTrusted(address));
    }

    private void look() {
        try {
            long now = System.nanoTime();
            for (WatchedConnection connection : all()) {
                connection.complaint(limits, now).ifPresent(why -> close(connection, why));
            }
        } catch (RuntimeException e) {
            log.error("Connections could not be looked at", e);
        }
    }

    private WatchedConnection[] all() {
        synchronized (open) {
            return open.toArray(WatchedConnection[]::new);
        }
    }

    private void close(WatchedConnection connection, String why) {
        log.debug("The connection of {} is closed: {}", connection.getRemoteSocketAddress(), why);
        closing.execute(() -> connection.close(new TimeoutException(why)));
    }

    /** How many connections are open. */
    int size() {
        synchronized (open) {
            return open.size();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
