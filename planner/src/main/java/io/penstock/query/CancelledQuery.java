package io.penstock.query;

import io.penstock.spi.engine.Caller;

import java.time.Duration;

/**
 * A query that somebody stopped, when it had ended.
 *
 * @param id its id
 * @param caller whose it was, and the door it came through
 * @param took from the moment it was asked to stop to the end of the engine's and all sources' work
 */
public record CancelledQuery(String id, Caller caller, Duration took) {}
