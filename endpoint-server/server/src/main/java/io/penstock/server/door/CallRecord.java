package io.penstock.server.door;

import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.ReadStatistics;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A call that has ended.
 *
 * @param id the value of {@code X-Request-Id}
 * @param started when it came in
 * @param took from then to its last byte
 * @param caller who asked, and through which door
 * @param asked what for
 * @param pipeId of the endpoint; empty for SQL, and for a pipe that is not there
 * @param pipe the endpoint's name; empty as above
 * @param read how much was read for it
 * @param rows how many rows went out
 * @param bytes how many bytes of body went out
 * @param status of HTTP
 * @param code of the error, 0 for none
 * @param error what the caller was told; absent when all went well
 */
public record CallRecord(
        String id,
        Instant started,
        Duration took,
        Caller caller,
        Asked asked,
        String pipeId,
        String pipe,
        ReadStatistics read,
        long rows,
        long bytes,
        int status,
        int code,
        Optional<String> error) {
    /** The schema that calls which have ended are read in. */
    public static final String SCHEMA = "tinybird";

    /** Whoever keeps calls that have ended. Thread: safe for many at once; returns at once. */
    @FunctionalInterface
    public interface Sink {
        /** Keeps nothing. */
        Sink NONE = call -> {};

        /** A call has ended. */
        void add(CallRecord call);
    }
}
