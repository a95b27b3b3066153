package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code test run} and {@code test update}, each against a server they start. */
final class TestCommandTest {
    private static final String FILE = "tests/sales.yaml";

    @TempDir private Path folder;

    @BeforeEach
    void makeAProject() throws IOException {
        assertThat(CommandRun.in(folder, "init", ".").code()).isEqualTo(0);
        write(
                "pipes/sales.pipe",
                """
                NODE sales_rows
                SQL >
                    %
                    {% if defined(stop) %}{{ error('Never, ' + stop) }}{% end %}
                    SELECT product, quantity FROM shop.orders
                    WHERE product = {{ String(product, 'lamp') }}
                    ORDER BY id LIMIT {{ Int32(top, 2) }}

                TYPE endpoint
                """);
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    private String tests() throws IOException {
        return Files.readString(folder.resolve(FILE));
    }

    @Test
    void aProjectWithoutTestsIsGood() {
        CommandRun run = CommandRun.in(folder, "test", "run");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("0 passed, 0 failed\n");
        assertThat(run.code()).isEqualTo(0);
    }

    @Test
    void updateFillsInWhatRunThenExpects() throws IOException {
        write(
                FILE,
                """
                # Kept.
                - name: lamps
                  description: two of them
                  parameters: ''
                  expected_result: ''

                - name: one chair  # kept too
                  parameters: product=chair&top=1
                  expected_result: |
                    old
                    lines
                # between
                - name: nothing of that name
                  parameters: product=%C3%A9t%C3%A9 n%3D1
                  expected_result: something
                - name: refused
                  parameters: stop=now
                - name: no number
                  parameters: top=many
                  expected_result:
                  expected_http_status: 200
                """);
        CommandRun before = CommandRun.in(folder, "test", "run");
        assertThat(before.code()).isEqualTo(1);
        assertThat(before.out())
                .contains("FAIL sales: lamps  (tests/sales.yaml:2)", "0 passed, 5 failed")
                .contains("     -old\n     -lines\n     +{\"product\":\"chair\"")
                .contains("     expected status 200, got 400\n     +Never, now\n");

        CommandRun update = CommandRun.in(folder, "test", "update");
        assertThat(update.err()).isEmpty();
        assertThat(update.out()).contains("tests/sales.yaml:2: lamps\n", "5 tests updated");
        assertThat(tests())
                .startsWith(
                        """
                        # Kept.
                        - name: lamps
                          description: two of them
                          parameters: ''
                          expected_result: |
                            {"product":"lamp","quantity":2}
                            {"product":"lamp","quantity":1}

                        - name: one chair  # kept too
                          parameters: product=chair&top=1
                          expected_result: |
                            {"product":"chair","quantity":4}
                        # between
                        - name: nothing of that name
                          parameters: product=%C3%A9t%C3%A9 n%3D1
                          expected_result: ""
                        - name: refused
                          expected_http_status: 400
                          expected_result: |
                            Never, now
                          parameters: stop=now
                        - name: no number
                          parameters: top=many
                        """)
                .endsWith("  expected_http_status: 400\n");
        CommandRun after = CommandRun.in(folder, "test", "run", "sales");
        assertThat(after.out()).endsWith("5 passed, 0 failed\n").contains("ok   sales: lamps\n");
        assertThat(after.code()).isEqualTo(0);
        assertThat(CommandRun.in(folder, "test", "update", FILE).out())
                .isEqualTo("0 tests updated\n");
    }

    @Test
    void oneBlankMoreIsAnotherAnswer() throws IOException {
        write(
                FILE,
                """
                - name: spaced
                  parameters: top=1
                  expected_result: |
                    {"product": "lamp","quantity":2}
                """);
        assertThat(CommandRun.in(folder, "test", "run").code()).isEqualTo(1);
    }

    @Test
    void programsReadOneDocument() throws IOException {
        write(
                FILE,
                """
                - name: good
                  parameters: product=none
                  expected_result: ''
                - name: bad
                  parameters: product=none
                  expected_result: something
                """);
        CommandRun run = CommandRun.in(folder, "test", "run", "--output", "json");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("{\"result\":\"failed\",\"passed\":1,\"failed\":1,\"tests\":[")
                .contains("\"name\":\"bad\",\"file\":\"tests/sales.yaml\",\"line\":4")
                .contains("\"expected_result\":\"something\",\"http_status\":200");
    }

    @Test
    void everyMistakeOfEveryFileIsTold() throws IOException {
        write(FILE, "- name: a\n  expected_http_status: soon\n- sql: select 1\n");
        write("tests/other.yaml", "a: [b\n");
        CommandRun run = CommandRun.in(folder, "test", "run");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("error: tests/sales.yaml:2:25: expected_http"))
                .anyMatch(line -> line.startsWith("error: tests/sales.yaml:3:3: A test must have"))
                .anyMatch(line -> line.startsWith("error: tests/other.yaml:2:1: The file is not"));
        assertThat(CommandRun.in(folder, "test", "run", "nobody").err())
                .contains("There are no tests 'nobody'");
    }

    @Test
    void rowsThatAreNotLoadedAreToldAndKeptOutOfTheTests() throws IOException {
        write("datasources/visits.datasource", "SCHEMA >\n    `page` String\n\nENGINE Null\n");
        write("datasources/fixtures/visits.csv", "home\n");
        write("fixtures/visits.ndjson", "{\"page\": \"home\"}\n");
        write(
                "pipes/pages.pipe",
                "NODE of_visits\n"
                        + "SQL >\n"
                        + "    SELECT page FROM visits\n"
                        + "NODE pages_rows\n"
                        + "SQL >\n"
                        + "    SELECT * FROM of_visits\n"
                        + "TYPE endpoint\n");
        write("tests/old.test", "tb pipe data pages --format CSV\n");
        write("tests/old.test.result", "home\n");
        String expected =
                """
                - name: all pages
                  parameters: ''
                  expected_result: |
                    {"page":"home"}
                - no_page_is_empty:
                    max_bytes_read: null
                    sql: SELECT * FROM visits WHERE page = ''
                """;
        write("tests/pages.yaml", expected);
        write(FILE, "- name: lamp\n  parameters: top=1\n  expected_result: old\n");
        CommandRun run = CommandRun.in(folder, "test", "run");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        """
                        warning: datasources/fixtures/visits.csv:1:1: The rows of 'visits' are not loaded: data sources are not stored yet
                        warning: fixtures/visits.ndjson:1:1: The rows of 'visits' are not loaded: data sources are not stored yet
                        warning: tests/old.test:1:1: Command lines of the classic client are not run; write tests/PIPE.yaml
                        warning: tests/pages.yaml:5:3: The data-quality test 'no_page_is_empty' is not run; only calls of endpoints are
                        """);
        assertThat(run.out())
                .contains("FAIL pages: all pages  (tests/pages.yaml:1)")
                .contains("     it reads visits, whose rows are not loaded\n")
                .endsWith("0 passed, 2 failed\n");
        assertThat(CommandRun.in(folder, "test", "run", "pages", "--output", "json").out())
                .contains("\"file\":\"fixtures/visits.ndjson\"", "\"not_loaded\":[\"visits\"]");

        CommandRun update = CommandRun.in(folder, "test", "update");
        assertThat(update.out()).isEqualTo("tests/sales.yaml:1: lamp\n1 tests updated\n");
        assertThat(update.err())
                .contains(
                        "warning: tests/pages.yaml:1: all pages: left alone, because it reads"
                                + " visits");
        assertThat(Files.readString(folder.resolve("tests/pages.yaml"))).isEqualTo(expected);
    }

    @Test
    void testsOfNoPipeFail() throws IOException {
        write("tests/ghost.yaml", "- name: a\n  parameters: ''\n  expected_result: ''\n");
        CommandRun run = CommandRun.in(folder, "test", "run");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("expected status 200, got 404", "no pipe 'ghost'");
    }
}
