package io.penstock.server.flight;

import io.penstock.server.PenstockServer;
import io.penstock.server.TestProject;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Arrow's JDBC driver of Flight SQL as tools have it: the released file, loaded apart from all
 * other classes.
 */
public final class JdbcDriver {
    private static final String CLASS = "org.apache.arrow.driver.jdbc.ArrowFlightJdbcDriver";

    private JdbcDriver() {}

    private static final class Loaded {
        private static final Driver DRIVER = load();
    }

    private static Driver load() {
        String jar =
                java.util.Arrays.stream(
                                System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> entry.contains("flight-sql-jdbc-driver-"))
                        .findFirst()
                        .orElseThrow();
        try {
            URL url = Path.of(jar).toUri().toURL();
            ClassLoader loader =
                    new URLClassLoader(new URL[] {url}, ClassLoader.getPlatformClassLoader());
            return (Driver) Class.forName(CLASS, true, loader).getConstructor().newInstance();
        } catch (ReflectiveOperationException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static String url(PenstockServer server) {
        URI flight = server.flightUrl().orElseThrow();
        return "jdbc:arrow-flight-sql://%s:%d/?useEncryption=false"
                .formatted(flight.getHost(), flight.getPort());
    }

    /** A connection with the token of test projects. */
    public static Connection connect(PenstockServer server) throws SQLException {
        return connect(url(server) + "&token=" + TestProject.TOKEN);
    }

    static Connection connect(String url) throws SQLException {
        return Loaded.DRIVER.connect(url, new Properties());
    }
}
