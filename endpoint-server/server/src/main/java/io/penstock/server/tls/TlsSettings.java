package io.penstock.server.tls;

import java.time.Duration;
import java.util.Optional;

/**
 * How connections are encrypted.
 *
 * @param http the certificate of the HTTP port; absent for plain HTTP only
 * @param flight the certificate of the Flight SQL port; absent for plain connections only
 * @param required whether requests over plain connections are refused
 * @param strictFor how long browsers are told to use nothing but TLS; absent to tell them nothing
 */
public record TlsSettings(
        Optional<TlsFiles> http,
        Optional<TlsFiles> flight,
        boolean required,
        Optional<Duration> strictFor) {}
