package io.penstock.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

final class PipeRoleTest {
    private static final String NODE = "NODE n\nSQL >\n    SELECT 1 AS x\n\n";
    private final Folder folder;

    PipeRoleTest(@TempDir Path folder) {
        this.folder = new Folder(folder).with("t.datasource", "SCHEMA >\n    `x` Int8\n");
    }

    private PipeRole role(String lines) {
        return folder.with("p.pipe", NODE + lines).load().find("p").orElseThrow().role();
    }

    @Test
    void readsMaterializedPipes() {
        assertThat(
                        role(
                                """
                                TYPE MATERIALIZED\s
                                DATASOURCE "t"
                                ENGINE "AggregatingMergeTree"
                                ENGINE_SORTING_KEY "x"
                                DEPLOYMENT_METHOD alter
                                """))
                .isInstanceOfSatisfying(
                        PipeRole.Materialized.class,
                        role -> {
                            assertThat(role.node().name()).isEqualTo("n");
                            assertThat(role.target()).contains("t");
                            assertThat(role.engine())
                                    .isEqualTo(
                                            ImmutableMap.of(
                                                    "ENGINE", "AggregatingMergeTree",
                                                    "ENGINE_SORTING_KEY", "x"));
                            assertThat(role.alter()).isTrue();
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    ''                                   ~ -  false
                    COPY_SCHEDULE @on-demand             ~ -  false
                    COPY_SCHEDULE 0 */2 * * 1-5;COPY_MODE replace ~ 0 */2 * * 1-5  true
                    COPY_MODE append;COPY_SCHEDULE "5,35 0 1 jan sun" ~ 5,35 0 1 jan sun  false
                    """)
    void readsCopyPipes(String lines, String expected) {
        assertThat(role("TYPE copy\nTARGET_DATASOURCE t\n" + lines.replace(';', '\n') + "\n"))
                .isInstanceOfSatisfying(
                        PipeRole.Copy.class,
                        role ->
                                assertThat(role.schedule().orElse("-") + "  " + role.replace())
                                        .isEqualTo(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    EXPORT_SERVICE kafka;EXPORT_CONNECTION_NAME c;EXPORT_KAFKA_TOPIC t;EXPORT_SCHEDULE * * * * * ~ kafka
                    EXPORT_CONNECTION_NAME c;EXPORT_KAFKA_TOPIC t ~ kafka
                    EXPORT_CONNECTION_NAME c;EXPORT_BUCKET_URI s3://b/x;EXPORT_FORMAT ndjson;EXPORT_COMPRESSION gz;EXPORT_STRATEGY @new;EXPORT_FILE_TEMPLATE f_{date} ~ s3
                    EXPORT_CONNECTION_NAME c;EXPORT_BUCKET_URI gs://b/x;EXPORT_SCHEDULE @once;EXPORT_WRITE_STRATEGY truncate ~ gcs_hmac
                    """)
    void readsSinkPipes(String lines, String service) {
        assertThat(role("TYPE sink\n" + lines.replace(';', '\n') + "\n"))
                .isInstanceOfSatisfying(
                        PipeRole.Sink.class,
                        role -> {
                            assertThat(role.service()).isEqualTo(service);
                            assertThat(role.settings()).hasSize(lines.split(";").length);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    TYPE materialized                 ~ 5:1: TYPE materialized needs DATASOURCE; write it below
                    TYPE materialized;DATASOURCE tt   ~ 6:12: There is no data source 'tt' to write to; add tt.datasource. Did you mean t?
                    TYPE copy                         ~ 5:1: TYPE copy needs TARGET_DATASOURCE; write it below
                    TYPE copy;TARGET_DATASOURCE t;COPY_MODE merge ~ 7:11: COPY_MODE is 'merge'; it must be one of append, replace
                    TYPE copy;TARGET_DATASOURCE t;COPY_SCHEDULE daily ~ 7:15: COPY_SCHEDULE is 'daily', which has 1 fields; write five fields of cron
                    TYPE copy;TARGET_DATASOURCE t;COPY_SCHEDULE 0 25 * * * ~ 7:15: COPY_SCHEDULE is '0 25 * * *', whose hour can't be '25'
                    TYPE copy;TARGET_DATASOURCE t;TARGET_DATASOURCE t ~ 7:19: TARGET_DATASOURCE is set twice, first in line 6; keep one
                    TYPE sink                         ~ 5:1: TYPE sink needs EXPORT_CONNECTION_NAME; write it below
                    TYPE sink;EXPORT_CONNECTION_NAME c ~ 5:1: TYPE sink needs EXPORT_KAFKA_TOPIC; write it below
                    TYPE sink;EXPORT_CONNECTION_NAME c;EXPORT_KAFKA_TOPIC t;EXPORT_FORMAT xml ~ 8:15: EXPORT_FORMAT is 'xml'; it must be one of csv
                    TYPE view                         ~ 5:6: Unknown TYPE 'view'; there are endpoint, materialized, copy and sink
                    """)
    void wrongRolesAreShown(String lines, String problem) {
        folder.with("p.pipe", NODE + lines.replace(';', '\n') + "\n");
        assertThat(folder.problems())
                .anySatisfy(found -> assertThat(found).startsWith("p.pipe:" + problem));
    }

    @Test
    void aMaterializedNodeHasNoParameters() {
        folder.with(
                "p.pipe",
                "NODE n\n"
                        + "SQL >\n"
                        + "    %\n"
                        + "    SELECT {{ Int8(x, 1) }} AS x\n"
                        + "TYPE materialized\n"
                        + "DATASOURCE t\n");
        assertThat(folder.problems())
                .singleElement()
                .satisfies(
                        found ->
                                assertThat(found)
                                        .startsWith(
                                                "p.pipe:4:15: A materialized node takes no"
                                                        + " parameters"));
    }

    @Test
    void settingsOfAnotherRoleAreNoted() {
        folder.with("p.pipe", NODE + "TYPE endpoint\nCOPY_MODE append\nENGINE Null\n");
        assertThat(folder.load().notices())
                .extracting(ProjectProblem::toString)
                .contains(
                        "p.pipe:6:1: COPY_MODE means nothing without TYPE copy",
                        "p.pipe:7:1: ENGINE means nothing without TYPE materialized");
    }

    @Test
    void untypedPipesArePublishedByTheRuleThatFitsAll() {
        new Folder(folder.path().resolve("x"))
                .with(
                        "by_name.pipe",
                        "NODE endpoint\n"
                                + "SQL >\n"
                                + "    SELECT 1 AS a\n"
                                + "NODE z\n"
                                + "SQL >\n"
                                + "    SELECT 2 AS a\n")
                .with(
                        "like_pipe.pipe",
                        "NODE a\n"
                                + "SQL >\n"
                                + "    SELECT 1 AS c\n"
                                + "NODE like_pipe\n"
                                + "SQL >\n"
                                + "    SELECT * FROM a\n")
                .with(
                        "last.pipe",
                        "NODE b\n"
                                + "SQL >\n"
                                + "    SELECT * FROM like_pipe\n"
                                + "NODE c\n"
                                + "SQL >\n"
                                + "    SELECT * FROM b\n");
        Project project = folder.load();
        assertThat(project.pipes().values())
                .extracting(pipe -> pipe.name() + " " + pipe.endpoint().orElseThrow().name())
                .containsExactly("by_name endpoint", "last c", "like_pipe like_pipe");
        assertThat(
                        project.bindNeutral(
                                        project.find("last").orElseThrow(),
                                        project.find("last").orElseThrow().output())
                                .views())
                .containsKey("b");
    }

    @Test
    void fixturesAndTestsAreFoundByTheirFolders() {
        folder.with("fixtures/t.ndjson", "{}\n")
                .with("datasources/fixtures/t.csv", "1\n")
                .with("fixtures/nothing.csv", "1\n")
                .with("tests/p.yaml", "- name: a\n")
                .with("tests/old.test", "tb pipe data p\n")
                .with("tests/old.test.result", "1\n")
                .with("data/t.csv", "1\n");
        Project project = folder.load();
        assertThat(project.fixtures())
                .containsExactly(
                        new Fixture("t", "csv", "datasources/fixtures/t.csv"),
                        new Fixture("nothing", "csv", "fixtures/nothing.csv"),
                        new Fixture("t", "ndjson", "fixtures/t.ndjson"));
        assertThat(project.tests())
                .containsExactly(
                        new TestFile(TestFile.Kind.COMMAND, "old", "tests/old.test"),
                        new TestFile(TestFile.Kind.COMMAND_RESULT, "old", "tests/old.test.result"),
                        new TestFile(TestFile.Kind.YAML, "p", "tests/p.yaml"));
        assertThat(project.notices())
                .extracting(ProjectProblem::toString)
                .contains(
                        "fixtures/nothing.csv:1:1: There is no data source 'nothing' for these"
                                + " rows");
    }
}
