package io.penstock.server.avatica;

import io.penstock.server.door.CallWatch;
import io.penstock.spi.engine.Caller;
import io.penstock.spi.error.QueryException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * All open connections. A connection belongs to who opened it: for everybody else it does not
 * exist. Those that nobody uses are closed. Owner: the door closes it. Thread: safe for many at
 * once.
 */
final class Sessions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sessions.class);
    private static final long MOST_SWEEP_MILLIS = 5_000;

    private final AvaticaLimits limits;
    private final Map<Key, Session> sessions = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().daemon().name("avatica-clock").factory());
    private final ExecutorService workers =
            Executors.newCachedThreadPool(
                    Thread.ofPlatform().daemon().name("avatica-ahead-", 0).factory());
    private final CallWatch watch;

    private record Key(String owner, String id) {}

    Sessions(AvaticaLimits limits) {
        this.limits = limits;
        this.watch = new CallWatch(timer, limits.callTimeout());
        timer.setRemoveOnCancelPolicy(true);
        long every = Math.clamp(limits.rowsIdle().toMillis() / 4, 10, MOST_SWEEP_MILLIS);
        ScheduledFuture<?> unused =
                timer.scheduleWithFixedDelay(this::sweep, every, every, TimeUnit.MILLISECONDS);
    }

    /**
     * Opens a connection.
     *
     * @throws QueryException {@link AvaticaError#TOO_MANY_CONNECTIONS}, {@link
     *     AvaticaError#CONNECTION_EXISTS}
     */
    void open(Caller owner, String id, Map<String, String> properties) {
        if (sessions.size() >= limits.connections()) {
            throw new QueryException(
                    AvaticaError.TOO_MANY_CONNECTIONS,
                    "%d connections are open, and there may be no more; close some"
                            .formatted(sessions.size()));
        }
        Session session = new Session(id, owner, properties, limits.statements(), watch);
        if (sessions.putIfAbsent(new Key(owner.id(), id), session) != null) {
            throw new QueryException(
                    AvaticaError.CONNECTION_EXISTS, "Connection %s is open already".formatted(id));
        }
    }

    Optional<Session> find(Caller owner, String id) {
        return Optional.ofNullable(sessions.get(new Key(owner.id(), id)));
    }

    /**
     * The caller's connection.
     *
     * @throws QueryException {@link AvaticaError#UNKNOWN_CONNECTION}
     */
    Session use(Caller owner, String id) {
        Session session =
                find(owner, id)
                        .orElseThrow(
                                () ->
                                        new QueryException(
                                                AvaticaError.UNKNOWN_CONNECTION,
                                                ("Unknown connection %s: it was never opened, or"
                                                     + " closed because nobody had used it for %s"
                                                     + " s")
                                                        .formatted(id, limits.idle().toSeconds())));
        session.use();
        return session;
    }

    /** Closes a connection; nothing happens when there is none. */
    void close(Caller owner, String id) {
        Session session = sessions.remove(new Key(owner.id(), id));
        if (session != null) {
            session.close();
        }
    }

    /** Make rows while clients read those before. */
    ExecutorService workers() {
        return workers;
    }

    /** How many are open. */
    int size() {
        return sessions.size();
    }

    /** How many statements are open. */
    int statements() {
        return sessions.values().stream().mapToInt(Session::size).sum();
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Session session : sessions.values()) {
            try {
                sweep(session, before(now, limits.rowsIdle()), before(now, limits.idle()));
            } catch (RuntimeException e) {
                log.error("Connection {} could not be swept", session.id(), e);
            }
        }
    }

    private void sweep(Session session, long rowsBefore, long idleBefore) {
        session.sweep(rowsBefore, idleBefore);
        if (session.usedAt() - idleBefore < 0 && !session.isReading()) {
            close(session.owner(), session.id());
        }
    }

    private static long before(long now, Duration time) {
        return now - time.toNanos();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        sessions.values().forEach(Session::close);
        sessions.clear();
        workers.shutdown();
    }
}
