package io.penstock.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;

import io.penstock.spi.sql.BoundSql;
import io.penstock.template.SourceText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;

final class IncludeTest {
    private final Folder folder;

    IncludeTest(@TempDir Path folder) {
        this.folder = new Folder(folder);
    }

    @Test
    void wholeNodesComeFromAnotherFile() {
        folder.with(
                        "includes/sales.incl",
                        """
                        NODE sales_${PERIOD}
                        SQL >
                            %
                            {% if $PERIOD == 'last_week' %}
                            SELECT 7 AS days, {{ Int32($PARAMETER, 1) }} AS p, '$PERIOD' AS name, '$OTHER' AS o
                            {% else %}
                            SELECT 1 AS days, 2 AS p, 'no' AS name, 'no' AS o
                            {% end %}
                        """)
                .with(
                        "endpoints/top.pipe",
                        "INCLUDE \"../includes/sales.incl\" \"PERIOD=last_week\""
                                + " \"PARAMETER=limit_to\"\n\n"
                                + "NODE endpoint\n"
                                + "SQL >\n"
                                + "    SELECT * FROM sales_last_week\n"
                                + "TYPE endpoint\n");
        Project project = folder.load();
        Pipe top = project.find("top").orElseThrow();
        assertThat(project.bind(top, top.output(), PipeCall.EMPTY).views().get("sales_last_week"))
                .satisfies(
                        sql ->
                                assertThat(sql.text().strip())
                                        .isEqualTo(
                                                "SELECT 7 AS days, ? AS p, 'last_week' AS name,"
                                                        + " '$OTHER' AS o"));
        assertThat(project.parameters(top)).extracting(p -> p.name()).containsExactly("limit_to");
    }

    @Test
    void connectorSettingsComeFromAnotherFile() {
        folder.with(
                        "includes/kafka.datasource.incl",
                        "KAFKA_CONNECTION_NAME c\nKAFKA_TOPIC $TOPIC\n")
                .with(
                        "d.datasource",
                        "SCHEMA >\n"
                            + "    `a` String\n\n"
                            + "INCLUDE \"includes/kafka.datasource.incl\" \"TOPIC='events'\"\n");
        assertThat(folder.load().dataSources().values().asList().get(0).connector())
                .isEqualTo(ImmutableMap.of("KAFKA_CONNECTION_NAME", "c", "KAFKA_TOPIC", "events"));
    }

    @Test
    void mistakesAreShownInTheFileThatHoldsThem() {
        folder.with("x.incl", "NODE a\nSQL >\n    %\n    SELECT {{ Strin(x) }}\n")
                .with("p.pipe", "INCLUDE x.incl\nTYPE endpoint\n")
                .with("q.pipe", "INCLUDE \"y.incl\"\n")
                .with("r.pipe", "INCLUDE \"../../../etc/passwd\"\n")
                .with("self.incl", "INCLUDE self.incl\n")
                .with("s.pipe", "INCLUDE self.incl NOVALUE\n")
                .with("t.pipe", "INCLUDE\n");
        assertThat(folder.problems())
                .anyMatch(p -> p.startsWith("x.incl:4:15: The function 'Strin' is not supported"))
                .anyMatch(p -> p.startsWith("q.pipe:1:9: There is no file 'y.incl' in the project"))
                .anyMatch(p -> p.startsWith("r.pipe:1:9: There is no file '../../../etc/passwd'"))
                .anyMatch(p -> p.startsWith("self.incl:1:9: Files include each other over 8 deep"))
                .anyMatch(p -> p.startsWith("s.pipe:1:9: 'NOVALUE' is no variable"))
                .anyMatch(p -> p.startsWith("t.pipe:1:1: INCLUDE needs a file"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    {% if $V == 'x' %}          ~ {% if 'v' == 'x' %}
                    {{ String($V) }}            ~ {{ String(v) }}
                    {{ String(p, $V) }}         ~ {{ String(p, 'v') }}
                    {{ Int32(p, $N) }}          ~ {{ Int32(p, 5) }}
                    {% if p == '$V' %}$V        ~ {% if p == 'v' %}v
                    FROM ${V}_$N, $V$N          ~ FROM v_5, v5
                    {{ defined( $V ) }} $5 $    ~ {{ defined( v ) }} $5 $
                    """)
    void variablesAreTextsOrNamesByWhereTheyStand(String text, String expected) {
        assertThat(Substitution.of(SourceText.of(text), ImmutableMap.of("V", "v", "N", "5")).text())
                .isEqualTo(expected);
    }

    @Test
    void placesAreThoseOfTheIncludedFile() {
        folder.with(
                        "x.incl",
                        """
                        NODE ${A}-${LONG} SQL
                        TAGS $LONG ; $A
                        NODE $A
                        SQL >
                            %
                            SELECT '$LONG' AS l, {{ Strin(x) }},
                              $LONG + $A + {{ Int8($A, 'one', 'two') }}
                        TYPE $LONG
                        """)
                .with("p.pipe", "INCLUDE x.incl \"A=a\" \"LONG=a_very_long_value\"\n");
        assertThat(folder.problems())
                .anyMatch(p -> p.startsWith("x.incl:1:6: Node can't be called 'a-a_very_long"))
                .anyMatch(p -> p.startsWith("x.incl:6:29: The function 'Strin'"))
                .anyMatch(p -> p.startsWith("x.incl:7:23: Int8 takes"))
                .anyMatch(p -> p.startsWith("x.incl:8:6: Unknown TYPE 'a_very_long_value'"));
    }

    @Test
    void placesOfRenderedSqlAreThoseOfTheIncludedFile() {
        folder.with(
                        "x.incl",
                        "NODE n\nSQL >\n    %\n    SELECT ${L}, b, {{ Int8(p, 1) }}, '$L', c\n")
                .with("p.pipe", "INCLUDE x.incl L=a_long_name\nTYPE endpoint\n");
        Project project = folder.load();
        Pipe pipe = project.find("p").orElseThrow();
        BoundSql sql = project.bind(pipe, pipe.output(), PipeCall.EMPTY);
        assertThat(sql.text()).isEqualTo("SELECT a_long_name, b, ?, 'a_long_name', c");
        ImmutableMap<String, Integer> columns =
                ImmutableMap.of(
                        "SELECT", 5, ", b", 16, "b,", 18, "?", 21, "', c", 42, "c", 45, "'a_l", 39);
        columns.forEach(
                (text, column) ->
                        assertThat(
                                        sql.origin()
                                                .locate(
                                                        sql.text(),
                                                        1,
                                                        sql.text().lastIndexOf(text) + 1))
                                .as(text)
                                .hasToString("x.incl:4:" + column));
    }

    @Test
    void onlyWhatChangedIsReadAgain() throws Exception {
        folder.with("x.incl", "NODE a\nSQL >\n    SELECT 1 AS x\n")
                .with("p.pipe", "INCLUDE x.incl\nTYPE endpoint\n")
                .with("q.pipe", "NODE b\nSQL >\n    SELECT 2 AS x\nTYPE endpoint\n");
        Instant old = Instant.now().minusSeconds(60);
        for (String file : new String[] {"x.incl", "p.pipe", "q.pipe"}) {
            Files.setLastModifiedTime(folder.path().resolve(file), FileTime.from(old));
        }
        Project first = folder.load();
        Project same = first.reload(name -> Optional.empty());
        assertThat(template(same, "p")).isSameAs(template(first, "p"));
        assertThat(template(same, "q")).isSameAs(template(first, "q"));
        folder.with("x.incl", "NODE a\nSQL >\n    SELECT 3 AS x\n");
        Project edited = first.reload(name -> Optional.empty());
        assertThat(template(edited, "p")).isNotSameAs(template(first, "p"));
        assertThat(template(edited, "q")).isSameAs(template(first, "q"));
        assertThat(edited.find("p").orElseThrow().output().sql()).isEqualTo("SELECT 3 AS x");
        Files.delete(folder.path().resolve("q.pipe"));
        assertThat(edited.reload(name -> Optional.empty()).find("q")).isEmpty();
    }

    private static Object template(Project project, String pipe) {
        return project.find(pipe).orElseThrow().output().template();
    }
}
