package io.penstock.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;

import io.penstock.parameter.Parameter;
import io.penstock.pipe.Dependencies.Kind;
import io.penstock.pipe.Dependencies.Resource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

final class DependenciesTest {
    private final Folder folder;

    DependenciesTest(@TempDir Path folder) {
        this.folder = new Folder(folder);
    }

    @BeforeEach
    void write() {
        folder.with("broker.connection", "TYPE kafka\nKAFKA_BOOTSTRAP_SERVERS b:9092\n")
                .with("lake.connection", "TYPE files\nFILES_PATH data\n")
                .with(
                        "events.datasource",
                        "SCHEMA >\n"
                                + "    `a` String `json:$.a`\n\n"
                                + "KAFKA_CONNECTION_NAME broker\n"
                                + "KAFKA_TOPIC t\n")
                .with("totals.datasource", "SCHEMA >\n    `a` String\n")
                .with(
                        "fill.pipe",
                        "NODE day\n"
                                + "SQL >\n"
                                + "    SELECT a FROM Events\n"
                                + "TYPE materialized\n"
                                + "DATASOURCE totals\n")
                .with(
                        "shared.pipe",
                        "NODE s\n"
                            + "SQL >\n"
                            + "    %\n"
                            + "    SELECT * FROM totals t JOIN lake.prices p USING (a) WHERE x = {{"
                            + " Int32(x, 5, description='An x') }}\n")
                .with(
                        "top.pipe",
                        """
                        NODE one
                        SQL >
                            %
                            SELECT * FROM shared {% if defined(all) %} JOIN tinybird.pipe_stats USING (a) {% end %}
                        NODE two
                        SQL >
                            %
                            WITH c AS (SELECT 1) SELECT * FROM one, c, nothing LIMIT {{ Int32(x) }}
                        TYPE endpoint
                        """);
    }

    @Test
    void drawsWhoReadsAndWritesWhat() {
        assertThat(folder.load().dependencies().links())
                .extracting(
                        link ->
                                link.from().name()
                                        + link.fromNode().map(n -> "." + n).orElse("")
                                        + " "
                                        + link.relation()
                                        + " "
                                        + link.to().kind()
                                        + " "
                                        + link.to().name()
                                        + link.toNode().map(n -> "." + n).orElse(""))
                .containsExactly(
                        "events USES CONNECTION broker",
                        "fill.day READS DATA_SOURCE events",
                        "fill.day WRITES DATA_SOURCE totals",
                        "shared.s READS DATA_SOURCE totals",
                        "lake.prices USES CONNECTION lake",
                        "shared.s READS TABLE lake.prices",
                        "top.one READS PIPE shared.s",
                        "top.one READS SERVICE_TABLE tinybird.pipe_stats",
                        "top.two READS PIPE top.one",
                        "top.two READS UNKNOWN nothing");
    }

    @Test
    void followsThemBothWays() {
        Dependencies dependencies = folder.load().dependencies();
        Resource events = dependencies.find("EVENTS").orElseThrow();
        assertThat(dependencies.neededBy(events))
                .extracting(Resource::name)
                .containsExactly("fill");
        assertThat(dependencies.affectedBy(events))
                .extracting(Resource::name)
                .containsExactly("fill", "totals", "shared", "top");
        assertThat(dependencies.needs(dependencies.find("top").orElseThrow()))
                .extracting(Resource::name)
                .containsExactly("shared", "tinybird.pipe_stats", "nothing");
        assertThat(dependencies.resources()).extracting(Resource::kind).isSorted();
        assertThat(dependencies.resources())
                .filteredOn(r -> r.kind() == Kind.PIPE)
                .extracting(Resource::name)
                .containsExactly("fill", "shared", "top");
    }

    @Test
    void anEndpointHasTheParametersOfAllThatItReads() {
        Project project = folder.load();
        ImmutableList<Parameter> parameters = project.parameters(project.find("top").orElseThrow());
        assertThat(parameters).extracting(Parameter::name).containsExactlyInAnyOrder("all", "x");
        Parameter x =
                parameters.stream().filter(p -> p.name().equals("x")).findFirst().orElseThrow();
        assertThat(x.defaultValue()).contains("5");
        assertThat(x.description()).contains("An x");
        assertThat(x.required()).isTrue();
        assertThat(project.parameters(project.find("shared").orElseThrow())).isEmpty();
    }

    @Test
    void aTypeInAnotherNodeCountsMoreThanABareName() {
        folder.with(
                "typed.pipe",
                """
                NODE inside
                SQL >
                    %
                    SELECT {{ Date(day, '2024-01-01') }} AS d
                NODE outer_node
                SQL >
                    %
                    SELECT * FROM inside {% if defined(day) %} WHERE d IS NOT NULL {% end %}
                TYPE endpoint
                """);
        Project project = folder.load();
        assertThat(project.parameters(project.find("typed").orElseThrow()))
                .singleElement()
                .satisfies(day -> assertThat(day.type()).isEqualTo("Date"));
    }
}
