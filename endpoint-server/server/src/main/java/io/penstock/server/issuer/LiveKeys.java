package io.penstock.server.issuer;

import io.penstock.server.access.AccessError;
import io.penstock.spi.error.QueryException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * An issuer's keys as they were last seen. They are looked at on a thread of their own, before
 * anybody needs it: a call waits for them only while there are none yet, or when it names a key
 * that is not among them, for a short time and few at once. So neither a slow issuer nor who makes
 * keys' names up can hold the server's threads.
 *
 * <p>Nimbus has sources of keys with caches, too; there a call that comes at the wrong time fetches
 * by itself, and one can't see cheaply that keys are still those by which a token was found good.
 * Thread: safe for many at once. Owner: who made it closes it.
 */
final class LiveKeys implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveKeys.class);

    /** Looks that are not yet due are at least so far apart. */
    private static final Duration LEAST_GAP = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_WAITING = 8;

    private final Issuer issuer;
    private final KeyFetch fetch;
    private final Duration gap;
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private final ScheduledExecutorService looks;
    private volatile Consumer<String> changed = detail -> {};
    private volatile Optional<Seen> seen = Optional.empty();
    private volatile String problem = "";
    private CompletableFuture<Void> look = new CompletableFuture<>();
    private long lookedAt;

    /**
     * Keys and when they were last looked at.
     *
     * @param keys the same object for as long as they stay the same
     */
    private record Seen(PublicKeys keys, long nanos) {
        Duration age() {
            return Duration.ofNanos(System.nanoTime() - nanos);
        }
    }

    /** Begins to look at once. */
    LiveKeys(Issuer issuer) {
        this.issuer = issuer;
        this.fetch = new KeyFetch(issuer);
        this.gap = issuer.refresh().compareTo(LEAST_GAP) < 0 ? issuer.refresh() : LEAST_GAP;
        this.looks =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("issuer-keys").factory());
        this.lookedAt = System.nanoTime();
        looks.execute(() -> look(look));
        ScheduledFuture<?> unused =
                looks.scheduleWithFixedDelay(
                        this::lookWhenDue, gap.toNanos(), gap.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Tells what becomes of the keys from now on.
     *
     * @param listener takes a sentence for people
     */
    void follow(Consumer<String> listener) {
        changed = listener;
    }

    /** Whether these are the keys still, and may be relied upon. */
    @SuppressWarnings("ReferenceEquality") // Equal keys are the same object, see Seen.
    boolean isCurrent(PublicKeys keys) {
        Optional<Seen> now = seen;
        return now.isPresent() && now.get().keys() == keys && isFresh(now.get());
    }

    private boolean isFresh(Seen keys) {
        return keys.age().compareTo(issuer.refresh().plus(issuer.keepKeys())) <= 0;
    }

    /**
     * The keys.
     *
     * @throws QueryException {@link AccessError#UNAVAILABLE} when there are none that may be relied
     *     upon
     */
    PublicKeys current() {
        Optional<Seen> now = seen.filter(this::isFresh);
        if (now.isEmpty()) {
            await(another());
            now = seen.filter(this::isFresh);
        }
        return now.orElseThrow(this::unavailable).keys();
    }

    /**
     * The keys, after a look if it is not too soon for one: a token names a key that is not among
     * those known.
     *
     * @throws QueryException {@link AccessError#UNAVAILABLE} when that look takes too long
     */
    PublicKeys renewed() {
        await(another());
        return current();
    }

    /** The look that is under way, or a new one, or the last one when it is too soon. */
    private synchronized CompletableFuture<Void> another() {
        boolean soon = System.nanoTime() - lookedAt < gap.toNanos();
        if (look.isDone() && !soon && !looks.isShutdown()) {
            begin();
        }
        return look;
    }

    private synchronized void begin() {
        CompletableFuture<Void> next = new CompletableFuture<>();
        look = next;
        lookedAt = System.nanoTime();
        looks.execute(() -> look(next));
    }

    private void await(CompletableFuture<Void> ended) {
        if (ended.isDone()) {
            return;
        }
        if (!waiting.tryAcquire()) {
            throw unavailable();
        }
        try {
            ended.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw unavailable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable();
        } finally {
            waiting.release();
        }
    }

    private QueryException unavailable() {
        return new QueryException(
                AccessError.UNAVAILABLE,
                "The JWT can't be checked now: the keys of its issuer %s are not at hand; try again later"
                        .formatted(issuer.id()));
    }

    /** So early that what was taken away is gone when the time is over. */
    private synchronized void lookWhenDue() {
        boolean due =
                seen.map(keys -> keys.age().plus(gap).compareTo(issuer.refresh()) >= 0)
                        .orElse(true);
        if (look.isDone() && (due || !problem.isEmpty())) {
            begin();
        }
    }

    private void look(CompletableFuture<Void> ended) {
        try {
            take(fetch.fetch());
        } catch (KeysException e) {
            fail(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error("The keys of {} could not be looked at", issuer.id(), e);
            fail("of an internal error");
        } finally {
            ended.complete(null);
        }
    }

    private void take(PublicKeys found) {
        Optional<PublicKeys> before = seen.map(Seen::keys);
        boolean same = before.filter(found::equals).isPresent();
        seen = Optional.of(new Seen(same ? before.get() : found, System.nanoTime()));
        if (!same) {
            tell(found.since(before));
        } else if (!problem.isEmpty()) {
            tell("they can be had again");
        }
        problem = "";
    }

    /** Says so once, and again when it is for another reason. */
    private void fail(String reason) {
        if (!reason.equals(problem)) {
            problem = reason;
            tell("they can't be had, because " + reason);
        }
    }

    private void tell(String detail) {
        log.info("Keys of {}: {}", issuer.id(), detail);
        changed.accept(detail);
    }

    @Override
    public synchronized void close() {
        looks.shutdownNow();
    }
}
