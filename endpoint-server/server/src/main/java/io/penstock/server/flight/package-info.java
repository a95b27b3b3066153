/**
 * The Flight SQL door: queries and metadata as Arrow batches over gRPC, on a port of its own.
 * {@link io.penstock.server.flight.FlightDoor} is the port and its life; everything else is behind
 * it. Reading only: what would change data is refused.
 */
@NullMarked
package io.penstock.server.flight;

import org.jspecify.annotations.NullMarked;
