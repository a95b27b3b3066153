package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A project with mistakes of many kinds: each file has one or a few, and {@code check} tells all of
 * them at once with their places. {@code -Dgolden=update} writes what it tells.
 */
final class CheckCommandTest {
    private static final Path RESOURCES = Path.of("src/test/resources/io/penstock/cli");
    private static final Path BROKEN = RESOURCES.resolve("broken");
    private static final Path GOLDEN = RESOURCES.resolve("broken.txt");

    @TempDir private Path folder;

    @BeforeEach
    void copy() throws IOException {
        try (Stream<Path> files = Files.walk(BROKEN)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = folder.resolve(BROKEN.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    @Test
    void everyMistakeIsToldAtOnce() throws IOException {
        CommandRun run = CommandRun.in(folder, "check");
        if ("update".equals(System.getProperty("golden"))) {
            Files.writeString(GOLDEN, run.err());
        }
        assertThat(run.err()).isEqualTo(Files.readString(GOLDEN));
        assertThat(run.out()).isEmpty();
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void programsReadTheSame() throws IOException {
        CommandRun run = CommandRun.in(folder, "check", "--output", "json");
        JsonNode document = new ObjectMapper().readTree(run.out());
        assertThat(document.get("result").asText()).isEqualTo("failed");
        assertThat(
                        StreamSupport.stream(document.get("errors").spliterator(), false)
                                .map(CheckCommandTest::line)
                                .collect(Collectors.joining()))
                .isEqualTo(Files.readString(GOLDEN));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isEqualTo(1);
    }

    private static String line(JsonNode error) {
        return "error: %s:%d:%d: %s\n"
                .formatted(
                        error.get("file").asText(),
                        error.get("line").asInt(),
                        error.get("column").asInt(),
                        error.get("message").asText());
    }

    @Test
    void withoutTheWrongFilesItIsGood() throws IOException {
        List<String> wrong =
                Files.readAllLines(GOLDEN).stream()
                        .map(line -> line.replaceFirst("error: ([^:]+):.*", "$1"))
                        .distinct()
                        .toList();
        for (String file : wrong) {
            Files.delete(folder.resolve(file));
        }
        Files.delete(folder.resolve("pipes/i_reads_broken.pipe"));
        Files.delete(folder.resolve("pipes/j_include.pipe"));
        CommandRun run = CommandRun.in(folder, "check");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("all good: pipes 1, nodes 1, connections 1\n");
    }
}
