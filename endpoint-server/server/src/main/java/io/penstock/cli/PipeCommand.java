package io.penstock.cli;

import picocli.CommandLine.Command;

/** Groups the commands on pipes. */
@Command(
        name = "pipe",
        description = "Lists, publishes, calls pipes and shows their parameters.",
        mixinStandardHelpOptions = true,
        subcommands = {
            PipeListCommand.class,
            PipePublishCommand.class,
            PipeUnpublishCommand.class,
            PipeDataCommand.class,
            PipeParamsCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock pipe ls",
            "  penstock pipe publish top_products best_products",
            "  penstock pipe data top_products --top 2 --format csv"
        })
final class PipeCommand {
    PipeCommand() {}
}
