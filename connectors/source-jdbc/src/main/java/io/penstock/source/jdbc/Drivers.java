package io.penstock.source.jdbc;

import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;

/**
 * The driver for one connection: one that comes with the server, or from a jar in the {@code
 * drivers} folder, which wins.
 *
 * @param driver what takes the connection's URL
 * @param loader what keeps the folder's jars open; absent when there are none. Owner: whoever
 *     closes this
 */
record Drivers(Driver driver, Optional<URLClassLoader> loader) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Drivers.class);

    /**
     * Looks for a driver.
     *
     * @param folder people's own jars; may be missing
     * @throws QueryException {@link SourceError#DRIVER_MISSING} naming the URL and the folder
     */
    static Drivers find(JdbcSettings settings, Path folder) {
        List<URL> jars = jars(folder);
        if (!jars.isEmpty()) {
            URLClassLoader loader =
                    new URLClassLoader(jars.toArray(URL[]::new), Drivers.class.getClassLoader());
            Optional<Driver> driver = accepting(candidates(loader, true), settings);
            if (driver.isPresent()) {
                return new Drivers(driver.get(), Optional.of(loader));
            }
            closeQuietly(loader);
        }
        List<Driver> bundled = candidates(Drivers.class.getClassLoader(), false);
        Driver driver = accepting(bundled, settings).orElseThrow(() -> missing(settings, bundled));
        return new Drivers(driver, Optional.empty());
    }

    private static List<URL> jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        TreeSet<Path> sorted = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
            files.forEach(sorted::add);
        } catch (IOException e) {
            LOG.warn("Can't list the drivers folder: {}", e.toString());
        }
        List<URL> jars = new ArrayList<>();
        for (Path jar : sorted) {
            try {
                jars.add(jar.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalStateException("No URL for " + jar, e);
            }
        }
        return jars;
    }

    private static List<Driver> candidates(ClassLoader loader, boolean ownOnly) {
        List<Driver> drivers = new ArrayList<>();
        Iterator<Driver> found = ServiceLoader.load(Driver.class, loader).iterator();
        while (true) {
            try {
                if (!found.hasNext()) {
                    return Collections.unmodifiableList(drivers);
                }
                Driver driver = found.next();
                if (!ownOnly || driver.getClass().getClassLoader() == loader) {
                    drivers.add(driver);
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                LOG.warn("Left out a JDBC driver that can't be loaded: {}", e.toString());
            }
        }
    }

    private static Optional<Driver> accepting(List<Driver> drivers, JdbcSettings settings) {
        return drivers.stream()
                .filter(
                        driver ->
                                settings.driver()
                                        .map(driver.getClass().getName()::equals)
                                        .orElse(true))
                .filter(driver -> accepts(driver, settings.url().text()))
                .findFirst();
    }

    private static boolean accepts(Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException e) {
            return false;
        }
    }

    private static QueryException missing(JdbcSettings settings, List<Driver> bundled) {
        String names =
                String.join(", ", bundled.stream().map(d -> d.getClass().getName()).toList());
        return new QueryException(
                SourceError.DRIVER_MISSING,
                "Connection '%s': no JDBC driver for %s; put its jar into the drivers folder (here are %s)"
                        .formatted(settings.connection(), settings.url().shown(), names));
    }

    private static void closeQuietly(URLClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            LOG.debug("Closing the drivers' jars failed", e);
        }
    }

    @Override
    public void close() {
        loader.ifPresent(Drivers::closeQuietly);
    }
}
