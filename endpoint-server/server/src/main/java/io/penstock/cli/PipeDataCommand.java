package io.penstock.cli;

import io.penstock.pipe.Pipe;
import io.penstock.query.QueryResult;
import io.penstock.spi.sql.BoundSql;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
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

    PipeDataCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        try (Workbench bench = Workbench.open(terminal, option.folder(terminal))) {
            ParameterOptions.Asked asked = parameters.asked();
            Pipe pipe = ProjectOption.pipe(bench.project(), asked.pipe());
            BoundSql bound = bench.project().bind(pipe, parameters.node(pipe), asked.call());
            try (QueryResult result = bench.run(bound)) {
                format.print(result, terminal);
            }
        }
        return Penstock.GOOD;
    }
}
