package io.penstock.server.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a door's certificate is.
 *
 * @param certificate PEM: the server's certificate first, then those that it leads to
 * @param key PEM: its private key in PKCS #8, without a password
 * @param clientAuthorities PEM: whoever of the clients shows no certificate signed by one of these
 *     gets no connection; absent for clients without certificates
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> clientAuthorities) {}
