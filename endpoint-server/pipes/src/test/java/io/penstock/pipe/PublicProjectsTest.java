package io.penstock.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.MoreFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whole projects: one in the shapes that the public TypeScript SDK generates, with everything that
 * it can say, and one that is public.
 */
final class PublicProjectsTest {
    private static final Path RESOURCES = Path.of("src/test/resources/io/penstock/pipe");
    private static final String GENERATED = "generated";
    private static final String PUBLIC = "web-analytics-starter-kit";

    private final Path folder;

    PublicProjectsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static Project load(Path project) {
        return Project.load(project, name -> Optional.empty());
    }

    private static ImmutableList<Path> datafiles(Path project) throws IOException {
        try (Stream<Path> files = Files.walk(project)) {
            return files.filter(
                            file ->
                                    MoreFiles.getFileExtension(file)
                                            .matches("pipe|datasource|connection"))
                    .sorted()
                    .collect(ImmutableList.toImmutableList());
        }
    }

    @Test
    void whatTheSdkGeneratesIsUnderstood() {
        Golden.of("generated.txt").compare(ProjectText.of(load(RESOURCES.resolve(GENERATED))));
    }

    @Test
    void everyFileOfThePublicProjectLoads() throws IOException {
        Project project = load(RESOURCES.resolve(PUBLIC));
        assertThat(
                        project.pipes().size()
                                + project.dataSources().size()
                                + project.otherConnections().size())
                .isEqualTo(datafiles(RESOURCES.resolve(PUBLIC)).size())
                .isEqualTo(29);
        assertThat(project.pipes().values())
                .filteredOn(pipe -> pipe.role() instanceof PipeRole.Endpoint)
                .hasSize(17);
    }

    @Test
    void itsParametersAreThoseOfItsTemplates() {
        Project project = load(RESOURCES.resolve(PUBLIC));
        Golden.of("web-analytics-starter-kit.parameters.txt")
                .compare(
                        project.pipes().values().stream()
                                .map(pipe -> parameters(project, pipe))
                                .collect(Collectors.joining("\n")));
    }

    private static String parameters(Project project, Pipe pipe) {
        return pipe.name()
                + "\n"
                + project.parameters(pipe, pipe.output()).stream()
                        .map(parameter -> "  " + ProjectText.of(parameter) + "\n")
                        .collect(Collectors.joining());
    }

    @Test
    void itsTemplatesRenderWithoutParametersAndWithAll() {
        Project project = load(RESOURCES.resolve(PUBLIC));
        int rendered = 0;
        for (Pipe pipe : project.pipes().values()) {
            for (Node node : pipe.nodes()) {
                assertThat(project.bindVariants(pipe, node))
                        .as("%s.%s", pipe.name(), node.name())
                        .isNotEmpty()
                        .allSatisfy(
                                sql ->
                                        assertThat(sql.text())
                                                .isNotBlank()
                                                .doesNotContain("{{", "{%"));
                rendered++;
            }
        }
        assertThat(rendered).isEqualTo(61);
        Pipe pages = project.find("top_pages").orElseThrow();
        ImmutableMap.Builder<String, String> values = ImmutableMap.builder();
        values.put("date_from", "2024-01-01").put("date_to", "2024-01-31");
        values.put("include_previous_period", "true").put("tenant_id", "t").put("domain", "d");
        assertThat(
                        project.bind(
                                        pages,
                                        pages.output(),
                                        PipeCall.of(values.put("limit", "7").buildOrThrow()))
                                .values())
                .extracting(value -> String.valueOf(value.value()))
                .containsExactly("0", "7");
    }

    @ParameterizedTest
    @ValueSource(strings = {GENERATED, PUBLIC})
    void layingOutChangesNothingThatTheySay(String name) throws IOException {
        Path original = RESOURCES.resolve(name);
        for (Path file : datafiles(original)) {
            String shown = original.relativize(file).toString();
            String once = DatafileFormat.format(shown, Files.readString(file));
            assertThat(DatafileFormat.format(shown, once)).as(shown).isEqualTo(once);
            Path copy = folder.resolve(shown);
            Files.createDirectories(copy.getParent());
            Files.writeString(copy, once);
        }
        assertThat(ProjectText.of(load(folder))).isEqualTo(ProjectText.of(load(original)));
    }
}
