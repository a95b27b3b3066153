package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;

/** What the command line says about itself, and how it answers wrong usage. */
final class UsageTest {
    @TempDir private Path folder;

    @Test
    void aBareCommandShowsItsHelpAsWrongUsage() {
        CommandRun run = CommandRun.in(folder);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Usage: penstock", "init", "dev", "serve", "check", "sql");
    }

    @Test
    void aGroupWithoutACommandShowsItsHelpAsWrongUsage() {
        CommandRun run = CommandRun.in(folder, "pipe");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("publish", "unpublish", "ls", "data");
    }

    @Test
    void helpGoesToStandardOutputWithExamples() {
        CommandRun run = CommandRun.in(folder, "--help");
        assertThat(run.code()).isEqualTo(0);
        assertThat(run.out()).contains("Examples:", "penstock dev shop", "Exit codes: 0 good");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void theVersionNamesPenstockAndJava() {
        CommandRun run = CommandRun.in(folder, "--version");
        assertThat(run.code()).isEqualTo(0);
        assertThat(run.out()).contains("penstock", "Java " + Runtime.version());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init", "dev", "serve", "check", "sql", "explain", "doctor", "fmt", "render"
            })
    void everyCommandHasHelpOfItsOwn(String command) {
        CommandRun run = CommandRun.in(folder, command, "--help");
        assertThat(run.code()).isEqualTo(0);
        assertThat(run.out()).startsWith("Usage: penstock " + command).contains("Example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nonsense", "dev --nonsense", "init"})
    void wrongUsageIsTwo(String line) {
        CommandRun run = CommandRun.in(folder, line.split(" ", -1));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("Usage: penstock");
    }

    @Test
    void aMisspeltCommandIsAnsweredWithTheRightOne() {
        CommandRun run = CommandRun.in(folder, "chek");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("'chek'", "check");
    }

    @Test
    void theCompletionScriptKnowsTheCommands() {
        CommandRun run = CommandRun.in(folder, "generate-completion");
        assertThat(run.code()).isEqualTo(0);
        assertThat(run.out())
                .contains("complete -F", "publish", "doctor", "fmt", "migrate", "--output");
    }

    @Test
    void noLineOfHelpIsWiderThanAPage() {
        Terminal terminal =
                new Terminal(
                        new PrintWriter(Writer.nullWriter()),
                        OutputStream.nullOutputStream(),
                        new PrintWriter(Writer.nullWriter()),
                        Ansi.OFF,
                        ImmutableMap.of(),
                        folder);
        CommandLine line = Penstock.commandLine(terminal);
        ImmutableList.Builder<String> wide = ImmutableList.builder();
        for (CommandLine command : line.getSubcommands().values()) {
            command.getUsageMessage(Ansi.OFF)
                    .lines()
                    .filter(text -> text.length() > 120)
                    .forEach(wide::add);
        }
        assertThat(wide.build()).isEmpty();
    }
}
