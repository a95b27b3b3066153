package io.penstock.server.limit;

import io.penstock.server.door.Place;
import io.penstock.spi.error.QueryException;

import java.util.Optional;

/**
 * Whether a call may go on.
 *
 * @param window how the limit stands that is closest to its end; absent when none applies
 * @param refusal why it may not; absent when it may
 * @param retryAfter seconds until it is worth trying again; 0 when it may go on
 * @param place closed when the call has ended
 */
public record Verdict(
        Optional<Window> window, Optional<QueryException> refusal, long retryAfter, Place place) {
    static final Verdict FREE = new Verdict(Optional.empty(), Optional.empty(), 0, () -> {});

    /**
     * How a limit stands.
     *
     * @param limit how many calls a period allows
     * @param remaining how many are left of them
     * @param reset seconds until all are there again
     */
    public record Window(long limit, long remaining, long reset) {
        boolean isCloserThan(Window other) {
            return (double) remaining / limit < (double) other.remaining() / other.limit();
        }
    }

    /**
     * Passes when the call may go on.
     *
     * @throws QueryException with a {@link LimitError}
     */
    public Place orThrow() {
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        return place;
    }
}
