package io.penstock.server.flight;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the Flight SQL door is set up.
 *
 * @param port the port to listen on, 0 for any free one; absent for no door
 * @param tls absent for connections without encryption
 * @param idleTimeout after how long without use a ticket or a prepared statement is forgotten
 */
public record FlightSettings(OptionalInt port, Optional<Tls> tls, Duration idleTimeout) {

    /**
     * Where the server's certificate is.
     *
     * @param certificate PEM: the certificate and those that it leads to
     * @param key PEM: its private key in PKCS #8, without a password
     */
    public record Tls(Path certificate, Path key) {}
}
