package io.penstock.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.spi.Source;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import javax.tools.ToolProvider;

/** Drivers from people's own jars. */
class DriversTest {
    @TempDir Path project;

    /** Passes every connection on to SQLite; the class loader of tests knows nothing of it. */
    private static final String SOURCE =
            """
            package people;

            import java.sql.*;
            import java.util.Properties;
            import java.util.logging.Logger;

            public class OwnDriver implements Driver {
                public Connection connect(String url, Properties info) throws SQLException {
                    return DriverManager.getConnection("jdbc:sqlite::memory:");
                }
                public boolean acceptsURL(String url) { return url.startsWith("jdbc:people:"); }
                public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
                    return new DriverPropertyInfo[0];
                }
                public int getMajorVersion() { return 1; }
                public int getMinorVersion() { return 0; }
                public boolean jdbcCompliant() { return false; }
                public Logger getParentLogger() { return Logger.getGlobal(); }
            }
            """;

    private void makeJar() throws IOException {
        Path source = project.resolve("people/OwnDriver.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, SOURCE);
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, OutputStream.nullOutputStream(), null, source.toString());
        assertThat(result).isZero();
        Files.createDirectories(project.resolve("drivers"));
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(project.resolve("drivers/people.jar")))) {
            jar.putNextEntry(new JarEntry("people/OwnDriver.class"));
            Files.copy(project.resolve("people/OwnDriver.class"), jar);
            jar.putNextEntry(new JarEntry("META-INF/services/java.sql.Driver"));
            jar.write("people.OwnDriver\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void driverFromAJarIsFoundByItsUrl() throws Exception {
        makeJar();
        try (Source source = JdbcFixture.open(project, "JDBC_URL", "jdbc:people:x")) {
            assertThat(source.name()).isEqualTo("shop");
        }
        assertThatThrownBy(
                        () ->
                                JdbcFixture.open(
                                        project,
                                        "JDBC_URL",
                                        "jdbc:people:x",
                                        "JDBC_DRIVER",
                                        "people.Other"))
                .extracting(e -> ((QueryException) e).code())
                .isEqualTo(SourceError.DRIVER_MISSING);
    }

    @Test
    void brokenJarsHinderNobody() throws Exception {
        Files.createDirectories(project.resolve("drivers"));
        Files.writeString(project.resolve("drivers/broken.jar"), "no jar");
        try (Source source = JdbcFixture.open(project, "JDBC_URL", "jdbc:sqlite::memory:")) {
            assertThat(source.tables()).isEmpty();
        }
    }

    @Test
    void missingDriverNamesTheFolderAndWhatIsHere() {
        assertThatThrownBy(() -> JdbcFixture.open(project, "JDBC_URL", "jdbc:nosuch:x"))
                .hasMessageContaining("drivers folder")
                .hasMessageContaining("org.postgresql.Driver");
    }
}
