package io.penstock.server.flight;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How the Flight SQL door is set up.
 *
 * @param port the port to listen on, 0 for any free one; absent for no door
 * @param idleTimeout after how long without use a ticket or a prepared statement is forgotten
 * @param rowsTimeout how long an answer waits for a client that takes nothing of it
 * @param callTimeout from a query's start to its first rows, and from some rows to the next
 * @param resultTimeout how long a result may take to be read
 */
public record FlightSettings(
        OptionalInt port,
        Duration idleTimeout,
        Duration rowsTimeout,
        Duration callTimeout,
        Duration resultTimeout) {}
