package io.penstock.server.flight;

import io.penstock.server.door.Failure;

import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightRuntimeException;

/** A failure as Flight says it; the one place where failures become Flight's statuses. */
final class FlightFailure {
    private FlightFailure() {}

    /**
     * Translates a failure; what is a Flight status already stays as it is.
     *
     * @param id the query's id, told to the caller where the message is not
     */
    static FlightRuntimeException of(Throwable failure, String id) {
        if (failure instanceof FlightRuntimeException flight) {
            return flight;
        }
        Failure known = Failure.of(failure, id);
        return status(known).withDescription(known.message()).toRuntimeException();
    }

    /** Translates the failure of what is no query. */
    static FlightRuntimeException of(Throwable failure) {
        return of(failure, "-");
    }

    private static CallStatus status(Failure failure) {
        return switch (failure.status()) {
            case 401 -> CallStatus.UNAUTHENTICATED;
            case 403 -> CallStatus.UNAUTHORIZED;
            case 404 -> CallStatus.NOT_FOUND;
            case 408 -> CallStatus.TIMED_OUT;
            case 429 -> CallStatus.RESOURCE_EXHAUSTED;
            case 499 -> CallStatus.CANCELLED;
            case 503 -> CallStatus.UNAVAILABLE;
            default ->
                    switch (failure.kind()) {
                        case USER -> CallStatus.INVALID_ARGUMENT;
                        case RESOURCES -> CallStatus.RESOURCE_EXHAUSTED;
                        case EXTERNAL -> CallStatus.UNKNOWN;
                        case INTERNAL -> CallStatus.INTERNAL;
                    };
        };
    }
}
