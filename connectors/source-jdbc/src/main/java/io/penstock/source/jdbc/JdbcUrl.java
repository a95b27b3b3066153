package io.penstock.source.jdbc;

import io.penstock.spi.catalog.RemoteDialect;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A JDBC URL, understood as far as we must.
 *
 * @param text for the driver; may hold secrets
 * @param dialect which SQL the database speaks
 * @param place where its data is
 */
record JdbcUrl(String text, RemoteDialect dialect, Place place) {
    private static final AtomicLong COUNTER = new AtomicLong();

    /** Where a database keeps its data. */
    sealed interface Place {
        /** Behind a server, or nothing we know of. */
        record Server() implements Place {}

        /** In a file of this process. */
        record File(Path path) implements Place {}

        /** In this process's memory, gone with the last connection. */
        record Memory() implements Place {}
    }

    /**
     * Reads a URL. Relative files of SQLite and H2 start at the folder; a database in memory gets a
     * name of its own, so that a reload starts afresh and all connections see the same one.
     */
    static JdbcUrl of(String url, Path folder) {
        String lower = url.toLowerCase(Locale.ROOT);
        if (lower.startsWith("jdbc:sqlite:")) {
            return sqlite(url.substring("jdbc:sqlite:".length()), folder);
        }
        if (lower.startsWith("jdbc:h2:")) {
            return h2(url.substring("jdbc:h2:".length()), folder);
        }
        return new JdbcUrl(url, dialect(lower), new Place.Server());
    }

    /** The URL for messages: without user, password and parameters. */
    String shown() {
        String plain = text.replaceFirst("[?;].*$", "").replaceFirst("//[^/@]*@", "//");
        return place instanceof Place.Server ? plain : plain.replaceFirst(":[^:]*[/\\\\]", ":");
    }

    private static RemoteDialect dialect(String lower) {
        if (lower.startsWith("jdbc:postgresql:")) {
            return RemoteDialect.POSTGRESQL;
        }
        if (lower.startsWith("jdbc:mysql:") || lower.startsWith("jdbc:mariadb:")) {
            return RemoteDialect.MYSQL;
        }
        return RemoteDialect.ANSI;
    }

    private static JdbcUrl sqlite(String rest, Path folder) {
        int query = rest.indexOf('?');
        String name = query < 0 ? rest : rest.substring(0, query);
        String parameters = query < 0 ? "" : rest.substring(query);
        if (name.isEmpty() || name.equals(":memory:")) {
            String text =
                    "jdbc:sqlite:file:penstock%d?mode=memory&cache=shared"
                            .formatted(COUNTER.incrementAndGet());
            return new JdbcUrl(text, RemoteDialect.SQLITE, new Place.Memory());
        }
        String plain = name.startsWith("file:") ? name.substring("file:".length()) : name;
        Path path = folder.resolve(plain).normalize();
        return new JdbcUrl(
                "jdbc:sqlite:" + path + parameters, RemoteDialect.SQLITE, new Place.File(path));
    }

    private static JdbcUrl h2(String rest, Path folder) {
        int options = rest.indexOf(';');
        String name = options < 0 ? rest : rest.substring(0, options);
        String tail = options < 0 ? "" : rest.substring(options);
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("mem:")) {
            String own = "mem:penstock" + COUNTER.incrementAndGet();
            String text = "jdbc:h2:" + own + tail;
            return new JdbcUrl(text, RemoteDialect.H2, new Place.Memory());
        }
        if (lower.matches("(tcp|ssl|zip):.*")) {
            return new JdbcUrl("jdbc:h2:" + rest, RemoteDialect.H2, new Place.Server());
        }
        String plain = lower.startsWith("file:") ? name.substring("file:".length()) : name;
        if (plain.startsWith("~")) {
            return new JdbcUrl("jdbc:h2:" + rest, RemoteDialect.H2, new Place.Server());
        }
        Path path = folder.resolve(plain).normalize();
        Path file = path.resolveSibling(path.getFileName() + ".mv.db");
        return new JdbcUrl("jdbc:h2:file:" + path + tail, RemoteDialect.H2, new Place.File(file));
    }
}
