package io.penstock.server.http;

import java.time.Duration;

/**
 * What clients' connections may take of the server.
 *
 * @param connections how many may be open at once
 * @param perAddress how many of them from one address, trusted proxies left aside; 0 for no limit
 * @param headerTimeout how long the head of a request may take from its first byte, or a connection
 *     from its beginning, encryption included
 * @param idleTimeout how long a connection may be open with nothing sent either way
 * @param slowTimeout how long a client may be slower than {@code slowRate}
 * @param slowRate bytes a second that a client must send or take while the server waits for it
 * @param headerBytes of a request's headers, besides its URL
 */
public record ConnectionLimits(
        int connections,
        int perAddress,
        Duration headerTimeout,
        Duration idleTimeout,
        Duration slowTimeout,
        long slowRate,
        int headerBytes) {}
