package io.penstock.engine.duckdb;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import io.penstock.spi.engine.EngineSettings;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * One locked in-memory database and its sessions. Nothing can be changed any more once it is open,
 * neither by queries nor by us: other folders need another instance. Thread: safe for many at once.
 */
final class Instance {
    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);

    private final DuckDBConnection root;
    private final ImmutableSet<Path> readable;
    private final ArrayDeque<Session> idle = new ArrayDeque<>();
    private int borrowed;
    private boolean retired;

    private Instance(DuckDBConnection root, ImmutableSet<Path> readable) {
        this.root = root;
        this.readable = readable;
    }

    /**
     * Opens an instance and closes its door.
     *
     * @throws QueryException {@link EngineError#FAILED} when DuckDB doesn't take the settings
     */
    static Instance open(EngineSettings settings, ImmutableSet<Path> readable) {
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        try {
            Files.createDirectories(settings.temporary());
            DuckDBConnection root =
                    (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", properties);
            try (Statement statement = root.createStatement()) {
                for (String setting : doorClosing(settings, readable)) {
                    statement.execute("SET GLOBAL " + setting);
                }
            } catch (SQLException e) {
                root.close();
                throw e;
            }
            return new Instance(root, readable);
        } catch (SQLException | IOException e) {
            throw new QueryException(
                    EngineError.FAILED, "DuckDB can't be started: " + e.getMessage(), e);
        }
    }

    /** In this order: after the last two nothing can be set any more. */
    private static ImmutableList<String> doorClosing(
            EngineSettings settings, ImmutableSet<Path> readable) {
        return ImmutableList.of(
                "threads = " + settings.threads(),
                "memory_limit = '" + settings.memoryBytes() + "B'",
                "temp_directory = " + literal(settings.temporary().toAbsolutePath().toString()),
                "TimeZone = 'UTC'",
                "autoinstall_known_extensions = false",
                "autoload_known_extensions = false",
                "allow_community_extensions = false",
                "allow_extension_repositories = 'forbidden'",
                "allow_persistent_secrets = false",
                "scalar_subquery_error_on_multiple_rows = true",
                "error_on_division_by_zero = true",
                // One divides rounded sums where avg() would not, depending on what else is asked.
                // The other copies what a window reads, and loses values that were bound in it.
                "disabled_optimizers = 'aggregate_function_rewriter,window_self_join'",
                "allowed_directories = " + folders(readable),
                "allowed_configs = ['max_execution_time', 'enable_profiling', 'tracked_metrics',"
                        + " 'jdbc_stream_results', 'enable_progress_bar',"
                        + " 'enable_progress_bar_print']",
                "enable_external_access = false",
                "lock_configuration = true");
    }

    private static String folders(ImmutableSet<Path> readable) {
        return readable.stream()
                .flatMap(Instance::spellings)
                .distinct()
                .map(Instance::literal)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /**
     * A folder as it is named, and as it is named without links; with a slash, or it is a prefix.
     */
    private static java.util.stream.Stream<String> spellings(Path folder) {
        Path named = folder.toAbsolutePath().normalize();
        Path real = named;
        try {
            real = named.toRealPath();
        } catch (IOException e) {
            LOG.debug("Folder {} does not exist yet", named, e);
        }
        return java.util.stream.Stream.of(named + "/", real + "/");
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The folders whose files can be read. */
    ImmutableSet<Path> readable() {
        return readable;
    }

    /**
     * A session for one query; the one that was used last, because it knows the most statements.
     */
    Session borrow() throws SQLException {
        synchronized (this) {
            borrowed++;
            Session session = idle.poll();
            if (session != null) {
                return session;
            }
        }
        try {
            return Session.open(root.duplicate());
        } catch (SQLException e) {
            returned();
            throw e;
        }
    }

    /** Takes a session back; one that is not usable any more is closed. */
    void giveBack(Session session, boolean usable) {
        boolean kept = false;
        synchronized (this) {
            if (usable && !retired) {
                idle.push(session);
                kept = true;
            }
        }
        if (!kept) {
            quietly(session);
        }
        returned();
    }

    private void returned() {
        boolean last;
        synchronized (this) {
            borrowed--;
            last = retired && borrowed == 0;
        }
        if (last) {
            quietly(root);
        }
    }

    /** Gives no more sessions to new queries and closes when the last one is back. */
    void retire() {
        ImmutableList<Session> unused;
        boolean last;
        synchronized (this) {
            if (retired) {
                return;
            }
            retired = true;
            unused = ImmutableList.copyOf(idle);
            idle.clear();
            last = borrowed == 0;
        }
        unused.forEach(Instance::quietly);
        if (last) {
            quietly(root);
        }
    }

    private static void quietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.debug("Could not close a session", e);
        }
    }
}
