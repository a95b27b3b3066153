package io.penstock.cli;

import io.penstock.pipe.Pipe;
import io.penstock.query.QueryResult;
import io.penstock.spi.sql.BoundSql;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Runs a pipe, without a server. */
@Command(
        name = "data",
        description = "Runs a pipe in this process and prints its rows.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock pipe data airport_board --project examples/flights --airport ATL --page 2",
            "  penstock pipe data busiest_routes --param top=3 --format json"
        })
final class PipeDataCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ProjectOption option = new ProjectOption();
    @Mixin private FormatOption format = new FormatOption();
    @Mixin private ParameterOptions parameters = new ParameterOptions();

    @Parameters(index = "0", paramLabel = "PIPE", description = "The pipe's name.")
    private String pipeName = "";

    @Unmatched private List<String> rest = new ArrayList<>();

    PipeDataCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        try (Workbench bench = Workbench.open(terminal, option.folder(terminal))) {
            Pipe pipe = ProjectOption.pipe(bench.project(), pipeName);
            BoundSql bound =
                    bench.project().bind(pipe, parameters.node(pipe), parameters.call(rest));
            try (QueryResult result = bench.run(bound)) {
                format.print(result, terminal);
            }
        }
        return Penstock.GOOD;
    }
}
