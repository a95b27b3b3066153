package io.penstock.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL for all tests of a class. */
final class PostgresServer implements BeforeAllCallback, AfterAllCallback {
    private static final Duration STARTING = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Long> stopped = new ArrayList<>();
    private @Nullable EmbeddedPostgres server;

    @Override
    public void beforeAll(ExtensionContext test) throws IOException {
        server = EmbeddedPostgres.builder().setPGStartupWait(STARTING).start();
    }

    @Override
    public void afterAll(ExtensionContext test) throws IOException, InterruptedException {
        resume();
        if (server != null) {
            server.close();
        }
    }

    private EmbeddedPostgres running() {
        if (server == null) {
            throw new IllegalStateException("no server");
        }
        return server;
    }

    int port() {
        return running().getPort();
    }

    /** Its database {@code postgres}, as its owner. */
    String url() {
        return running().getJdbcUrl("postgres", "postgres");
    }

    void execute(String... statements) throws SQLException {
        JdbcFixture.execute(url(), statements);
    }

    /** Leaves an empty schema {@code s}. */
    void cleanSchema() throws SQLException {
        execute("DROP SCHEMA IF EXISTS s CASCADE", "CREATE SCHEMA s");
    }

    /** How many of its other processes are as told; a condition on {@code pg_stat_activity}. */
    long processes(String condition) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT count(*) FROM pg_stat_activity WHERE pid <>"
                                        + " pg_backend_pid() AND "
                                        + condition)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Waits until so many of its other processes are as told. */
    void awaitProcesses(long count, String condition) throws SQLException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (processes(condition) != count) {
            assertThat(System.nanoTime() - end)
                    .as("%d processes with %s", count, condition)
                    .isNegative();
        }
    }

    /** Its processes do nothing from now on, while the system still takes connections for it. */
    void stop() throws IOException, InterruptedException, SQLException {
        if (stopped.isEmpty()) {
            ProcessHandle postmaster = ProcessHandle.of(postmaster()).orElseThrow();
            stopped.add(postmaster.pid());
            postmaster.descendants().map(ProcessHandle::pid).forEach(stopped::add);
            signal("-STOP");
        }
    }

    private long postmaster() throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW data_directory")) {
            row.next();
            Path file = Path.of(row.getString(1), "postmaster.pid");
            return Long.parseLong(Files.readAllLines(file).get(0).strip());
        }
    }

    /** They go on. */
    void resume() throws IOException, InterruptedException {
        if (!stopped.isEmpty()) {
            signal("-CONT");
            stopped.clear();
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", name));
        stopped.forEach(process -> command.add(String.valueOf(process)));
        new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }
}
