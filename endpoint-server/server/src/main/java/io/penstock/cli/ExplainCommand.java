package io.penstock.cli;

import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.query.QueryPlan;
import io.penstock.spi.sql.BoundSql;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Shows how a pipe would run. */
@Command(
        name = "explain",
        description = {
            "Shows how a pipe would run: the plan, what each source is asked, and the engine's"
                    + " SQL.",
            "Parameters that are not given are filled with stand-ins."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock explain airport_board --project examples/flights",
            "  penstock explain airport_board --param airport=ATL --param page=2"
        })
final class ExplainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ProjectOption option = new ProjectOption();
    @Mixin private ParameterOptions parameters = new ParameterOptions();

    @Parameters(index = "0", paramLabel = "PIPE", description = "The pipe's name.")
    private String pipeName = "";

    @Unmatched private List<String> rest = new ArrayList<>();

    @Option(names = "--sql", description = "Show the engine's SQL too.")
    private boolean sql;

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Workbench bench = Workbench.open(terminal, option.folder(terminal))) {
            Pipe pipe = ProjectOption.pipe(bench.project(), pipeName);
            Node node = parameters.node(pipe);
            BoundSql bound =
                    parameters.isEmpty() && rest.isEmpty()
                            ? bench.project().bindNeutral(pipe, node)
                            : bench.project().bind(pipe, node, parameters.call(rest));
            QueryPlan plan = bench.plan(bound);
            terminal.print(plan.text().stripTrailing());
            if (sql) {
                terminal.print("");
                terminal.print("SQL for " + plan.engine() + ":");
                terminal.print(plan.engineSql());
            }
        }
        return Penstock.GOOD;
    }
}
