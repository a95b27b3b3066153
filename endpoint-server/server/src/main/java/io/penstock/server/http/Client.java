package io.penstock.server.http;

import java.net.InetAddress;

/**
 * Whoever sent a request, as far as the network knows.
 *
 * @param address theirs, or that of the last machine before them which no trusted proxy vouches for
 * @param secure whether they use TLS, to this server or to a trusted proxy
 * @param direct whether nobody stands between them and the server, as far as the request says
 */
public record Client(InetAddress address, boolean secure, boolean direct) {
    /** Whether they are on this machine and come from nowhere else. */
    boolean isLocal() {
        return direct && address.isLoopbackAddress();
    }
}
