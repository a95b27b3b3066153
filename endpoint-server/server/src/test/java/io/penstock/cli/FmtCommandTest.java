package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class FmtCommandTest {
    private static final String UNTIDY = "NODE  a\nSQL >\n  SELECT 1 AS b\nTYPE endpoint\n";
    private static final String TIDY = "NODE a\nSQL >\n    SELECT 1 AS b\n\nTYPE endpoint\n";

    @TempDir private Path folder;

    @BeforeEach
    void makeAProject() throws IOException {
        assertThat(CommandRun.in(folder, "init", ".").code()).isEqualTo(0);
        Files.writeString(folder.resolve("pipes/one.pipe"), UNTIDY);
    }

    private String one() throws IOException {
        return Files.readString(folder.resolve("pipes/one.pipe"));
    }

    @Test
    void laysOutEveryFileOfAProjectOnce() throws IOException {
        CommandRun run = CommandRun.in(folder, "fmt");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("1 of 3 files laid out\n");
        assertThat(one()).isEqualTo(TIDY);
        assertThat(CommandRun.in(folder, "fmt").out()).isEqualTo("0 of 3 files laid out\n");
    }

    @Test
    void checkNamesFilesAndChangesNothing() throws IOException {
        CommandRun run = CommandRun.in(folder, "fmt", "--check", ".");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("pipes/one.pipe\n");
        assertThat(one()).isEqualTo(UNTIDY);
        CommandRun.in(folder, "fmt");
        assertThat(CommandRun.in(folder, "fmt", "--check").code()).isEqualTo(0);
    }

    @Test
    void diffIsWhatPatchReads() throws IOException {
        CommandRun run = CommandRun.in(folder, "fmt", "--diff", "pipes/one.pipe");
        assertThat(run.code()).isEqualTo(0);
        assertThat(run.out())
                .isEqualTo(
                        """
                        --- pipes/one.pipe
                        +++ pipes/one.pipe
                        @@ -1,4 +1,5 @@
                        -NODE  a
                        +NODE a
                         SQL >
                        -  SELECT 1 AS b
                        +    SELECT 1 AS b
                        +
                         TYPE endpoint
                        """);
        assertThat(one()).isEqualTo(UNTIDY);
    }

    @Test
    void aFileThatIsNotUnderstoodIsReportedAndTheOthersAreLaidOut() throws IOException {
        Files.writeString(folder.resolve("pipes/bad.pipe"), "NODE a\nSELECT 1\n");
        CommandRun run = CommandRun.in(folder, "fmt");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: pipes/bad.pipe:2:1: ").contains("SELECT");
        assertThat(one()).isEqualTo(TIDY);
        assertThat(Files.readString(folder.resolve("pipes/bad.pipe")))
                .isEqualTo("NODE a\nSELECT 1\n");
    }

    @Test
    void whatIsNoDatafileIsNamed() {
        CommandRun run = CommandRun.in(folder, "fmt", "data/orders.csv");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("'data/orders.csv' is no folder and no datafile", ".pipe");
    }

    @Test
    void farChangesAreHunksOfTheirOwn() {
        String before = "a\n" + "x\n".repeat(20) + "b\n";
        String after = "A\n" + "x\n".repeat(20) + "b\nc";
        assertThat(LineDiff.of(before, after).unified("f"))
                .containsExactly(
                        "--- f",
                        "+++ f",
                        "@@ -1,4 +1,4 @@",
                        "-a",
                        "+A",
                        " x",
                        " x",
                        " x",
                        "@@ -20,3 +20,5 @@",
                        " x",
                        " x",
                        " b",
                        "+c",
                        "+\\ No newline at end of file");
        assertThat(LineDiff.of(after, after).unified("f")).isEmpty();
    }
}
