package io.penstock.server.http;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The proxies whose word about clients counts. The one place that says who sent a request: what
 * headers say is believed only as far back as trusted machines handed it on, so that nobody can
 * give themselves another address. Immutable.
 *
 * @param trusted where they stand
 * @param header the one they set; the other kind is what a client may have sent, and is not read
 */
public record Proxies(ImmutableList<AddressRange> trusted, Header header) {
    /** Nobody is believed. */
    public static final Proxies NONE = new Proxies(ImmutableList.of(), Header.X_FORWARDED);

    private static final Splitter LIST = Splitter.on(',').trimResults().omitEmptyStrings();
    private static final Splitter PAIRS = Splitter.on(';').trimResults().omitEmptyStrings();

    /** How proxies say for whom they ask. */
    public enum Header {
        /** {@code X-Forwarded-For} and {@code X-Forwarded-Proto}. */
        X_FORWARDED,
        /** {@code Forwarded}, as RFC 7239 has it. */
        FORWARDED;

        /** As settings name it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Who sent the request. */
    Client client(Request request) {
        HttpFields headers = request.getHeaders();
        boolean forwarded =
                headers.contains(HttpHeader.X_FORWARDED_FOR)
                        || headers.contains(HttpHeader.FORWARDED);
        InetAddress peer = peer(request);
        if (!forwarded || !isTrusted(peer)) {
            return new Client(peer, request.isSecure(), !forwarded);
        }
        return switch (header) {
            case X_FORWARDED ->
                    client(
                            peer,
                            values(headers, HttpHeader.X_FORWARDED_FOR),
                            last(values(headers, HttpHeader.X_FORWARDED_PROTO)));
            case FORWARDED -> {
                List<String> hops = values(headers, HttpHeader.FORWARDED);
                yield client(
                        peer,
                        hops.stream().map(hop -> part(hop, "for").orElse("unknown")).toList(),
                        last(hops).flatMap(hop -> part(hop, "proto")));
            }
        };
    }

    /** The last machine that is not one of the trusted, counted from here. */
    private Client client(InetAddress peer, List<String> hops, Optional<String> protocol) {
        InetAddress address = peer;
        for (String hop : hops.reversed()) {
            Optional<InetAddress> before = address(hop);
            if (before.isEmpty()) {
                break;
            }
            address = before.get();
            if (!isTrusted(address)) {
                break;
            }
        }
        return new Client(address, protocol.filter("https"::equalsIgnoreCase).isPresent(), false);
    }

    /** Whether a machine is one of them. */
    boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    /** The machine at the other end of the connection. */
    static InetAddress peer(Request request) {
        SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
        return remote instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress()
                : InetAddresses.forString("0.0.0.0");
    }

    private static List<String> values(HttpFields headers, HttpHeader name) {
        return headers.getValuesList(name).stream()
                .flatMap(value -> LIST.splitToStream(value))
                .toList();
    }

    private static Optional<String> last(List<String> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
    }

    private static Optional<String> part(String hop, String name) {
        return PAIRS.splitToStream(hop)
                .filter(pair -> pair.regionMatches(true, 0, name + "=", 0, name.length() + 1))
                .map(pair -> CharMatcher.is('"').trimFrom(pair.substring(name.length() + 1)))
                .findFirst();
    }

    /** With or without a port, an IPv6 one with or without brackets; never a name. */
    private static Optional<InetAddress> address(String text) {
        if (InetAddresses.isInetAddress(text)) {
            return Optional.of(InetAddresses.forString(text));
        }
        @Nullable String host;
        try {
            host = HostAndPort.fromString(text).getHost();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return InetAddresses.isInetAddress(host)
                ? Optional.of(InetAddresses.forString(host))
                : Optional.empty();
    }
}
