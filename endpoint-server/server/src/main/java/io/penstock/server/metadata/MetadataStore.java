package io.penstock.server.metadata;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;

/**
 * What the server itself has to remember. What was written is there when {@link #writeAfter} has
 * returned, even if the process is killed right after. Several servers may share one database: each
 * sees by {@link #version} that another has written. Owner: who opened it closes it. Thread: safe
 * for many at once; work is done one after the other.
 */
public final class MetadataStore implements AutoCloseable {
    /** The file in the data folder. */
    public static final String FILE = "metadata.db";

    private static final String WORKSPACE = "workspace_id";
    private static final String VERSION = "version";
    private static final int VALID_SECONDS = 5;

    private final Database database;
    private @Nullable Connection connection;
    private final UUID workspace;

    private MetadataStore(Database database, Optional<UUID> known) {
        this.database = database;
        this.workspace = transaction(open -> migrate(open, known));
    }

    /**
     * Opens the database and brings its tables to this version's state.
     *
     * @param dataDir where the SQLite file is
     * @param postgreSql a JDBC URL to use instead of the file
     * @param workspace the id of a workspace that is new in this database; any when absent
     * @throws MetadataException when it can't be opened
     */
    public static MetadataStore open(
            Path dataDir, Optional<String> postgreSql, Optional<UUID> workspace) {
        Database database =
                postgreSql
                        .<Database>map(Database.PostgreSql::new)
                        .orElseGet(() -> new Database.SqliteFile(dataDir.resolve(FILE)));
        return new MetadataStore(database, workspace);
    }

    private UUID migrate(Connection open, Optional<UUID> known) throws SQLException {
        try (Statement lock = open.createStatement()) {
            lock.execute(database.migrationLock());
        }
        Migrations.run(open);
        Optional<String> kept = state(open, WORKSPACE);
        if (kept.isPresent()) {
            return UUID.fromString(kept.get());
        }
        UUID made = known.orElseGet(UUID::randomUUID);
        try (PreparedStatement insert =
                open.prepareStatement("INSERT INTO penstock_state (name, value) VALUES (?, ?)")) {
            insert.setString(1, WORKSPACE);
            insert.setString(2, made.toString());
            insert.executeUpdate();
        }
        return made;
    }

    /** The workspace's id: the same for as long as the database is. */
    public UUID workspace() {
        return workspace;
    }

    /** A number that is one more after each {@link #writeAfter} of any server. */
    public long version() {
        return read(open -> Long.parseLong(state(open, VERSION).orElse("0")));
    }

    /**
     * Looks something up.
     *
     * @throws MetadataException when the database can't be reached
     */
    public <T> T read(SqlWork<T> work) {
        return transaction(work);
    }

    /**
     * Changes something: all of it, or nothing when the work throws. Nothing is changed either when
     * another server has written since: what the work is based on may not be so any more. Who
     * writes at the same time waits here for the other's end.
     *
     * @param basis the version that the work is based on; the one that it makes is the next
     * @return what the work gave; absent when another server was faster
     * @throws MetadataException when the database can't be reached or written
     */
    public <T> Optional<T> writeAfter(long basis, SqlWork<T> work) {
        try {
            return Optional.of(
                    transaction(
                            open -> {
                                if (raise(open) != basis + 1) {
                                    throw new OvertakenException();
                                }
                                return work.in(open);
                            }));
        } catch (OvertakenException e) {
            return Optional.empty();
        }
    }

    private static long raise(Connection open) throws SQLException {
        try (Statement raise = open.createStatement()) {
            raise.executeUpdate(
                    "UPDATE penstock_state SET value = CAST(CAST(value AS BIGINT) + 1"
                            + " AS VARCHAR(20)) WHERE name = 'version'");
        }
        return Long.parseLong(state(open, VERSION).orElse("0"));
    }

    /** Takes a change back. */
    private static final class OvertakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static Optional<String> state(Connection open, String name) throws SQLException {
        try (PreparedStatement select =
                open.prepareStatement("SELECT value FROM penstock_state WHERE name = ?")) {
            select.setString(1, name);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    private synchronized <T> T transaction(SqlWork<T> work) {
        try {
            Connection open = connected();
            try {
                open.setAutoCommit(false);
                T result = work.in(open);
                // Commits, and begins nothing new: SQLite's driver would hold its lock from then
                // on.
                open.setAutoCommit(true);
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(open, e);
                throw e;
            }
        } catch (SQLException e) {
            throw new MetadataException(
                    "The metadata in %s can't be used: %s"
                            .formatted(database.shown(), e.getMessage()),
                    e);
        }
    }

    private static void rollBack(Connection open, Exception problem) {
        try {
            open.rollback();
            open.setAutoCommit(true);
        } catch (SQLException e) {
            problem.addSuppressed(e);
        }
    }

    /** A database server may have gone and come back. */
    private Connection connected() throws SQLException {
        Connection known = connection;
        if (known != null && known.isValid(VALID_SECONDS)) {
            return known;
        }
        if (known != null) {
            known.close();
        }
        Connection fresh = database.connect();
        connection = fresh;
        return fresh;
    }

    @Override
    public synchronized void close() {
        Connection open = connection;
        connection = null;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (SQLException e) {
            throw new MetadataException(
                    "The metadata in %s was not closed: %s"
                            .formatted(database.shown(), e.getMessage()),
                    e);
        }
    }
}
