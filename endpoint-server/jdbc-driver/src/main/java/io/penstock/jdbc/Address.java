package io.penstock.jdbc;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where a connection goes, read from {@code jdbc:penstock://host:port/?name=value&..} and the
 * properties beside it; the URL wins.
 *
 * @param host a name or an address
 * @param port absent for the transport's usual one
 * @param options by name, those below only
 */
record Address(String host, Optional<Integer> port, Map<String, String> options) {
    static final String PREFIX = "jdbc:penstock:";

    static final String TOKEN = "token";
    static final String TRANSPORT = "transport";
    static final String TLS = "tls";
    static final String FETCH_SIZE = "fetch_size";
    static final String TIME_ZONE = "time_zone";

    /** Names of users mean nothing to the server, but tools send one; a password is the token. */
    private static final String USER = "user";

    private static final String PASSWORD = "password";
    private static final Set<String> NAMES =
            Set.of(TOKEN, TRANSPORT, TLS, FETCH_SIZE, TIME_ZONE, USER, PASSWORD);
    private static final int USUAL_PORT = 7181;
    private static final int USUAL_FLIGHT_PORT = 7182;

    /** How rows travel. */
    enum Transport {
        AVATICA,
        FLIGHT
    }

    /**
     * Reads a URL.
     *
     * @throws SQLException naming what is wrong with it
     */
    static Address of(String url, Properties info) throws SQLException {
        URI uri = uri(url.substring(PREFIX.length()), url);
        String path = Optional.ofNullable(uri.getPath()).orElse("");
        if (uri.getHost() == null || !(path.isEmpty() || path.equals("/"))) {
            throw wrong(url);
        }
        Map<String, String> options = new TreeMap<>();
        for (String name : info.stringPropertyNames()) {
            if (NAMES.contains(name)) {
                options.put(name, info.getProperty(name));
            }
        }
        read(Optional.ofNullable(uri.getRawQuery()).orElse(""), options);
        Address address =
                new Address(
                        uri.getHost(),
                        uri.getPort() < 0 ? Optional.empty() : Optional.of(uri.getPort()),
                        options);
        address.check();
        return address;
    }

    private static URI uri(String rest, String url) throws SQLException {
        try {
            return new URI(rest);
        } catch (URISyntaxException e) {
            throw wrong(url);
        }
    }

    private static SQLException wrong(String url) {
        int query = url.indexOf('?');
        return error(
                "The URL '%s' must have the form jdbc:penstock://host:port/?name=value&.."
                        .formatted(query < 0 ? url : url.substring(0, query)));
    }

    private static void read(String query, Map<String, String> options) throws SQLException {
        for (String pair : query.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!NAMES.contains(name)) {
                throw error(
                        "Unknown option '%s'; known are %s"
                                .formatted(name, String.join(", ", new TreeSet<>(NAMES))));
            }
            options.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
    }

    private static String decoded(String text) throws SQLException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw error("'%s' in the URL is not percent-encoded".formatted(text));
        }
    }

    private void check() throws SQLException {
        oneOf(TRANSPORT, "avatica", "flight");
        oneOf(TLS, "true", "false");
        String size = options.getOrDefault(FETCH_SIZE, "0");
        if (!size.matches("\\d{1,9}")) {
            throw error("fetch_size is '%s'; it must be a number of rows".formatted(size));
        }
    }

    private void oneOf(String name, String one, String other) throws SQLException {
        String value = options.getOrDefault(name, one);
        if (!value.equals(one) && !value.equals(other)) {
            throw error("%s is '%s'; it must be %s or %s".formatted(name, value, one, other));
        }
    }

    private static SQLException error(String message) {
        return new SQLException(message, "08001");
    }

    Transport transport() {
        return Transport.valueOf(
                options.getOrDefault(TRANSPORT, "avatica").toUpperCase(Locale.ROOT));
    }

    /** Empty when there is none: the server says what it wants. */
    String token() {
        return Optional.ofNullable(options.get(TOKEN))
                .or(() -> Optional.ofNullable(options.get(PASSWORD)))
                .orElse("");
    }

    String user() {
        return options.getOrDefault(USER, "");
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    private boolean tls() {
        return options.getOrDefault(TLS, "false").equals("true");
    }

    /** The door's address. */
    String http() {
        return "%s://%s:%d/avatica"
                .formatted(tls() ? "https" : "http", host, port.orElse(USUAL_PORT));
    }

    /** The URL of the Flight SQL driver that leads to the same server. */
    String flight() {
        return "jdbc:arrow-flight-sql://%s:%d/?useEncryption=%s&token=%s"
                .formatted(
                        host,
                        port.orElse(USUAL_FLIGHT_PORT),
                        tls(),
                        URLEncoder.encode(token(), StandardCharsets.UTF_8));
    }

    /** The URL without anything secret. */
    String plain() {
        return PREFIX + "//" + host + port.map(number -> ":" + number).orElse("") + "/";
    }
}
