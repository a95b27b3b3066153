package io.penstock.server.flight;

import org.apache.arrow.flight.FlightProducer.ServerStreamListener;

import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Waits for one client: batches are sent only when it takes them, so that what waits in between is
 * bounded. Thread: the stream's; gRPC's wake it. Made on gRPC's thread before the call's first
 * callback can come.
 */
final class ClientPace {
    /** How long to wait before looking whether the query may still go on. */
    private static final long LOOK_MILLIS = 50;

    private final ServerStreamListener listener;
    private Runnable onGone = () -> {};

    ClientPace(ServerStreamListener listener) {
        this.listener = listener;
        listener.setOnReadyHandler(this::wake);
        listener.setOnCancelHandler(this::gone);
    }

    /** What to do when the client goes; at once when it has gone already. */
    void onGone(Runnable stop) {
        synchronized (this) {
            onGone = stop;
        }
        if (listener.isCancelled()) {
            stop.run();
        }
    }

    /** Whether the client has cancelled its call, or is not there any more. */
    boolean isGone() {
        return listener.isCancelled();
    }

    /**
     * Waits until the client can take more.
     *
     * @param waited told now and then for how many nanoseconds already; throws when there is
     *     nothing left to wait for
     * @return false when the client has gone
     */
    boolean await(LongConsumer waited) {
        long since = System.nanoTime();
        while (!listener.isReady() && !listener.isCancelled()) {
            waited.accept(System.nanoTime() - since);
            await(Duration.ofMillis(LOOK_MILLIS));
        }
        return !listener.isCancelled();
    }

    private synchronized void await(Duration limit) {
        if (listener.isReady() || listener.isCancelled()) {
            return;
        }
        try {
            wait(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a client", e);
        }
    }

    private synchronized void wake() {
        notifyAll();
    }

    private void gone() {
        Runnable stop;
        synchronized (this) {
            stop = onGone;
            notifyAll();
        }
        stop.run();
    }
}
