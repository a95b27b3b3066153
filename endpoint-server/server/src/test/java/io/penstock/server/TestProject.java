package io.penstock.server;

import com.google.common.collect.ImmutableMap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A project in a temporary folder: events in Parquet, tags in CSV, shops in SQLite, and pipes over
 * them. Everything a test adds is one more file.
 */
public final class TestProject {
    /** The token that its servers want. */
    public static final String TOKEN = "test-token";

    private static final String CONNECTION_LAKE = "TYPE files\nFILES_PATH data/\n";
    private static final String CONNECTION_SHOP = "TYPE jdbc\nJDBC_URL jdbc:sqlite:data/shop.db\n";

    private final Path folder;

    private TestProject(Path folder) {
        this.folder = folder;
    }

    /** Lays out the project. */
    public static TestProject in(Path folder) throws IOException, SQLException {
        TestProject project = new TestProject(folder);
        Files.createDirectories(folder.resolve("data"));
        Files.createDirectories(folder.resolve("pipes"));
        project.file("lake.connection", CONNECTION_LAKE);
        project.file("data/tag.csv", "event,tag\n1,a\n1,b\n2,b\n3,c\n");
        project.parquet(
                "ev",
                "SELECT * FROM (VALUES"
                        + " (TIMESTAMP '2026-03-01 10:00:00', CAST(1 AS UBIGINT), 'one', 1.5),"
                        + " (TIMESTAMP '2026-03-01 11:00:00', CAST(2 AS UBIGINT), 'two', NULL),"
                        + " (TIMESTAMP '2026-03-02 12:00:00', CAST(3 AS UBIGINT), 'three', 3.0))"
                        + " AS t(ts, id, s, n)");
        return project;
    }

    /** Adds {@code shop.shops} in a SQLite file. */
    public TestProject withShop() throws IOException, SQLException {
        Path database = folder.resolve("data/shop.db");
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = sqlite.createStatement()) {
            statement.execute("CREATE TABLE shops (id INTEGER NOT NULL, name TEXT NOT NULL)");
            statement.execute("INSERT INTO shops VALUES (1, 'Corner'), (2, 'Market')");
        }
        return file("shop.connection", CONNECTION_SHOP);
    }

    /** Adds {@code lake.numbers} with so many rows: id, x, s, and three more columns. */
    public TestProject withNumbers(int rows) throws SQLException {
        return parquet(
                "numbers",
                "SELECT i AS id, i / 7.0 AS x, 'row ' || i AS s, i % 10 AS d, i % 2 = 0 AS even,"
                        + " DATE '2026-01-01' + CAST(i % 365 AS INTEGER) AS day FROM range("
                        + rows
                        + ") t(i)");
    }

    /** Adds a table {@code lake.name} with a query's rows. */
    public TestProject parquet(String name, String sql) throws SQLException {
        Path file = folder.resolve("data/" + name + ".parquet");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(sql, file));
        }
        return this;
    }

    /** Adds a published pipe of one node. */
    public TestProject pipe(String name, String sql) throws IOException {
        return file(
                "pipes/" + name + ".pipe",
                "NODE " + name + "_rows\nSQL >\n" + sql.indent(4) + "TYPE endpoint\n");
    }

    /** Adds or changes any file; it is whole from the first moment on. */
    public TestProject file(String name, String text) throws IOException {
        Path target = folder.resolve(name);
        Files.createDirectories(target.getParent());
        Path written = folder.resolve(target.getFileName() + ".tmp");
        Files.writeString(written, text);
        Files.move(written, target, StandardCopyOption.REPLACE_EXISTING);
        return this;
    }

    /** The project's folder. */
    public Path folder() {
        return folder;
    }

    /** Starts a server on any free port. */
    public PenstockServer start(String... options) {
        return PenstockServer.start(config(options));
    }

    /**
     * The configuration of its servers.
     *
     * @param options keys and values in turn
     */
    public ServerConfig config(String... options) {
        ImmutableMap.Builder<String, String> all = ImmutableMap.builder();
        all.put("port", "0").put("admin-token", TOKEN);
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return ServerConfig.read(folder, all.buildKeepingLast(), ImmutableMap.of());
    }
}
