package io.penstock.server.http;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets requests in until the server stops, and waits for those inside. Thread: safe for many at
 * once.
 */
public final class RequestGate {
    private final AtomicInteger inside = new AtomicInteger();
    private final CountDownLatch empty = new CountDownLatch(1);
    private volatile boolean closed;

    /**
     * A request comes; it leaves when this said true.
     *
     * @return whether it may
     */
    boolean enter() {
        inside.incrementAndGet();
        if (closed) {
            leave();
            return false;
        }
        return true;
    }

    /** A request goes. */
    void leave() {
        if (inside.decrementAndGet() == 0 && closed) {
            empty.countDown();
        }
    }

    /** Lets nobody in from now on. */
    public void close() {
        closed = true;
        if (inside.get() == 0) {
            empty.countDown();
        }
    }

    /**
     * Waits until nobody is inside.
     *
     * @return whether that was in time
     */
    public boolean awaitEmpty(Duration limit) {
        try {
            return empty.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
