package io.penstock.source.jdbc;

import io.penstock.spi.catalog.RemoteDialect;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;

import javax.sql.DataSource;

/**
 * Opens a new connection each time, with a driver that {@link java.sql.DriverManager} may not know.
 */
final class PlainDataSource implements DataSource {
    /**
     * timetz, point and box, and arrays of timetz, are text here; of their binary form PostgreSQL's
     * driver makes another text than the server does, and it asks for binary now and then.
     */
    private static final String TEXT_ONLY = "1266,1270,600,603";

    private final JdbcSettings settings;
    private final Driver driver;

    PlainDataSource(JdbcSettings settings, Driver driver) {
        this.settings = settings;
        this.driver = driver;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return connect(true);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("user and password come from the settings");
    }

    /** A connection that may change an embedded database. */
    Connection writable() throws SQLException {
        return connect(false);
    }

    private Connection connect(boolean readOnly) throws SQLException {
        Connection connection = driver.connect(settings.url().text(), properties(readOnly));
        if (connection == null) {
            throw new SQLException("the driver does not take this URL", "08001");
        }
        return connection;
    }

    private Properties properties(boolean readOnly) {
        Properties properties = new Properties();
        settings.user().ifPresent(user -> properties.setProperty("user", user));
        settings.password().ifPresent(password -> properties.setProperty("password", password));
        String seconds = String.valueOf(Math.max(1, settings.connectTimeout().toSeconds()));
        String millis = String.valueOf(settings.connectTimeout().toMillis());
        RemoteDialect dialect = settings.url().dialect();
        switch (dialect) {
            case POSTGRESQL -> {
                properties.setProperty("connectTimeout", seconds);
                properties.setProperty("loginTimeout", seconds);
                properties.setProperty("tcpKeepAlive", "true");
                properties.setProperty("ApplicationName", "penstock");
                properties.setProperty("binaryTransferDisable", TEXT_ONLY);
            }
            case MYSQL -> {
                properties.setProperty("connectTimeout", millis);
                properties.setProperty("zeroDateTimeBehavior", "CONVERT_TO_NULL");
                properties.setProperty("tinyInt1isBit", "false");
                properties.setProperty("yearIsDateType", "false");
            }
            case SQLITE -> {
                boolean memory = settings.url().place() instanceof JdbcUrl.Place.Memory;
                if (readOnly && !memory) {
                    // SQLITE_OPEN_READONLY; later it can't be asked for.
                    properties.setProperty("open_mode", "1");
                }
                properties.setProperty("busy_timeout", millis);
            }
            case H2, ANSI -> {}
        }
        return properties;
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        throw new SQLFeatureNotSupportedException("no log");
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException("no log");
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // The driver has the timeout from its properties.
    }

    @Override
    public int getLoginTimeout() {
        return Math.toIntExact(Math.max(1, settings.connectTimeout().toSeconds()));
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("no log");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException("nothing is wrapped");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
