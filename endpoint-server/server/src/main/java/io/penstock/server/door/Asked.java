package io.penstock.server.door;

import java.util.Optional;

/**
 * What a call asked for, as its client wrote it and without secrets.
 *
 * @param method of HTTP; empty at other doors
 * @param url path and query without the token; empty at other doors
 * @param userAgent what the client calls itself
 * @param sql the statement, at doors of SQL clients
 */
public record Asked(String method, String url, Optional<String> userAgent, Optional<String> sql) {
    /** Nothing is known. */
    public static final Asked NOTHING = new Asked("", "", Optional.empty(), Optional.empty());

    /** A statement of a SQL client. */
    public static Asked statement(String sql) {
        return new Asked("", "", Optional.empty(), Optional.of(sql));
    }
}
