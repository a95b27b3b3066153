package io.penstock.server.metadata;

import io.penstock.server.files.OwnerOnly;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/** Where the metadata is. */
sealed interface Database {
    /** A new connection. */
    Connection connect() throws SQLException;

    /** What keeps others from migrating at the same time; runs first in the transaction. */
    String migrationLock();

    /** For messages; without a password. */
    String shown();

    /**
     * A SQLite file. It survives the end of the process, and of the machine, at any moment: each
     * commit is in the write-ahead log, on disk, before it returns.
     */
    record SqliteFile(Path file) implements Database {
        private static final int WAIT_MILLIS = 10_000;

        @Override
        public Connection connect() throws SQLException {
            create();
            SQLiteConfig config = new SQLiteConfig();
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
            config.setBusyTimeout(WAIT_MILLIS);
            SQLiteDataSource source = new SQLiteDataSource(config);
            source.setUrl("jdbc:sqlite:" + file);
            return source.getConnection();
        }

        /** SQLite gives its other files the rights that this one has. */
        private void create() throws SQLException {
            try {
                Path folder = file.toAbsolutePath().getParent();
                Files.createDirectories(folder);
                OwnerOnly.createFile(file);
            } catch (FileAlreadyExistsException e) {
                return;
            } catch (IOException e) {
                throw new SQLException("the file can't be created: " + e.getMessage(), e);
            }
        }

        /** Every transaction of SQLite begins with the lock. */
        @Override
        public String migrationLock() {
            return "SELECT 1";
        }

        @Override
        public String shown() {
            return file.toString();
        }
    }

    /** A PostgreSQL database that several servers may share. */
    record PostgreSql(String url) implements Database {
        private static final String TIMEOUT_SECONDS = "10";

        @Override
        public Connection connect() throws SQLException {
            Properties properties = new Properties();
            properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
            properties.setProperty("socketTimeout", TIMEOUT_SECONDS);
            properties.setProperty("ApplicationName", "penstock");
            Connection connection = new org.postgresql.Driver().connect(url, properties);
            if (connection == null) {
                throw new SQLException("the URL is not one of PostgreSQL");
            }
            return connection;
        }

        @Override
        public String migrationLock() {
            return "SELECT pg_advisory_xact_lock(7181)";
        }

        @Override
        public String shown() {
            int query = url.indexOf('?');
            return query < 0 ? url : url.substring(0, query);
        }

        /** A URL may hold a password. */
        @Override
        public String toString() {
            return "PostgreSql[" + shown() + "]";
        }
    }
}
