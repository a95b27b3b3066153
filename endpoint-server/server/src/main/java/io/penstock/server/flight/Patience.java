package io.penstock.server.flight;

import io.penstock.server.door.Place;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * What a client that takes nothing costs: soon its place, which others may need for work, and at
 * last its answer. Called with how many nanoseconds it has kept its answer waiting this time.
 * Thread: the answer's.
 */
final class Patience implements LongConsumer {
    private static final long REST_NANOS = Duration.ofMillis(100).toNanos();

    private final Place place;
    private final Duration limit;

    /**
     * No client has waited yet.
     *
     * @param place is given back early; the caller's all the same
     * @param limit how long an answer waits for its client
     */
    Patience(Place place, Duration limit) {
        this.place = place;
        this.limit = limit;
    }

    @Override
    public void accept(long waitedNanos) {
        if (waitedNanos > REST_NANOS) {
            place.close();
        }
        if (waitedNanos > limit.toNanos()) {
            throw new QueryException(
                    EngineError.TIMEOUT,
                    ("The client has taken nothing of the answer for %s s; read faster or ask the"
                                    + " operator to raise flight-rows-timeout")
                            .formatted(limit.toMillis() / 1000.0));
        }
    }
}
