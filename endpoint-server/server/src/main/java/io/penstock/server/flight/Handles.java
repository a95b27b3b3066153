package io.penstock.server.flight;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import com.google.protobuf.ByteString;

import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightRuntimeException;
import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.time.Duration;

/**
 * What clients name by a handle of 128 random bits. A handle works for the caller who got it, and
 * until it was not used for some time; for anybody else it does not exist. Thread: safe for many at
 * once.
 */
final class Handles<T> {
    /** More than clients keep open, and no more than fits beside everything else. */
    static final int MOST = 10_000;

    private static final int BYTES = 16;

    private final String kind;
    private final Duration idle;
    private final Cache<ByteString, Owned<T>> known;
    private final SecureRandom random = new SecureRandom();

    private record Owned<T>(String owner, T value) {}

    /**
     * Nothing yet.
     *
     * @param kind what they are, for errors: {@code prepared statement}
     */
    Handles(String kind, Duration idle) {
        this.kind = kind;
        this.idle = idle;
        this.known =
                Caffeine.newBuilder()
                        .expireAfterAccess(idle)
                        .maximumSize(MOST)
                        .scheduler(Scheduler.systemScheduler())
                        .executor(Runnable::run)
                        .build();
    }

    /** Keeps a value; when there are too many, those that were not used for long are forgotten. */
    ByteString add(String owner, T value) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        ByteString handle = ByteString.copyFrom(bytes);
        known.put(handle, new Owned<>(owner, value));
        return handle;
    }

    /**
     * A handle's value.
     *
     * @throws FlightRuntimeException NOT_FOUND when it is not one of this caller's
     */
    T find(String owner, ByteString handle) {
        @Nullable Owned<T> owned = known.getIfPresent(handle);
        if (owned == null || !owned.owner().equals(owner)) {
            throw missing();
        }
        return owned.value();
    }

    /** Forgets a caller's handle; one that is unknown is forgotten already. */
    void remove(String owner, ByteString handle) {
        @Nullable Owned<T> owned = known.getIfPresent(handle);
        if (owned != null && owned.owner().equals(owner)) {
            known.invalidate(handle);
        }
    }

    /** How many there are. */
    long size() {
        return known.estimatedSize();
    }

    void clear() {
        known.invalidateAll();
    }

    private FlightRuntimeException missing() {
        return CallStatus.NOT_FOUND
                .withDescription(
                        "This caller has no such %s: it was never given out, was closed, or was not used for %d s; ask for a new one"
                                .formatted(kind, idle.toSeconds()))
                .toRuntimeException();
    }
}
