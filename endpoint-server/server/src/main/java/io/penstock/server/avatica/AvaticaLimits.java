package io.penstock.server.avatica;

import java.time.Duration;

/**
 * How much the clients of the Avatica door may keep on the server.
 *
 * @param connections open at once, of all clients together
 * @param statements of one connection
 * @param idle how long a connection or statement lives that nobody uses
 * @param rowsIdle how long a result with more rows waits for its client; it holds memory
 * @param callTimeout how long one call may take: from a query's start to its first rows, or to the
 *     next ones
 * @param resultTimeout how long a result may take to be read
 */
public record AvaticaLimits(
        int connections,
        int statements,
        Duration idle,
        Duration rowsIdle,
        Duration callTimeout,
        Duration resultTimeout) {}
