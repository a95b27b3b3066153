package io.penstock.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;

import io.penstock.spi.ConnectionSettings;
import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.error.QueryException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

/** What a connection file may say, and what it is told when it says something else. */
class JdbcSettingsTest {
    @TempDir Path project;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "JDBC_USER; app; needs the setting JDBC_URL",
                "JDBC_URL; postgres://x; JDBC_URL must begin with jdbc:",
                "JDBC_URL; jdbc:nosuch:thing; no JDBC driver for jdbc:nosuch:thing",
                "JDBC_PORT; 1; unknown setting JDBC_PORT",
            })
    void wrongSettingsAreNamed(String setting, String value, String message) {
        assertThatThrownBy(() -> JdbcFixture.open(project, setting, value))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("'shop'")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "JDBC_POOL_SIZE; 0; a number from 1 to 1000",
                "JDBC_POOL_SIZE; many; a number from 1 to 1000",
                "JDBC_PARALLEL_READS; 0; must be a number from 1 to 32",
                "JDBC_PARALLEL_READS; 33; a number from 1 to 32",
                "JDBC_CONNECT_TIMEOUT; soon; a time from 250ms to 600s",
                "JDBC_CONNECT_TIMEOUT; 1ms; a time from 250ms to 600s",
                "JDBC_INIT; no.sql; there is no file 'no.sql'",
                "JDBC_DRIVER; com.example.Driver; no JDBC driver",
            })
    void wrongOptionsAreNamed(String setting, String value, String message) {
        assertThatThrownBy(
                        () ->
                                JdbcFixture.open(
                                        project, "JDBC_URL", "jdbc:sqlite:a.db", setting, value))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining(message);
    }

    @Test
    void initIsForEmbeddedDatabasesOnly() {
        assertThatThrownBy(
                        () ->
                                JdbcFixture.open(
                                        project,
                                        "JDBC_URL",
                                        "jdbc:postgresql://localhost/x",
                                        "JDBC_INIT",
                                        "a.sql"))
                .hasMessageContaining("JDBC_INIT is for embedded databases only");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "jdbc:postgresql://h/db POSTGRESQL",
                "jdbc:mysql://h/db MYSQL",
                "jdbc:mariadb://h/db MYSQL",
                "jdbc:sqlite:x.db SQLITE",
                "jdbc:h2:mem:x H2",
                "jdbc:h2:tcp://h/x H2",
                "jdbc:oracle:thin:@h ANSI",
            })
    void urlTellsTheDialect(String url, RemoteDialect dialect) {
        assertThat(JdbcUrl.of(url, project).dialect()).isEqualTo(dialect);
    }

    @Test
    void secretsAreNeverShown() {
        JdbcUrl url = JdbcUrl.of("jdbc:postgresql://me:word@h:1/db?user=a&password=word", project);
        assertThat(url.shown()).isEqualTo("jdbc:postgresql://h:1/db");
        JdbcSettings settings =
                JdbcSettings.read(
                        new ConnectionSettings(
                                "shop",
                                "jdbc",
                                ImmutableMap.of(
                                        "JDBC_URL",
                                        "jdbc:mysql://h/db?password=word",
                                        "JDBC_PASSWORD",
                                        "word"),
                                ImmutableMap.of(),
                                project,
                                project));
        assertThat(settings.toString()).doesNotContain("word");
    }

    @Test
    void relativeFilesStartAtTheProject() {
        assertThat(JdbcUrl.of("jdbc:sqlite:db/x.db?cache=shared", project).text())
                .isEqualTo("jdbc:sqlite:" + project.resolve("db/x.db") + "?cache=shared");
        assertThat(JdbcUrl.of("jdbc:h2:./x;MODE=MySQL", project).text())
                .isEqualTo("jdbc:h2:file:" + project.resolve("x") + ";MODE=MySQL");
    }

    @Test
    void scriptsAreCutAtSemicolonsThatEndAStatement() {
        assertThat(SqlScript.split("a; 'x;y' -- ;\n;\n\n/* ; */ b \"c;d\";\n -- end\n"))
                .containsExactly(
                        new SqlScript.Statement("a", 1),
                        new SqlScript.Statement("'x;y' -- ;\n", 1),
                        new SqlScript.Statement("/* ; */ b \"c;d\"", 4));
    }
}
