package io.penstock.cli;

import picocli.CommandLine.Command;

/** Groups the commands on tests of endpoints. */
@Command(
        name = "test",
        description = {
            "Calls endpoints and compares what they answer with what a project's tests expect.",
            "Tests of a pipe stand in tests/PIPE.yaml."
        },
        mixinStandardHelpOptions = true,
        subcommands = {TestRunCommand.class, TestUpdateCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {"  penstock test run", "  penstock test update top_products --project shop"})
final class TestCommand {
    TestCommand() {}
}
