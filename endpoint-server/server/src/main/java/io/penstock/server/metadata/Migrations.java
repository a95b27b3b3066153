package io.penstock.server.metadata;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Numbered scripts that make the tables. Each runs once, in the order of their numbers, in one
 * transaction with its line in {@code penstock_migrations}. A script that was released never
 * changes; the next change is the next script.
 */
final class Migrations {
    private static final ImmutableList<String> SCRIPTS = ImmutableList.of("001-tokens");

    private Migrations() {}

    /**
     * Brings the tables to this version's state.
     *
     * @throws MetadataException when a newer version has been here
     */
    static void run(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS penstock_migrations (number INTEGER PRIMARY KEY,"
                            + " name VARCHAR(64) NOT NULL)");
        }
        int done = done(connection);
        if (done > SCRIPTS.size()) {
            throw new MetadataException(
                    "The metadata was written by a newer Penstock: it has migration %d, this version knows %d"
                            .formatted(done, SCRIPTS.size()),
                    null);
        }
        for (int number = done + 1; number <= SCRIPTS.size(); number++) {
            run(connection, number, SCRIPTS.get(number - 1));
        }
    }

    private static int done(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT MAX(number) FROM penstock_migrations")) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private static void run(Connection connection, int number, String name) throws SQLException {
        for (String sql : statements(name)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO penstock_migrations (number, name) VALUES (?, ?)")) {
            insert.setInt(1, number);
            insert.setString(2, name);
            insert.executeUpdate();
        }
    }

    /** Scripts have a semicolon at the end of a line behind each statement, and none elsewhere. */
    private static List<String> statements(String name) {
        try {
            String script =
                    Resources.toString(
                            Resources.getResource(Migrations.class, name + ".sql"),
                            StandardCharsets.UTF_8);
            return Splitter.on(";\n").trimResults().omitEmptyStrings().splitToList(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
