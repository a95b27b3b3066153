package io.penstock.server.http;

import java.time.Duration;
import java.util.Optional;

/**
 * How the HTTP port is set up.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any free one
 * @param urlLimit bytes of a request's path and query
 * @param bodyLimit bytes of a request's body
 * @param tlsRequired whether requests over plain connections are refused
 * @param strictFor how long browsers are told to use nothing but TLS; absent to tell them nothing
 * @param proxies whose word about clients counts
 * @param waiting how many calls may work or wait for their turn, each on a thread
 * @param connections what clients' connections may take
 */
public record HttpSettings(
        String host,
        int port,
        int urlLimit,
        int bodyLimit,
        boolean tlsRequired,
        Optional<Duration> strictFor,
        Proxies proxies,
        int waiting,
        ConnectionLimits connections) {}
