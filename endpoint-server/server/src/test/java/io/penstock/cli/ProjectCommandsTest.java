package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The commands that look at datafiles only: dependencies and migrate. */
final class ProjectCommandsTest {
    @TempDir private Path folder;

    @BeforeEach
    void makeAProject() throws IOException {
        assertThat(CommandRun.in(folder, "init", ".").code()).isEqualTo(0);
        write(
                "pipes/weekly.pipe",
                "NODE week\nSQL >\n    SELECT product FROM top_products\nTYPE endpoint\n");
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    @Test
    void dependenciesSayWhatEachReads() {
        CommandRun run = CommandRun.in(folder, "dependencies");
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .isEqualTo(
                        """
                        pipe top_products (pipes/top_products.pipe)
                          reads shop.orders
                        pipe weekly (pipes/weekly.pipe)
                          reads top_products
                        connection shop (connections/shop.connection)
                        """);
    }

    @Test
    void dependenciesOfOneSayWhatItTouches() {
        CommandRun run = CommandRun.in(folder, "dependencies", "SHOP.orders");
        assertThat(run.out())
                .isEqualTo(
                        """
                        table shop.orders
                          uses shop
                          needed by top_products
                          touches top_products, weekly
                        """);
        CommandRun unknown = CommandRun.in(folder, "dependencies", "nobody");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("There is no 'nobody'", "weekly");
    }

    @Test
    void dotDrawsRowsFlowingAlongArrows() {
        CommandRun run = CommandRun.in(folder, "dependencies", "--dot");
        assertThat(run.out())
                .startsWith("digraph project {\n")
                .contains("  \"shop.orders\" [shape=tab, tooltip=\"table\"];\n")
                .contains("  \"shop.orders\" -> \"top_products\";\n")
                .contains("  \"top_products\" -> \"weekly\";\n")
                .endsWith("}\n");
    }

    @Test
    void migrateNotesWhatHasABetterForm() throws IOException {
        write(
                "pipes/old.pipe",
                """
                VERSION 0
                NODE a
                SQL >
                    %
                    SELECT {{symbol(x)}}, 'postgresql(' AS text -- {{ String(y) }}
                    FROM postgresql('h:1', 'd', 't', 'u', 'p')
                    WHERE a = {{ String(z, 'max_threads(', required=False) }} {{ max_threads(2) }}
                NODE b
                SQL >
                    % SELECT 1
                """);
        CommandRun run = CommandRun.in(folder, "migrate");
        assertThat(run.code()).isEqualTo(0);
        assertThat(run.out().lines().map(line -> line.replaceFirst(": .*", "")))
                .containsExactly(
                        "pipes/old.pipe:1:1",
                        "pipes/old.pipe:5:14",
                        "pipes/old.pipe:5:49",
                        "pipes/old.pipe:6:10",
                        "pipes/old.pipe:7:44",
                        "pipes/old.pipe:7:66",
                        "pipes/old.pipe:10:5",
                        "7 notes");
        assertThat(run.out())
                .contains("column(..)", "runs all the same", "postgresql(..) carries", "VERSION")
                .contains("required=False", "renders nothing", "has no tag");
    }

    @Test
    void aProjectWrittenForThisServerHasNoNotes() {
        assertThat(CommandRun.in(folder, "migrate").out()).isEqualTo("0 notes\n");
    }
}
