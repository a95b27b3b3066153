package io.penstock.server.flight;

import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers that are being sent, each on a thread of its own: gRPC tells a call that its client is
 * ready or gone only when the call's own thread is free. Thread: safe for many at once.
 */
final class Streams implements AutoCloseable {
    /** As many as HTTP has threads. */
    private static final int MOST = 400;

    private final AtomicInteger open = new AtomicInteger();
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    Thread.ofPlatform().daemon().name("flight-stream-", 0).factory());

    /** Sends one answer. */
    @FunctionalInterface
    interface Body {
        /** Sends everything; throws whatever fails. */
        void write(ServerStreamListener listener, ClientPace pace);
    }

    /** Sends an answer; returns at once. */
    void start(ServerStreamListener listener, Body body) {
        ClientPace pace = new ClientPace(listener);
        if (open.incrementAndGet() > MOST) {
            leave();
            throw CallStatus.RESOURCE_EXHAUSTED
                    .withDescription(
                            "%d answers are being sent already; try again later".formatted(MOST))
                    .toRuntimeException();
        }
        threads.execute(() -> run(listener, pace, body));
    }

    private void run(ServerStreamListener listener, ClientPace pace, Body body) {
        try {
            body.write(listener, pace);
            listener.completed();
        } catch (Throwable e) {
            listener.error(FlightFailure.of(e));
        } finally {
            leave();
        }
    }

    private synchronized void leave() {
        if (open.decrementAndGet() == 0) {
            notifyAll();
        }
    }

    /** How many answers are being sent. */
    int open() {
        return open.get();
    }

    /**
     * Waits until nothing is being sent.
     *
     * @return whether that was in time
     */
    synchronized boolean awaitNone(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (open.get() > 0) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
