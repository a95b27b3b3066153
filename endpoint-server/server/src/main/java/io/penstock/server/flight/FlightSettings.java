package io.penstock.server.flight;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How the Flight SQL door is set up.
 *
 * @param port the port to listen on, 0 for any free one; absent for no door
 * @param idleTimeout after how long without use a ticket or a prepared statement is forgotten
 */
public record FlightSettings(OptionalInt port, Duration idleTimeout) {}
