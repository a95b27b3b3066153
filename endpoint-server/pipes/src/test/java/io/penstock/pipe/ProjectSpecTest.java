package io.penstock.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** What all datafiles share, connections, included files, fixtures, tests and configuration. */
final class ProjectSpecTest {
    private static final String PIPE = "NODE n\nSQL >\n    SELECT 1 AS x\nTYPE endpoint\n";
    private static final String KAFKA = "TYPE kafka;KAFKA_BOOTSTRAP_SERVERS s:9092;";

    private final Folder folder;

    ProjectSpecTest(@TempDir Path folder) {
        this.folder = new Folder(folder);
    }

    private Pipe pipe(String text) {
        return folder.with("p.pipe", text).load().find("p").orElseThrow();
    }

    private String notices() {
        return folder.load().notices().stream()
                .map(ProjectProblem::toString)
                .collect(Collectors.joining("\n"));
    }

    @Test
    @DisplayName("1 a block runs to the next known instruction, blank lines and SQL words included")
    void blocks() {
        Pipe pipe =
                pipe(
                        """
                        DESCRIPTION >
                            One.

                            Two.
                        NODE n
                        SQL >

                        SELECT 1 AS x

                        FROM t
                        WHERE x = 1
                        NODE m
                        SQL > SELECT 2
                        """);
        assertThat(pipe.description()).contains("One.\n\nTwo.");
        assertThat(pipe.nodes().get(0).sql()).isEqualTo("SELECT 1 AS x\n\nFROM t\nWHERE x = 1");
        assertThat(pipe.nodes().get(1).sql()).isEqualTo("SELECT 2");
    }

    @ParameterizedTest
    @DisplayName("1 values are bare or in quotes, with blanks behind them")
    @ValueSource(strings = {"bare", "\"bare\"", "'bare'", "bare  ", "  \"bare\" ", "\tbare"})
    void values(String written) {
        assertThat(pipe("DESCRIPTION " + written + "\n" + PIPE).description()).contains("bare");
    }

    @Test
    @DisplayName("1 comments, VERSION, a byte order mark and Windows line ends mean nothing")
    void whatMeansNothing() {
        Pipe pipe =
                pipe(
                        "\ufeffVERSION 0\r\n"
                                + "# a comment\r\n"
                                + "NODE n\r\n"
                                + "# more\r\n"
                                + "SQL >\r\n"
                                + "    SELECT 1\r\n\r\n"
                                + "TYPE endpoint \r\n");
        assertThat(pipe.endpoint().map(Node::sql)).contains("SELECT 1");
    }

    @Test
    @DisplayName("1 instructions keep no order; those of a node belong to the one above them")
    void order() {
        Pipe pipe =
                pipe(
                        """
                        TOKEN t READ
                        NODE a
                        SQL >
                            SELECT 1
                        DESCRIPTION of a
                        TAGS "x"
                        NODE b
                        DESCRIPTION of b
                        SQL >
                            SELECT 2
                        """);
        assertThat(pipe.nodes())
                .extracting(node -> node.name() + " " + node.description().orElse(""))
                .containsExactly("a of a", "b of b");
        assertThat(pipe.tags()).containsExactly("x");
    }

    @ParameterizedTest
    @DisplayName("1 folders do not matter")
    @ValueSource(
            strings = {
                "",
                "pipes/",
                "endpoints/",
                "materializations/",
                "materialized/",
                "copies/",
                "sinks/",
                "a/b/c/d/"
            })
    void folders(String at) {
        folder.with(at + "p.pipe", PIPE);
        assertThat(folder.load().find("p")).isPresent();
    }

    @Test
    @DisplayName("1 pipes, data sources and connections share one name space")
    void names() {
        folder.with("a/same.pipe", PIPE)
                .with("b/Same.datasource", "SCHEMA >\n    `a` String\n")
                .with("c/1st.pipe", PIPE.replace(" n", " m"))
                .with("d/q.pipe", "NODE same\nSQL >\n    SELECT 1\n");
        assertThat(folder.problems())
                .contains(
                        "b/Same.datasource:1:1: The name 'Same' is already taken by a/same.pipe,"
                                + " without regard to case; rename one",
                        "d/q.pipe:1:6: The node 'same' is called like a/same.pipe; rename the node")
                .anyMatch(p -> p.startsWith("c/1st.pipe:1:1: Pipe can't be called '1st'"));
    }

    @Test
    @DisplayName("1 old settings files are no datafiles")
    void oldSettings() {
        folder.with("p.pipe", PIPE)
                .with(".tinyenv", "VERSION=0.0.1\n")
                .with(".tinyb", "{\"host\": \"https://api\", \"token\": \"t\"}\n")
                .with(".env.local", "A=b\n");
        assertThat(folder.problems()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("4 connections")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            textBlock =
                    """
                    KAFKA ~ KAFKA_SECURITY_PROTOCOL SASL_SSL
                    KAFKA ~ KAFKA_SECURITY_PROTOCOL SASL_PLAINTEXT
                    KAFKA ~ KAFKA_SECURITY_PROTOCOL PLAINTEXT
                    KAFKA ~ KAFKA_SASL_MECHANISM PLAIN
                    KAFKA ~ KAFKA_SASL_MECHANISM SCRAM-SHA-256
                    KAFKA ~ KAFKA_SASL_MECHANISM SCRAM-SHA-512
                    KAFKA ~ KAFKA_SASL_MECHANISM OAUTHBEARER
                    KAFKA ~ KAFKA_KEY k
                    KAFKA ~ KAFKA_SECRET s
                    KAFKA ~ KAFKA_SCHEMA_REGISTRY_URL https://u:p@r:8081
                    KAFKA ~ KAFKA_SASL_OAUTHBEARER_METHOD AWS
                    KAFKA ~ KAFKA_SASL_OAUTHBEARER_AWS_REGION eu-west-1
                    KAFKA ~ KAFKA_SASL_OAUTHBEARER_AWS_ROLE_ARN arn:x
                    KAFKA ~ KAFKA_SASL_OAUTHBEARER_AWS_EXTERNAL_ID e
                    TYPE s3; ~ S3_REGION eu-west-1
                    TYPE s3; ~ S3_ARN arn:aws:iam::1:role/r
                    TYPE s3; ~ S3_ACCESS_KEY a
                    TYPE s3; ~ S3_SECRET b
                    TYPE gcs; ~ GCS_SERVICE_ACCOUNT_CREDENTIALS_JSON {"a": 1}
                    TYPE gcs; ~ GCS_HMAC_ACCESS_ID a
                    TYPE gcs; ~ GCS_HMAC_SECRET b
                    """)
    void connections(String start, String setting) {
        String lines = (start.equals("KAFKA") ? KAFKA : start) + setting;
        folder.with("c.connection", lines.replace(';', '\n') + "\n");
        String name = setting.substring(0, setting.indexOf(' '));
        assertThat(folder.load().otherConnections())
                .singleElement()
                .satisfies(
                        c ->
                                assertThat(c.values())
                                        .containsEntry(name, setting.substring(name.length() + 1)));
        assertThat(notices()).contains("is not run yet: nothing comes from 'c' or goes to it");
    }

    @Test
    @DisplayName("4 multi-line secrets, secrets with a default and without")
    void secrets() {
        folder.with(
                "c.connection",
                """
                TYPE kafka
                KAFKA_BOOTSTRAP_SERVERS {{ tb_secret("SERVERS", "localhost:9092") }}
                KAFKA_KEY {{ tb_secret('KEY') }}
                KAFKA_SSL_CA_PEM >
                    -----BEGIN CERTIFICATE-----
                    YQ==
                    -----END CERTIFICATE-----
                """);
        assertThat(folder.load().otherConnections().get(0).values())
                .containsEntry("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092")
                .containsEntry(
                        "KAFKA_SSL_CA_PEM",
                        "-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----");
        assertThat(notices())
                .contains(
                        "c.connection:3:11: The secret 'KEY' is not set; set it, or write a"
                                + " default: {{ tb_secret(\"KEY\", \"..\") }}");
    }

    @ParameterizedTest
    @DisplayName("4 table functions take secrets, too")
    @ValueSource(
            strings = {
                "postgresql('h:5432', 'd', 't', {{ tb_secret('U') }}, {{ tb_secret('P') }})",
                "mysql('h:3306', 'd', 't', {{ tb_secret('U') }}, {{ tb_secret('P') }})",
                "s3('https://b/x', {{ tb_secret('U') }}, {{ tb_secret('P') }})",
                "url('https://h/x.csv')",
                "iceberg('s3://b/x', {{ tb_secret('U') }}, {{ tb_secret('P') }})",
                "deltaLake('s3://b/x', {{ tb_secret('U') }}, {{ tb_secret('P') }})"
            })
    void tableFunctions(String function) {
        String text = "NODE n\nSQL >\n    % SELECT * FROM " + function + "\nTYPE endpoint\n";
        folder.with("p.pipe", text);
        Project project = Project.load(folder.path(), name -> Optional.of("secret of " + name));
        Pipe pipe = project.find("p").orElseThrow();
        String sql = project.bind(pipe, pipe.output(), PipeCall.EMPTY).text();
        assertThat(sql).doesNotContain("secret of").doesNotContain("{{");
        assertThat(MigrationNotes.of("p.pipe", text))
                .extracting(ProjectProblem::toString)
                .anyMatch(note -> note.contains("carries its address and password in the SQL"));
    }

    @Test
    @DisplayName("5 an include's path starts at the including file's folder or the project's")
    void includePaths() {
        folder.with("includes/x.incl", "NODE n\nSQL >\n    SELECT '$WHO' AS who\n")
                .with("pipes/p.pipe", "INCLUDE \"../includes/x.incl\" \"WHO=p\"\nTYPE endpoint\n")
                .with("pipes/q.pipe", "INCLUDE \"includes/x.incl\" \"WHO=q\"\nTYPE endpoint\n");
        Project project = folder.load();
        assertThat(project.find("p").orElseThrow().output().sql()).isEqualTo("SELECT 'p' AS who");
        assertThat(project.find("q").orElseThrow().output().sql()).isEqualTo("SELECT 'q' AS who");
    }

    @Test
    @DisplayName("5 a variable in a condition is a text")
    void variablesInConditions() {
        folder.with(
                        "x.incl",
                        """
                        NODE n
                        SQL >
                            %
                            SELECT {% if $DATE_FILTER == 'last_week' %}7{% else %}1{% end %} AS days
                        """)
                .with("p.pipe", "INCLUDE \"x.incl\" \"DATE_FILTER=last_week\"\nTYPE endpoint\n");
        Project project = folder.load();
        Pipe pipe = project.find("p").orElseThrow();
        assertThat(project.bind(pipe, pipe.output(), PipeCall.EMPTY).text())
                .isEqualTo("SELECT 7 AS days");
    }

    @Test
    @DisplayName("6 fixtures and tests, forward and classic")
    void sideFiles() {
        folder.with("p.pipe", PIPE)
                .with("datasources/events.datasource", "SCHEMA >\n    `a` String\n")
                .with("fixtures/events.ndjson", "{}\n")
                .with("fixtures/events.csv", "a\n")
                .with("fixtures/events.parquet", "PAR1")
                .with("datasources/fixtures/events.csv", "a\n")
                .with("tests/p.yaml", "- name: x\n")
                .with("tests/p.test", "tb pipe data p --format CSV\n")
                .with("tests/p.test.result", "1\n");
        Project project = folder.load();
        assertThat(project.fixtures())
                .extracting(fixture -> fixture.dataSource() + " " + fixture.file())
                .containsExactly(
                        "events datasources/fixtures/events.csv",
                        "events fixtures/events.csv",
                        "events fixtures/events.ndjson",
                        "events fixtures/events.parquet");
        assertThat(project.tests())
                .extracting(test -> test.kind() + " " + test.name())
                .containsExactly("COMMAND p", "COMMAND_RESULT p", "YAML p");
    }

    @ParameterizedTest
    @DisplayName("6 include and folder say which datafiles belong to the project")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            textBlock =
                    """
                    {"dev_mode": "branch", "token": "${T}", "baseUrl": "x"} ~ one three two
                    {"include": ["a"]}                    ~ one two
                    {"include": ["./a/", "c/three.pipe"]} ~ one three two
                    {"include": ["a/*.pipe"]}             ~ one
                    {"include": ["**/t*.pipe"]}           ~ three two
                    {"include": ["a/**"]}                 ~ one two
                    {"include": ["a/b/tw?.pipe"]}         ~ two
                    {"include": ["a", "src/defs.ts"]}     ~ one two
                    {"folder": "c"}                       ~ three
                    {"folder": "a", "include": ["**/*.pipe"]} ~ one two
                    {"include": ["."]}                    ~ one three two
                    """)
    void includedFiles(String json, String pipes) {
        threePipes().with("tinybird.config.json", json);
        assertThat(String.join(" ", folder.load().pipes().keySet())).isEqualTo(pipes);
    }

    private Folder threePipes() {
        return folder.with("a/one.pipe", PIPE)
                .with("a/b/two.pipe", PIPE)
                .with("c/three.pipe", PIPE);
    }

    @Test
    @DisplayName("6 what the configuration leaves out is told, and so is what can't be read of it")
    void leftOut() {
        threePipes()
                .with("tinybird.json", "{\n  \"include\": [\"a\",\n    \"src/defs.ts\"]\n}\n")
                .with("tinybird.config.mjs", "export default {}\n");
        assertThat(folder.load().notices())
                .extracting(ProjectProblem::toString)
                .containsExactly(
                        "c/three.pipe:1:1: The file is left out: tinybird.json names others",
                        "tinybird.config.mjs:1:1: It is a program and is not run;"
                                + " tinybird.config.json is read",
                        "tinybird.json:3:5: 'src/defs.ts' is a program: what it defines is not"
                                + " read; name the datafiles made from it");
    }

    @ParameterizedTest
    @DisplayName("6 mistakes in the configuration")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            textBlock =
                    """
                    {"include": ["b"]}        ~ 1:14: There is no file 'b' in the project; name files, folders or patterns such as pipes/**
                    {"include": ["../b"]}     ~ 1:14: '../b' is outside of the project
                    {"include": ["a/../../*"]} ~ 1:14: 'a/../../*' is outside of the project
                    {"include": "a"}          ~ 1:13: include must be a list, such as ["pipes", "shared/**"]
                    {"include": [5]}          ~ 1:14: 5 is no path; write it in quotes
                    {"folder": "b"}           ~ 1:12: There is no file 'b' in the project; name files, folders or patterns such as pipes/**
                    ["a"]                     ~ 1:1: The file must be an object: {"include": ["pipes"]}
                    {"include": ["a"          ~ 1:17: The file is not JSON: Unexpected end-of-input: expected close marker for Array
                    """)
    void wrongConfiguration(String json, String problem) {
        threePipes().with("tinybird.config.json", json);
        assertThat(folder.problems())
                .anySatisfy(
                        found -> assertThat(found).startsWith("tinybird.config.json:" + problem));
    }

    @Test
    @DisplayName("6 an edit of the configuration counts at the next reading")
    void editedConfiguration() {
        threePipes();
        Project first = folder.load();
        folder.with("tinybird.config.json", "{\"include\": [\"c\"]}");
        assertThat(first.reload(name -> Optional.empty()).pipes().keySet())
                .containsExactly("three");
    }
}
