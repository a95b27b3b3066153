package io.penstock.source.jdbc;

import com.google.common.collect.ImmutableSet;

import io.penstock.spi.ConnectionSettings;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.error.SqlPosition;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What a {@code TYPE jdbc} connection says.
 *
 * @param connection its name
 * @param url where the database is
 * @param user {@code JDBC_USER}
 * @param password {@code JDBC_PASSWORD}; never printed
 * @param schema {@code JDBC_SCHEMA}: the one schema to show; absent for all, each one more level
 * @param driver {@code JDBC_DRIVER}: the class of the driver, where several take the URL
 * @param init {@code JDBC_INIT}: a script that makes an embedded database (SQLite, H2): run when
 *     its file does not exist yet, or each time for one in memory
 * @param poolSize {@code JDBC_POOL_SIZE}: how many connections at most
 * @param parallelReads {@code JDBC_PARALLEL_READS}: how many connections at most read one big table
 *     at once, where that can be done; 1 for none
 * @param connectTimeout {@code JDBC_CONNECT_TIMEOUT}: how long to wait for one, {@code 5s} or
 *     {@code 500ms}
 */
record JdbcSettings(
        String connection,
        JdbcUrl url,
        Optional<String> user,
        Optional<String> password,
        Optional<String> schema,
        Optional<String> driver,
        Optional<Path> init,
        int poolSize,
        int parallelReads,
        Duration connectTimeout) {
    static final int DEFAULT_POOL_SIZE = 10;
    static final int DEFAULT_PARALLEL_READS = 4;
    static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private static final int MOST_CONNECTIONS = 1_000;
    private static final int MOST_READERS = 32;

    private static final ImmutableSet<String> KNOWN =
            ImmutableSet.of(
                    "JDBC_URL",
                    "JDBC_USER",
                    "JDBC_PASSWORD",
                    "JDBC_SCHEMA",
                    "JDBC_DRIVER",
                    "JDBC_INIT",
                    "JDBC_POOL_SIZE",
                    "JDBC_PARALLEL_READS",
                    "JDBC_CONNECT_TIMEOUT");

    /**
     * Reads and checks the settings.
     *
     * @throws QueryException {@link SourceError} with the setting and what would be right
     */
    static JdbcSettings read(ConnectionSettings settings) {
        settings.requireKnown(KNOWN);
        Path folder = settings.folder().toAbsolutePath().normalize();
        String written = settings.require("JDBC_URL").strip();
        if (!written.toLowerCase(Locale.ROOT).startsWith("jdbc:")) {
            throw invalid(
                    settings,
                    "JDBC_URL",
                    "must begin with jdbc:, like jdbc:postgresql://localhost:5432/shop");
        }
        JdbcUrl url = JdbcUrl.of(written, folder);
        return new JdbcSettings(
                settings.name(),
                url,
                settings.get("JDBC_USER"),
                settings.get("JDBC_PASSWORD"),
                settings.get("JDBC_SCHEMA"),
                settings.get("JDBC_DRIVER"),
                settings.get("JDBC_INIT").map(script -> init(settings, url, folder, script)),
                count(settings, "JDBC_POOL_SIZE", MOST_CONNECTIONS).orElse(DEFAULT_POOL_SIZE),
                count(settings, "JDBC_PARALLEL_READS", MOST_READERS).orElse(DEFAULT_PARALLEL_READS),
                settings.get("JDBC_CONNECT_TIMEOUT")
                        .map(timeout -> timeout(settings, timeout))
                        .orElse(DEFAULT_CONNECT_TIMEOUT));
    }

    private static Path init(ConnectionSettings settings, JdbcUrl url, Path folder, String script) {
        if (url.place() instanceof JdbcUrl.Place.Server) {
            throw invalid(
                    settings,
                    "JDBC_INIT",
                    "is for embedded databases only (jdbc:sqlite: and jdbc:h2: files or memory)");
        }
        Path path = folder.resolve(script).normalize();
        if (!Files.isRegularFile(path)) {
            throw new QueryException(
                    SourceError.FILE_MISSING,
                    "Connection '%s': there is no file '%s' (JDBC_INIT, looked for from the project's folder)"
                            .formatted(settings.name(), script),
                    position(settings, "JDBC_INIT"));
        }
        return path;
    }

    private static Optional<Integer> count(ConnectionSettings settings, String name, int most) {
        return settings.get(name).map(text -> count(settings, name, text, most));
    }

    private static int count(ConnectionSettings settings, String name, String text, int most) {
        try {
            int count = Integer.parseInt(text.strip());
            if (count >= 1 && count <= most) {
                return count;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of range.
        }
        throw invalid(
                settings, name, "is '%s'; it must be a number from 1 to %d".formatted(text, most));
    }

    private static Duration timeout(ConnectionSettings settings, String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        try {
            Duration timeout =
                    lower.endsWith("ms")
                            ? Duration.ofMillis(number(lower, 2))
                            : Duration.ofSeconds(number(lower, lower.endsWith("s") ? 1 : 0));
            if (timeout.toMillis() >= 250 && timeout.toMinutes() <= 10) {
                return timeout;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a time out of range.
        }
        throw invalid(
                settings,
                "JDBC_CONNECT_TIMEOUT",
                "is '%s'; it must be a time from 250ms to 600s".formatted(text));
    }

    private static long number(String text, int suffix) {
        return Long.parseLong(text.substring(0, text.length() - suffix).strip());
    }

    private static QueryException invalid(
            ConnectionSettings settings, String setting, String what) {
        return new QueryException(
                SourceError.SETTING_INVALID,
                "Connection '%s': %s %s".formatted(settings.name(), setting, what),
                position(settings, setting));
    }

    private static Optional<SqlPosition> position(ConnectionSettings settings, String setting) {
        return Optional.ofNullable(settings.positions().get(setting));
    }

    /** Holds a password and perhaps one in the URL: only names are printed. */
    @Override
    public String toString() {
        return "JdbcSettings[" + connection + ", " + url.dialect() + "]";
    }
}
