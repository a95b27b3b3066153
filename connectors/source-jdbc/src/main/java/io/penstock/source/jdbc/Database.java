package io.penstock.source.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;

import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way to one database: a pool of read-only connections that is filled when they are needed.
 * Owner: the source closes it. Thread: safe for many at once.
 */
final class Database implements AutoCloseable {
    /**
     * TIMESTAMP columns come in the session's zone; reading expects UTC. What follows is a comment
     * to MySQL, which hashes joins anyway; MariaDB compares each row with each, where it has no
     * index, unless it is told to.
     */
    private static final String MYSQL_SESSION =
            "SET time_zone = '+00:00' /*M!100000 , join_cache_level = 4, join_buffer_size ="
                    + " 16777216, join_buffer_space_limit = 67108864 */";

    private static final int FETCH_ROWS = 4_096;
    private static final Duration STANDSTILL = Duration.ofSeconds(1);

    private final JdbcSettings settings;
    private final Drivers drivers;
    private final SqlErrors errors;
    private final PlainDataSource plain;
    private final @Nullable Connection keeper;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock spares = new ReentrantLock();
    private final Waiting waiting;
    private volatile @Nullable HikariDataSource pool;
    private volatile boolean reached;
    private volatile boolean closed;
    private volatile boolean copies = true;

    private Database(JdbcSettings settings, Drivers drivers) {
        this.settings = settings;
        this.drivers = drivers;
        this.errors = new SqlErrors(settings);
        this.plain = new PlainDataSource(settings, drivers.driver());
        this.waiting = new Waiting(settings.poolSize(), STANDSTILL, System::nanoTime);
        this.keeper = prepare();
    }

    /**
     * Opens the way without going there; only an embedded database that its script must make is
     * made now.
     *
     * @param drivers closed with this
     * @throws QueryException {@link SourceError#SETTING_INVALID} when the script fails
     */
    static Database open(JdbcSettings settings, Drivers drivers) {
        return new Database(settings, drivers);
    }

    RemoteDialect dialect() {
        return settings.url().dialect();
    }

    SqlErrors errors() {
        return errors;
    }

    /**
     * A connection from the pool; the caller closes it.
     *
     * @throws QueryException {@link SourceError#UNREACHABLE}, {@link SourceError#LOGIN_REFUSED};
     *     {@link EngineError#OVERLOADED} when all connections are busy, or too many wait for one
     */
    Connection connect() {
        if (!waiting.enter()) {
            throw crowded();
        }
        boolean given = false;
        try {
            Connection connection = await();
            given = true;
            return connection;
        } finally {
            waiting.leave(given);
        }
    }

    private Connection await() {
        try {
            if (!reached) {
                // Once directly: the pool would repeat a refused login until its time is over.
                plain.getConnection().close();
                reached = true;
            }
            return pool().getConnection();
        } catch (SQLTransientConnectionException e) {
            reached = false;
            throw isBusy() ? busy(e) : errors.connecting(e);
        } catch (SQLException e) {
            reached = false;
            throw errors.connecting(e);
        }
    }

    private QueryException crowded() {
        return new QueryException(
                EngineError.OVERLOADED,
                "Connection '%s': no connection became free for %s s, and %d others wait for one; try again later"
                        .formatted(
                                settings.connection(),
                                STANDSTILL.toMillis() / 1000.0,
                                settings.poolSize()));
    }

    /**
     * A connection for work that can be done without it: only as long as more than half of the pool
     * is free, so that nobody has to wait because of it.
     *
     * @throws QueryException {@link EngineError#OVERLOADED} when there is none; as {@link #connect}
     *     does
     */
    Connection spare() {
        spares.lock();
        try {
            if (!isHalfFree()) {
                throw new QueryException(
                        EngineError.OVERLOADED,
                        "Connection '%s': no connection to spare".formatted(settings.connection()));
            }
            return connect();
        } finally {
            spares.unlock();
        }
    }

    private boolean isHalfFree() {
        HikariDataSource current = pool;
        if (current == null) {
            return false;
        }
        HikariPoolMXBean state = current.getHikariPoolMXBean();
        int wanted = state.getActiveConnections() + state.getThreadsAwaitingConnection();
        return 2 * wanted < settings.poolSize();
    }

    /** How many connections may read a big table at once. */
    int readers() {
        return settings.parallelReads();
    }

    private boolean isBusy() {
        HikariDataSource current = pool;
        return current != null
                && current.getHikariPoolMXBean().getActiveConnections() >= settings.poolSize();
    }

    private QueryException busy(SQLException cause) {
        return new QueryException(
                EngineError.OVERLOADED,
                "Connection '%s': all %d connections were busy for %s s; try again later, or ask the operator to raise JDBC_POOL_SIZE"
                        .formatted(
                                settings.connection(),
                                settings.poolSize(),
                                settings.connectTimeout().toMillis() / 1000.0),
                cause);
    }

    /** Whether it is elsewhere and may hang; an embedded one is in our hands. */
    boolean isServer() {
        return settings.url().place() instanceof JdbcUrl.Place.Server;
    }

    /** Whether a small answer is cheaper without a transaction. */
    boolean hasSmallLane() {
        return dialect() == RemoteDialect.POSTGRESQL;
    }

    /** Begins a transaction, without which PostgreSQL's driver fetches all rows at once. */
    void transaction(Connection connection, Lane lane) throws SQLException {
        if (hasSmallLane()) {
            connection.setAutoCommit(lane == Lane.SMALL);
        }
    }

    /**
     * The driver of PostgreSQL, when rows can be copied through it: the database is not only one
     * that speaks its protocol, and its text is in an encoding.
     */
    Optional<PGConnection> copying(Connection connection) throws SQLException {
        if (!copies || !connection.isWrapperFor(PGConnection.class)) {
            return Optional.empty();
        }
        PGConnection postgres = connection.unwrap(PGConnection.class);
        boolean encoded = !"SQL_ASCII".equals(postgres.getParameterStatus("server_encoding"));
        return encoded ? Optional.of(postgres) : Optional.empty();
    }

    /** It said that it does not know how to copy: it is not asked again. */
    void cantCopy() {
        copies = false;
    }

    /** Has the driver bring rows as they are read instead of all at once. */
    void dialectFetch(Statement statement, Lane lane) throws SQLException {
        if (lane == Lane.SMALL) {
            statement.setMaxRows(AnswerSizes.SMALL_ROWS + 1);
            return;
        }
        boolean mysql =
                dialect() == RemoteDialect.MYSQL
                        && settings.url().text().toLowerCase(Locale.ROOT).startsWith("jdbc:mysql:");
        // MySQL's own driver streams only for this odd number.
        statement.setFetchSize(mysql ? Integer.MIN_VALUE : FETCH_ROWS);
    }

    /** Returns a connection that nobody should use again. */
    void discard(Connection connection) {
        HikariDataSource current = pool;
        if (current != null) {
            current.evictConnection(connection);
        }
    }

    private HikariDataSource pool() throws SQLException {
        HikariDataSource current = pool;
        if (current != null) {
            return current;
        }
        lock.lock();
        try {
            if (closed) {
                throw new SQLException("the connection is closed", "08003");
            }
            if (pool == null) {
                pool = new HikariDataSource(poolSettings());
            }
            return pool;
        } finally {
            lock.unlock();
        }
    }

    private HikariConfig poolSettings() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("penstock-" + settings.connection());
        config.setDataSource(plain);
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(0);
        config.setIdleTimeout(60_000);
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        config.setValidationTimeout(settings.connectTimeout().toMillis());
        config.setInitializationFailTimeout(-1);
        config.setAutoCommit(hasSmallLane());
        // SQLite's driver refuses to be told anything but how the connection was opened.
        boolean opened = dialect() == RemoteDialect.SQLITE && keeper != null;
        config.setReadOnly(!opened);
        switch (dialect()) {
            case MYSQL -> config.setConnectionInitSql(MYSQL_SESSION);
            case SQLITE -> config.setConnectionInitSql("PRAGMA query_only = 1");
            // Without a transaction of ours nothing else would keep a view's function from writing.
            case POSTGRESQL ->
                    config.setConnectionInitSql(
                            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
            case H2, ANSI -> {}
        }
        return config;
    }

    private @Nullable Connection prepare() {
        return switch (settings.url().place()) {
            case JdbcUrl.Place.Server() -> null;
            case JdbcUrl.Place.File(Path file) -> {
                if (settings.init().isPresent() && !Files.exists(file)) {
                    makeFile(file, settings.init().get());
                }
                yield null;
            }
            case JdbcUrl.Place.Memory() -> makeMemory();
        };
    }

    private void makeFile(Path file, Path script) {
        try {
            Files.createDirectories(file.getParent());
            try (Connection connection = plain.writable()) {
                run(script, connection);
            }
        } catch (IOException | SQLException | QueryException e) {
            // Half a database must not pass for a whole one next time.
            deleteQuietly(file);
            throw e instanceof QueryException known ? known : failedInit(script, e);
        }
    }

    private Connection makeMemory() {
        Connection connection;
        try {
            connection = plain.writable();
        } catch (SQLException e) {
            throw errors.connecting(e);
        }
        try {
            if (settings.init().isPresent()) {
                run(settings.init().get(), connection);
            }
            return connection;
        } catch (SQLException | QueryException e) {
            closeQuietly(connection);
            throw e instanceof QueryException known ? known : errors.connecting((SQLException) e);
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // The first error is the one to tell.
        }
    }

    private void run(Path script, Connection connection) throws SQLException {
        String text;
        try {
            text = Files.readString(script);
        } catch (IOException e) {
            throw failedInit(script, e);
        }
        connection.setAutoCommit(false);
        for (SqlScript.Statement statement : SqlScript.split(text)) {
            try (Statement running = connection.createStatement()) {
                running.execute(statement.text());
            } catch (SQLException e) {
                throw new QueryException(
                        SourceError.SETTING_INVALID,
                        "Connection '%s': JDBC_INIT %s, line %d: %s"
                                .formatted(
                                        settings.connection(),
                                        script.getFileName(),
                                        statement.line(),
                                        errors.text(e)),
                        e);
            }
        }
        connection.commit();
    }

    private QueryException failedInit(Path script, Exception e) {
        return new QueryException(
                SourceError.SETTING_INVALID,
                "Connection '%s': JDBC_INIT %s can't be run: %s"
                        .formatted(
                                settings.connection(),
                                script.getFileName(),
                                e instanceof SQLException s
                                        ? errors.text(s)
                                        : e.getClass().getSimpleName()),
                e);
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The first error is the one to tell.
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            HikariDataSource current = pool;
            if (current != null) {
                current.close();
            }
            if (keeper != null) {
                keeper.close();
            }
        } catch (SQLException e) {
            throw errors.connecting(e);
        } finally {
            drivers.close();
            lock.unlock();
        }
    }
}
