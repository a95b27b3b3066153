package io.penstock.cli;

import io.penstock.cli.CaseRuns.Ran;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Writes what endpoints answer now into a project's tests. */
@Command(
        name = "update",
        description = {
            "Writes what endpoints answer now into the tests that fail; comments and everything"
                    + " else stay.",
            "Read the changes before you keep them."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  penstock test update top_products && git diff tests")
final class TestUpdateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ProjectOption option = new ProjectOption();

    @Parameters(
            paramLabel = "FILE|PIPE",
            arity = "0..*",
            description = "Files with tests, or pipes that have some; all when left out.")
    private List<String> named = new ArrayList<>();

    TestUpdateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        int updated = 0;
        for (Ran ran : new CaseRuns(terminal, option.folder(terminal)).run(named)) {
            if (!ran.failures().isEmpty()) {
                Files.writeString(ran.path(), CaseUpdate.of(ran.file(), ran.failures()));
            }
            for (EndpointCase one : ran.failures().keySet()) {
                terminal.print("%s:%d: %s".formatted(ran.file().file(), one.line(), one.name()));
                updated++;
            }
        }
        terminal.print("%d tests updated".formatted(updated));
        return Penstock.GOOD;
    }
}
