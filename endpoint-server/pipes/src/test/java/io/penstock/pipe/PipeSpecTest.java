package io.penstock.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;

import io.penstock.parameter.Parameter;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.Objects;

/** What existing projects write in {@code .pipe} files, row by row and rule by rule. */
final class PipeSpecTest {
    private static final String NODE = "NODE n\nSQL >\n    SELECT 1 AS x\n\n";
    private static final String COPY = "TYPE copy;TARGET_DATASOURCE t;";
    private static final String SINK = "TYPE sink;EXPORT_CONNECTION_NAME c;";

    private final Folder folder;

    PipeSpecTest(@TempDir Path folder) {
        this.folder = new Folder(folder).with("t.datasource", "SCHEMA >\n    `x` Int8\n");
    }

    private void write(String lines) {
        folder.with("p.pipe", NODE + lines.replace(';', '\n') + "\n");
    }

    @ParameterizedTest
    @DisplayName("3.1 instructions")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            textBlock =
                    """
                    DESCRIPTION of the node            ~ node n 'of the node'
                    DESCRIPTION >;    of;      the node ~ node n 'of\\n  the node'
                    TYPE endpoint                      ~ role endpoint
                    TYPE ENDPOINT\\s\\s                ~ endpoint n
                    TOKEN app READ                     ~ tokens [app]
                    TOKEN "my app" READ;TOKEN b READ   ~ tokens [my app, b]
                    TAGS "a, b"                        ~ tags [a, b] cache Optional.empty
                    VERSION 2                          ~ role none
                    TYPE endpoint;CACHE 60             ~ tags [] cache Optional[PT1M]
                    TYPE materialized;DATASOURCE t     ~ role materialized n to Optional[t], engine {}, alter false
                    TYPE Materialized;DATASOURCE new;ENGINE "MergeTree";ENGINE_SORTING_KEY "x" ~ role materialized n to Optional[new], engine {ENGINE=MergeTree, ENGINE_SORTING_KEY=x}, alter false
                    TYPE materialized;DATASOURCE t;DEPLOYMENT_METHOD alter ~ role materialized n to Optional[t], engine {}, alter true
                    TYPE copy;TARGET_DATASOURCE t      ~ role copy n to Optional[t], schedule Optional.empty, replace false
                    TYPE COPY;TARGET_DATASOURCE t;COPY_SCHEDULE @on-demand;COPY_MODE append ~ role copy n to Optional[t], schedule Optional.empty, replace false
                    TYPE copy;TARGET_DATASOURCE t;COPY_SCHEDULE 0 * * * *;COPY_MODE replace ~ role copy n to Optional[t], schedule Optional[0 * * * *], replace true
                    TYPE sink;EXPORT_SERVICE kafka;EXPORT_CONNECTION_NAME c;EXPORT_SCHEDULE */5 * * * *;EXPORT_KAFKA_TOPIC x ~ role sink n to kafka {EXPORT_SERVICE=kafka, EXPORT_CONNECTION_NAME=c, EXPORT_SCHEDULE=*/5 * * * *, EXPORT_KAFKA_TOPIC=x}
                    TYPE sink;EXPORT_CONNECTION_NAME c;EXPORT_KAFKA_TOPIC x;EXPORT_SCHEDULE @on-demand ~ role sink n to kafka {EXPORT_CONNECTION_NAME=c, EXPORT_KAFKA_TOPIC=x, EXPORT_SCHEDULE=@on-demand}
                    TYPE sink;EXPORT_SERVICE s3;EXPORT_CONNECTION_NAME c;EXPORT_BUCKET_URI s3://b;EXPORT_SCHEDULE @once ~ role sink n to s3 {EXPORT_SERVICE=s3, EXPORT_CONNECTION_NAME=c, EXPORT_BUCKET_URI=s3://b, EXPORT_SCHEDULE=@once}
                    TYPE sink;EXPORT_SERVICE gcs_hmac;EXPORT_CONNECTION_NAME c;EXPORT_BUCKET_URI gs://b ~ role sink n to gcs_hmac {EXPORT_SERVICE=gcs_hmac, EXPORT_CONNECTION_NAME=c, EXPORT_BUCKET_URI=gs://b}
                    """)
    void instructions(String lines, String expected) {
        write(lines.replace("\\s", " "));
        assertThat(ProjectText.of(folder.load()).lines().map(String::strip)).contains(expected);
    }

    @ParameterizedTest
    @DisplayName("3.1 what a sink to a bucket may say")
    @ValueSource(
            strings = {
                "EXPORT_FORMAT csv",
                "EXPORT_FORMAT ndjson",
                "EXPORT_FORMAT json",
                "EXPORT_FORMAT parquet",
                "EXPORT_COMPRESSION gz",
                "EXPORT_COMPRESSION zstd",
                "EXPORT_COMPRESSION none",
                "EXPORT_STRATEGY @new",
                "EXPORT_STRATEGY @replace",
                "EXPORT_STRATEGY truncate",
                "EXPORT_STRATEGY create_new",
                "EXPORT_WRITE_STRATEGY new",
                "EXPORT_WRITE_STRATEGY truncate",
                "EXPORT_FILE_TEMPLATE {ship}/{date}_x"
            })
    void bucketSinks(String line) {
        write(SINK + "EXPORT_BUCKET_URI s3://b;" + line);
        assertThat(ProjectText.of(folder.load())).contains(line.replaceFirst(" ", "="));
        assertThat(folder.load().notices())
                .extracting(ProjectProblem::toString)
                .contains("p.pipe:1:1: TYPE sink is not run yet: the pipe is a building block");
    }

    @ParameterizedTest
    @DisplayName("3.1 mistakes")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            textBlock =
                    """
                    TYPE endpont                   ~ 5:6: Unknown TYPE 'endpont'; there are endpoint, materialized, copy and sink. Did you mean endpoint?
                    TYPE endpoint;TYPE copy        ~ 6:1: The pipe has a second TYPE, the first stands in line 5; keep one
                    TYPE endpoint;CACHE soon       ~ 6:7: CACHE is 'soon'; it must be a whole number of seconds
                    TOKEN app APPEND               ~ 5:1: 'TOKEN app APPEND' is not understood; write TOKEN name READ
                    SQL >;    SELECT 2             ~ 5:1: The node 'n' has a second SQL; start another NODE for it
                    NODE m                         ~ 5:6: The node 'm' has no SQL; write SQL > and a SELECT below it
                    NODE N;SQL >;    SELECT 1      ~ 5:6: The node 'N' is defined twice, first in line 1; rename one
                    NODE t;SQL >;    SELECT 1      ~ 5:6: The node 't' is called like t.datasource; rename the node
                    NODE a-b;SQL >;    SELECT 1    ~ 5:6: Node can't be called 'a-b'; a name is a letter or _ and then letters, digits and _, such as 'a_b'
                    TYPE materialized              ~ 5:1: TYPE materialized needs DATASOURCE; write it below
                    TYPE materialized;DATASOURCE t;DEPLOYMENT_METHOD drop ~ 7:19: DEPLOYMENT_METHOD is 'drop'; it must be one of alter
                    TYPE copy;TARGET_DATASOURCE u  ~ 6:19: There is no data source 'u' to write to; add u.datasource
                    TYPE copy;COPY_MODE append     ~ 5:1: TYPE copy needs TARGET_DATASOURCE; write it below
                    EXPORT_FORMT csv               ~ 5:1: Unknown instruction 'EXPORT_FORMT'; did you mean EXPORT_FORMAT?
                    type endpoint                  ~ 5:1: Unknown instruction 'type'; instructions are written in upper case: TYPE
                    """)
    void mistakes(String lines, String expected) {
        write(lines);
        assertThat(folder.problems()).contains("p.pipe:" + expected);
    }

    @ParameterizedTest
    @DisplayName("3.1 mistakes of roles")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            textBlock =
                    """
                    COPY ~ COPY_MODE merge             ~ 7:11: COPY_MODE is 'merge'; it must be one of append, replace
                    COPY ~ COPY_SCHEDULE 0 0 * *       ~ 7:15: COPY_SCHEDULE is '0 0 * *', which has 4 fields; write five fields of cron such as '0 * * * *', or @on-demand
                    SINK ~ EXPORT_SCHEDULE never       ~ 7:17: EXPORT_SCHEDULE is 'never', which has 1 fields; write five fields of cron such as '0 * * * *', or @on-demand or @once
                    SINK ~ EXPORT_SERVICE ftp          ~ 7:16: EXPORT_SERVICE is 'ftp'; it must be one of kafka, s3, s3_iamrole, gcs, gcs_hmac
                    SINK ~ EXPORT_SERVICE s3           ~ 5:1: TYPE sink needs EXPORT_BUCKET_URI; write it below
                    SINK ~ EXPORT_FORMAT xml           ~ 7:15: EXPORT_FORMAT is 'xml'; it must be one of csv, ndjson, json, parquet, json_each_row
                    """)
    void mistakesOfRoles(String role, String line, String expected) {
        write((role.equals("COPY") ? COPY : SINK) + line);
        assertThat(folder.problems()).contains("p.pipe:" + expected);
    }

    @Test
    @DisplayName("3.2 a node reads earlier and later nodes, data sources, and other pipes by name")
    void whatANodeReads() {
        folder.with("other.pipe", "NODE inside\nSQL >\n    SELECT 5 AS y\nTYPE endpoint\n")
                .with(
                        "p.pipe",
                        """
                        NODE first
                        SQL >
                            SELECT * FROM later, other, t, inside
                        NODE later
                        SQL >
                            SELECT 1 AS x
                        NODE top_one
                        SQL >
                            SELECT * FROM first
                        TYPE endpoint
                        """);
        Project project = folder.load();
        Pipe pipe = project.find("p").orElseThrow();
        Node first = pipe.node("first").orElseThrow();
        assertThat(project.bindNeutral(pipe, first).views().keySet())
                .containsExactly("later", "other");
        assertThat(project.tablesNotServed(pipe, first)).containsExactly("t");
        assertThat(project.reachable(pipe, pipe.output()))
                .extracting(Node::name)
                .containsExactly("top_one", "first", "later", "inside");
    }

    @Test
    @DisplayName("3.2 circles are errors, also over pipes")
    void circles() {
        folder.with("a.pipe", "NODE x\nSQL >\n    SELECT * FROM b\nTYPE endpoint\n")
                .with("b.pipe", "NODE y\nSQL >\n    SELECT * FROM a\nTYPE endpoint\n");
        assertThat(folder.problems())
                .containsExactly(
                        "a.pipe:1:6: The node 'x' reads itself: a.x -> b.y -> a.x; one of them must"
                                + " read something else");
    }

    @ParameterizedTest
    @DisplayName("3.2 the published node")
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    NODE a;SQL >; SELECT 1;TYPE endpoint;NODE b;SQL >; SELECT 2 ~ a
                    NODE a;SQL >; SELECT 1;NODE b;SQL >; SELECT 2;;TYPE endpoint ~ b
                    NODE a;SQL >; SELECT 1;NODE endpoint;SQL >; SELECT 2;NODE c;SQL >; SELECT 3 ~ endpoint
                    NODE a;SQL >; SELECT 1;NODE p;SQL >; SELECT 2 ~ p
                    NODE a;SQL >; SELECT 1;NODE b;SQL >; SELECT 2 ~ b
                    """)
    void publishedNodes(String lines, String expected) {
        folder.with("p.pipe", lines.replace(';', '\n') + "\n");
        Pipe pipe = folder.load().find("p").orElseThrow();
        assertThat(pipe.endpoint().map(Node::name)).contains(expected);
    }

    @ParameterizedTest
    @DisplayName("3.2 the node that others read as the pipe may be called like it")
    @ValueSource(strings = {"", "TYPE endpoint", "TYPE copy;TARGET_DATASOURCE t"})
    void nodesCalledLikeTheirPipe(String role) {
        folder.with(
                "p.pipe",
                "NODE a\nSQL >\n    SELECT 1 AS x\nNODE p\nSQL >\n    SELECT * FROM a\n"
                        + role.replace(';', '\n')
                        + "\n");
        assertThat(folder.problems()).isEmpty();
        folder.with("p.pipe", "NODE p\nSQL >\n    SELECT 1 AS x\nNODE a\nSQL >\n    SELECT 2\n");
        assertThat(folder.problems())
                .containsExactly("p.pipe:1:6: The node 'p' is called like p.pipe; rename the node");
    }

    @ParameterizedTest
    @DisplayName("3.2 a parameter without a type may be a time or a number")
    @ValueSource(
            strings = {
                "{% if date_diff_in_hours(since, until) > 3 %}",
                "{% if day_diff(since, until) > 3 %}",
                "{% if int(top) > 3 %}",
                "{% if not defined(a) %}{{ error('a') }}{% end %} {% if int(a) > 1 %}"
            })
    void parametersWithoutTypes(String condition) {
        String both = condition + " SELECT 1 {% else %} SELECT 2 {% end %}";
        folder.with("p.pipe", "NODE n\nSQL >\n    %\n    " + both + "\n");
        assertThat(folder.problems()).isEmpty();
        Project project = folder.load();
        Pipe pipe = project.find("p").orElseThrow();
        assertThat(project.bindVariants(pipe, pipe.output())).isNotEmpty();
    }

    @Test
    @DisplayName("3.2 without TYPE a pipe is a building block once another one has TYPE endpoint")
    void buildingBlocks() {
        folder.with("p.pipe", NODE).with("q.pipe", "NODE m\nSQL >\n    SELECT 1\nTYPE endpoint\n");
        assertThat(folder.load().find("p").orElseThrow().endpoint()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("3.2 the SQL")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            textBlock =
                    """
                    SELECT 1;                       ~ SELECT 1
                    %|    SELECT {{ Int8(a, 3) }}    ~ SELECT ?
                    % SELECT {{ Int8(a, 3) }} AS x   ~ SELECT ? AS x
                    %|    SELECT 1 AS no_tag         ~ SELECT 1 AS no_tag
                    SELECT 1 UNION ALL SELECT 2      ~ SELECT 1 UNION ALL SELECT 2
                    """)
    void sql(String sql, String expected) {
        folder.with("p.pipe", "NODE n\nSQL >\n    " + sql.replace('|', '\n') + "\n");
        Project project = folder.load();
        Pipe pipe = project.find("p").orElseThrow();
        assertThat(project.bind(pipe, pipe.output(), PipeCall.EMPTY).text().strip())
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("3.2 tags without the leading % are told")
    void tagsWithoutAPercentSign() {
        folder.with("p.pipe", "NODE n\nSQL >\n    SELECT {{ Int8(a, 3) }}\n");
        assertThat(folder.load().notices())
                .extracting(ProjectProblem::toString)
                .contains(
                        "p.pipe:3:12: '{{' means nothing here: the SQL is no template; write % in a"
                                + " line of its own above it");
    }

    @Test
    @DisplayName("3.2 an endpoint has the parameters of all that it reads, and passes them down")
    void parametersOfAllNodes() {
        folder.with("q.pipe", "NODE m\nSQL >\n    % SELECT {{ Int8(b, 2) }} AS x\nTYPE endpoint\n")
                .with(
                        "p.pipe",
                        """
                        NODE a
                        SQL >
                            % SELECT {{ Int8(a, 1) }} AS x
                        NODE unused
                        SQL >
                            % SELECT {{ Int8(nobody, 1) }} AS x
                        NODE n
                        SQL >
                            % SELECT {{ Int8(c, 3) }} FROM a, q
                        TYPE endpoint
                        """);
        Project project = folder.load();
        Pipe pipe = project.find("p").orElseThrow();
        assertThat(project.parameters(pipe))
                .extracting(Parameter::name)
                .containsExactly("c", "a", "b");
        assertThat(
                        Objects.requireNonNull(
                                        project.bind(
                                                        pipe,
                                                        pipe.output(),
                                                        PipeCall.of(ImmutableMap.of("b", "7")))
                                                .views()
                                                .get("q"))
                                .values())
                .singleElement()
                .satisfies(value -> assertThat(value.value()).hasToString("7"));
    }

    @ParameterizedTest
    @DisplayName("3.2 service tables load and are told not to be here")
    @ValueSource(
            strings = {
                "tinybird.datasources_ops_log",
                "tinybird.jobs_log",
                "organization.workspaces"
            })
    void serviceTables(String table) {
        folder.with("p.pipe", "NODE n\nSQL >\n    SELECT * FROM " + table + "\nTYPE endpoint\n");
        Project project = folder.load();
        Pipe pipe = project.find("p").orElseThrow();
        assertThat(project.tablesNotServed(pipe, pipe.output())).containsExactly(table);
    }

    @ParameterizedTest
    @DisplayName("3.2 service tables that are here")
    @ValueSource(
            strings = {
                "tinybird.pipe_stats_rt",
                "tinybird.pipe_stats",
                "tinybird.endpoint_errors",
                "system.tables"
            })
    void servedServiceTables(String table) {
        folder.with("p.pipe", "NODE n\nSQL >\n    SELECT * FROM " + table + "\nTYPE endpoint\n");
        Project project = folder.load();
        Pipe pipe = project.find("p").orElseThrow();
        assertThat(project.tablesNotServed(pipe, pipe.output())).isEmpty();
    }
}
