package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;

import io.penstock.server.avatica.AvaticaLimits;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

class ConfigReaderTest {
    @TempDir private Path project;

    private ServerConfig read(
            ImmutableMap<String, String> options, ImmutableMap<String, String> environment) {
        return ServerConfig.read(project, options, environment);
    }

    @Test
    void defaults() {
        ServerConfig config = ServerConfig.of(project);
        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isEqualTo(7181);
        assertThat(config.dataDir()).isEqualTo(project.resolve(".penstock"));
        assertThat(config.queryTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.resultLimit()).isEqualTo(100L << 20);
        assertThat(config.urlLimit()).isEqualTo(8192);
        assertThat(config.watch()).isFalse();
    }

    @Test
    void limitsOfJdbcConnections() {
        AvaticaLimits usual = ServerConfig.of(project).avatica();
        assertThat(usual)
                .isEqualTo(
                        new AvaticaLimits(
                                1_000,
                                100,
                                Duration.ofHours(1),
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(10),
                                Duration.ofHours(1)));
        AvaticaLimits chosen =
                read(
                                ImmutableMap.of(
                                        "avatica-connections", "2",
                                        "avatica-statements", "3",
                                        "avatica-idle-timeout", "4s",
                                        "avatica-rows-timeout", "5s",
                                        "query-timeout", "6s",
                                        "avatica-result-timeout", "7s"),
                                ImmutableMap.of())
                        .avatica();
        assertThat(chosen)
                .isEqualTo(
                        new AvaticaLimits(
                                2,
                                3,
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(7)));
    }

    /** The table has a row for each setting, and no others. */
    @Test
    void allSettingsAreDocumented() throws Exception {
        String page = Files.readString(Path.of("../../docs/configuration.md"));
        assertThat(
                        Pattern.compile("^\\| `([a-z-]+)` \\|", Pattern.MULTILINE)
                                .matcher(page)
                                .results()
                                .map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(ConfigReader.KEYS);
    }

    @Test
    void optionsWinOverVariablesAndThoseOverTheFile() throws Exception {
        Files.writeString(
                project.resolve(ServerConfig.FILE),
                "port = 1\nquery-timeout = 2s\nresult-limit = 3MB\n");
        ServerConfig config =
                read(
                        ImmutableMap.of("port", "10"),
                        ImmutableMap.of("PENSTOCK_PORT", "11", "PENSTOCK_QUERY_TIMEOUT", "500ms"));
        assertThat(config.port()).isEqualTo(10);
        assertThat(config.queryTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.resultLimit()).isEqualTo(3L << 20);
    }

    @Test
    void allProblemsAreToldAtOnce() throws Exception {
        Files.writeString(project.resolve(ServerConfig.FILE), "pörty = 1\nport = 99999\n");
        assertThatThrownBy(
                        () ->
                                read(
                                        ImmutableMap.of("query-timeout", "soon"),
                                        ImmutableMap.of("PENSTOCK_RESULT_LIMIT", "10XB")))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e ->
                                assertThat(String.join("\n", e.problems()))
                                        .contains("pörty in penstock.properties")
                                        .contains("port in penstock.properties is '99999'")
                                        .contains("--query-timeout is 'soon'")
                                        .contains("PENSTOCK_RESULT_LIMIT is '10XB'"));
    }

    @Test
    void theTokenIsNeverPrinted() {
        ServerConfig config = read(ImmutableMap.of("admin-token", "s3cr3t"), ImmutableMap.of());
        assertThat(config.toString()).doesNotContain("s3cr3t").contains("***");
        assertThat(config.adminToken()).contains(new Secret("s3cr3t"));
    }

    @Test
    void variablesOfTheLauncherAreNotSettings() {
        assertThat(read(ImmutableMap.of(), ImmutableMap.of("PENSTOCK_HOME", "/x")).port())
                .isEqualTo(7181);
    }
}
