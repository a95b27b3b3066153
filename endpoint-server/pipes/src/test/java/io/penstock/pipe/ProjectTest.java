package io.penstock.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;

import io.penstock.spi.sql.BoundSql;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

final class ProjectTest {
    private final Path folder;

    ProjectTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Project load() {
        return Project.load(folder, name -> Optional.empty());
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text, StandardCharsets.UTF_8);
    }

    private static BoundSql view(BoundSql sql, String name) {
        return Optional.ofNullable(sql.views().get(name)).orElseThrow();
    }

    private String problems() {
        try {
            load();
            return "";
        } catch (ProjectException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void readsAPipeWithAllItsParts() throws IOException {
        write(
                "pipes/top_routes.pipe",
                """
                VERSION 0
                DESCRIPTION >
                    Busiest routes.
                      And more.

                TOKEN "reader" READ
                TAGS "flights, demo"
                CACHE 30

                NODE daily
                DESCRIPTION one per day
                SQL >
                    %
                    SELECT * FROM lake.flights
                    WHERE origin = {{ String(origin, 'SFO', description='From') }}

                # the published one
                NODE endpoint
                SQL >
                    SELECT route, count(*) AS n FROM daily GROUP BY route;

                TYPE Endpoint\s
                """);
        Project project = load();
        Pipe pipe = project.find("TOP_routes").orElseThrow();
        assertThat(pipe.description()).contains("Busiest routes.\n  And more.");
        assertThat(pipe.tags()).containsExactly("flights", "demo");
        assertThat(pipe.tokens()).extracting(TokenGrant::token).containsExactly("reader");
        assertThat(pipe.cache()).hasValueSatisfying(c -> assertThat(c).hasSeconds(30));
        assertThat(pipe.endpoint()).map(Node::name).contains("endpoint");
        assertThat(pipe.nodes().get(0).description()).contains("one per day");
        assertThat(project.find(pipe.id())).contains(pipe);
        assertThat(project.globalNames()).containsExactly("daily", "endpoint", "top_routes");

        BoundSql sql = project.bind(pipe, pipe.output(), PipeCall.EMPTY);
        assertThat(sql.text()).isEqualTo("SELECT route, count(*) AS n FROM daily GROUP BY route");
        BoundSql view = view(sql, "daily");
        assertThat(view.text()).isEqualTo("SELECT * FROM lake.flights\n    WHERE origin = ?");
        assertThat(view.origin().locate(view.text(), 2, 11))
                .hasToString("pipes/top_routes.pipe:15:11");
        assertThat(project.parameters(pipe, pipe.output()))
                .singleElement()
                .satisfies(
                        p -> {
                            assertThat(p.name()).isEqualTo("origin");
                            assertThat(p.description()).contains("From");
                            assertThat(p.defaultValue()).contains("SFO");
                        });
    }

    @Test
    void aDiamondIsBoundOnce() throws IOException {
        write(
                "d.pipe",
                """
                NODE base
                SQL >
                    SELECT 1 AS x
                NODE a
                SQL >
                    SELECT * FROM base
                NODE b
                SQL >
                    SELECT * FROM base
                NODE top_node
                SQL >
                    SELECT * FROM a, b
                TYPE endpoint
                """);
        Project project = load();
        Pipe pipe = project.find("d").orElseThrow();
        BoundSql sql = project.bind(pipe, pipe.output(), PipeCall.EMPTY);
        assertThat(sql.views().keySet()).containsExactly("a", "b");
        assertThat(view(view(sql, "a"), "base")).isSameAs(view(view(sql, "b"), "base"));
        assertThat(project.bind(pipe, pipe.output(), PipeCall.EMPTY).text()).isSameAs(sql.text());
    }

    @Test
    void reportsEveryProblemAtOnceWithItsPlace() throws IOException {
        write("select.pipe", "NODE n\nSQL >\n    SELECT 1\n");
        write("one.pipe", "NOED x\nNODE three\nSQL >\n    SELECT 1\nTYPE endpiont\n");
        write(
                "two.pipe",
                "NODE a\nSQL >\n    %\n    SELECT {{ Strin(x) }},\n     {{ 1 + }} {% iff x %}\n");
        write("sub/ONE.connection", "FILES_PATH x\n");
        write(
                "three.pipe",
                "NODE p\nSQL >\n   SELECT * FROM q\nNODE q\nSQL >\n  SELECT * FROM p\n");
        assertThat(problems().lines())
                .anyMatch(
                        l ->
                                l.startsWith(
                                        "one.pipe:1:1: Unknown instruction 'NOED'; did you mean"
                                                + " NODE?"))
                .anyMatch(l -> l.startsWith("one.pipe:5:6: Unknown TYPE 'endpiont'"))
                .anyMatch(
                        l ->
                                l.startsWith(
                                        "one.pipe:2:6: The node 'three' is called like three.pipe"))
                .anyMatch(l -> l.startsWith("select.pipe:1:1: Pipe can't be called 'select'"))
                .anyMatch(l -> l.startsWith("two.pipe:4:15: The function 'Strin' is not supported"))
                .anyMatch(l -> l.startsWith("two.pipe:5:13: An expression is missing here"))
                .anyMatch(l -> l.startsWith("two.pipe:5:16: The tag 'iff' is not supported"))
                .anyMatch(l -> l.startsWith("sub/ONE.connection:1:1: The connection has no TYPE"))
                .anyMatch(
                        l ->
                                l.contains("The name 'ONE' is already taken by one.pipe")
                                        || l.contains(
                                                "The name 'one' is already taken by"
                                                        + " sub/ONE.connection"));
    }

    @Test
    void cyclesNameTheirPath() throws IOException {
        write(
                "three.pipe",
                "NODE p\nSQL >\n   SELECT * FROM q\nNODE q\nSQL >\n  SELECT * FROM p\n");
        assertThat(problems())
                .contains(
                        "three.pipe:1:6: The node 'p' reads itself: three.p -> three.q -> three.p");
    }

    @Test
    void longChainsAreRefusedBeforeAnyStackEnds() throws IOException {
        StringBuilder chain = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            chain.append("NODE n%d\nSQL >\n    SELECT * FROM n%d\n".formatted(i, i + 1));
        }
        write("chain.pipe", chain + "NODE n5000\nSQL >\n    SELECT 1\n");
        assertThat(problems()).contains("is read through over 64 others");
    }

    @Test
    void aValueInsideQuotesIsFoundAtLoad() throws IOException {
        write(
                "q.pipe",
                "NODE n\n"
                        + "SQL >\n"
                        + "    %\n"
                        + "    SELECT 1 {% if defined(x) %} WHERE a LIKE '%{{ x }}%' {% end %}\n");
        assertThat(problems()).contains("q.pipe:4:49: {{ }} puts a value here, which can't stand");
    }

    @Test
    void variantsCoverBothSidesOfConditions() throws IOException {
        write(
                "v.pipe",
                """
                NODE base
                SQL >
                    %
                    SELECT 1 AS x {% if defined(day) %}, {{ Date(day) }} AS d {% end %}
                NODE n
                SQL >
                    %
                    SELECT {{ column(c) }}, {% if String(g, 'a') == 'b' %}2{% elif g == 'c' %}3{% else %}4{% end %}
                    FROM base
                TYPE endpoint
                """);
        Project project = load();
        Pipe pipe = project.find("v").orElseThrow();
        assertThat(project.bindVariants(pipe, pipe.output()))
                .extracting(BoundSql::text)
                .contains(
                        "SELECT CAST(NULL AS VARCHAR), 2\n    FROM base",
                        "SELECT CAST(NULL AS VARCHAR), 3\n    FROM base",
                        "SELECT CAST(NULL AS VARCHAR), 4\n    FROM base");
        assertThat(project.bindVariants(pipe, pipe.output()))
                .extracting(variant -> view(variant, "base").text())
                .contains("SELECT 1 AS x", "SELECT 1 AS x , ? AS d");
        assertThat(project.bindNeutral(pipe, pipe.output()).values()).isEmpty();
        assertThatThrownBy(() -> project.bind(pipe, pipe.output(), PipeCall.EMPTY))
                .hasMessageStartingWith("The parameter 'c' (column) is missing");
    }

    @Test
    void aBranchNotTakenReadsNothing() throws IOException {
        write(
                "b.pipe",
                """
                NODE picky
                SQL >
                    %
                    SELECT {{ Int32(must) }}
                NODE n
                SQL >
                    %
                    SELECT * FROM {% if defined(must) %}picky{% else %}t{% end %}
                TYPE endpoint
                """);
        Project project = load();
        Pipe pipe = project.find("b").orElseThrow();
        assertThat(project.bind(pipe, pipe.output(), PipeCall.EMPTY).views()).isEmpty();
        assertThat(project.bind(pipe, pipe.output(), PipeCall.of(ImmutableMap.of("must", "1"))))
                .satisfies(sql -> assertThat(view(sql, "picky").text()).isEqualTo("SELECT ?"));
        assertThat(project.parameters(pipe, pipe.output())).hasSize(1);
    }

    @Test
    void clientsReadPipesByName() throws IOException {
        write("one.pipe", "NODE n\nSQL >\n    SELECT 1 AS x\nTYPE endpoint\n");
        Project project = load();
        BoundSql sql =
                project.bind(
                        "% SELECT * FROM ONE WHERE x = {{ Int8(v) }}",
                        PipeCall.of(ImmutableMap.of("v", "3")));
        assertThat(sql.text()).isEqualTo("SELECT * FROM ONE WHERE x = ?");
        assertThat(view(sql, "one").text()).isEqualTo("SELECT 1 AS x");
        assertThatThrownBy(() -> project.bind("% {{ nope( }}", PipeCall.EMPTY))
                .hasMessageContaining("An expression is missing here");
    }

    @Test
    void projectsWithoutTypesPublishTheirPipes() throws IOException {
        write("old.pipe", "NODE endpoint\nSQL >\n    SELECT 1\nNODE z\nSQL >\n    SELECT 2\n");
        write("older.pipe", "NODE a\nSQL >\n    SELECT 1\nNODE b\nSQL >\n    SELECT 2\n");
        write("kept.pipe", "NODE m\nSQL >\n    SELECT 1\nTYPE copy\nTARGET_DATASOURCE events\n");
        write("events.datasource", "SCHEMA >\n    `a` String\n");
        Project project = load();
        assertThat(project.pipes().values())
                .extracting(pipe -> pipe.endpoint().map(Node::name).orElse("-"))
                .containsExactly("-", "endpoint", "b");
        assertThat(project.notices())
                .extracting(ProjectProblem::toString)
                .anyMatch(n -> n.startsWith("events.datasource:1:1: Data sources are not stored"))
                .anyMatch(n -> n.startsWith("kept.pipe:1:1: TYPE copy is not run yet"))
                .anyMatch(n -> n.startsWith("old.pipe:1:1: No pipe has TYPE endpoint"));
        write("new.pipe", "NODE a\nSQL >\n    SELECT 1\nTYPE endpoint\n");
        assertThat(load().find("old").orElseThrow().endpoint()).isEmpty();
    }

    @Test
    void badFilesAreProblemsOfTheirOwn() throws IOException {
        Files.write(folder.resolve("latin.pipe"), new byte[] {'N', (byte) 0xe9});
        Files.write(folder.resolve("huge.pipe"), new byte[1024 * 1024 + 1]);
        write("empty.pipe", "");
        write("quotes.pipe", "NODE n\nSQL >\n    SELECT 1\nTAGS \u201ca\u201d\n");
        write("early.pipe", "SQL >\n    SELECT 1\nNODE n\n");
        write("lower.pipe", "node n\nSQL >\n    SELECT 1\n");
        write("inside.pipe", "NODE n\nSQL >\n    SELECT 1\nTYP endpoint\n");
        write(".hidden/broken.pipe", "x");
        assertThat(problems().lines())
                .contains("latin.pipe:1:1: The file is not UTF-8; save it so")
                .anyMatch(l -> l.startsWith("huge.pipe:1:1: The file has 1048577 bytes"))
                .anyMatch(l -> l.startsWith("empty.pipe:1:1: The pipe has no node"))
                .anyMatch(l -> l.startsWith("quotes.pipe:4:6: Typographic quotes"))
                .anyMatch(l -> l.startsWith("early.pipe:1:1: SQL stands before the first NODE"))
                .anyMatch(l -> l.startsWith("early.pipe:3:6: The node 'n' has no SQL"))
                .anyMatch(
                        l ->
                                l.startsWith(
                                        "lower.pipe:1:1: Unknown instruction 'node'; instructions"))
                .anyMatch(
                        l ->
                                l.startsWith(
                                        "inside.pipe:4:1: Unknown instruction 'TYP'; did you mean"
                                                + " TYPE?"))
                .noneMatch(l -> l.contains("hidden"));
    }

    @Test
    void secretsComeFromTheirLookup() throws IOException {
        write(
                "shop.connection",
                "TYPE jdbc\n"
                        + "JDBC_USER app\n"
                        + "JDBC_PASSWORD {{ tb_secret(\"SHOP\") }}\n"
                        + "JDBC_URL {{tb_secret('U', 'jdbc:x')}}/y\n");
        assertThat(problems()).contains("shop.connection:3:15: The secret 'SHOP' is not set");
        Project project =
                Project.load(folder, n -> n.equals("SHOP") ? Optional.of("s3") : Optional.empty());
        ConnectionFile shop = project.connections().get(0);
        assertThat(shop.values())
                .isEqualTo(
                        ImmutableMap.of(
                                "JDBC_USER", "app", "JDBC_PASSWORD", "s3", "JDBC_URL", "jdbc:x/y"));
        assertThat(shop.toString()).doesNotContain("s3");
    }

    @Test
    void aMissingFolderIsAProblem() {
        assertThatThrownBy(() -> Project.load(folder.resolve("none"), n -> Optional.empty()))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("There is no folder");
    }
}
