package io.penstock.cli;

import com.google.common.collect.ImmutableList;

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
        CaseRuns tests = CaseRuns.of(terminal, option);
        ImmutableList<Ran> runs = tests.run(named);
        tests.notes(runs).forEach(terminal::warn);
        for (Ran ran : runs) {
            updated += ran.missing().isEmpty() ? update(ran) : leave(ran);
        }
        terminal.print("%d tests updated".formatted(updated));
        return Penstock.GOOD;
    }

    private int update(Ran ran) throws IOException {
        if (!ran.failures().isEmpty()) {
            Files.writeString(ran.path(), CaseUpdate.of(ran.file(), ran.failures()));
        }
        ran.failures().keySet().forEach(one -> terminal.print(shown(ran, one)));
        return ran.failures().size();
    }

    /** What an endpoint answers without its rows is nothing to expect. */
    private int leave(Ran ran) {
        for (EndpointCase one : ran.failures().keySet()) {
            terminal.warn(
                    "%s: left alone, because %s"
                            .formatted(shown(ran, one), TestLimits.reason(ran.missing())));
        }
        return 0;
    }

    private static String shown(Ran ran, EndpointCase one) {
        return "%s:%d: %s".formatted(ran.file().file(), one.line(), one.name());
    }
}
