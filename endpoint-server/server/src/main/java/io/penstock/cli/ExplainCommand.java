package io.penstock.cli;

import com.google.common.base.Ascii;

import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.query.QueryPlan;
import io.penstock.spi.sql.BoundSql;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
            "  penstock explain airport_board --analyze --project examples/flights",
            "  penstock explain airport_board --project examples/flights",
            "  penstock explain airport_board --param airport=ATL --param page=2"
        })
final class ExplainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ProjectOption option = new ProjectOption();
    @Mixin private ParameterOptions parameters = new ParameterOptions();

    @Option(names = "--sql", description = "Show the engine's SQL too.")
    private boolean sql;

    @Option(
            names = "--analyze",
            description = "Run it, throw its rows away, and show what each operator did.")
    private boolean analyze;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "text or json; text unless given.")
    private Format format = Format.TEXT;

    /** How a plan is printed. */
    enum Format {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return Ascii.toLowerCase(name());
        }
    }

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Workbench bench = Workbench.open(terminal, option.folder(terminal))) {
            ParameterOptions.Asked asked = parameters.asked();
            Pipe pipe = ProjectOption.pipe(bench.project(), asked.pipe());
            Node node = parameters.node(pipe);
            BoundSql bound =
                    asked.call().parameters().isEmpty()
                            ? bench.project().bindNeutral(pipe, node)
                            : bench.project().bind(pipe, node, asked.call());
            QueryPlan plan = analyze ? bench.analyze(bound) : bench.plan(bound);
            terminal.print(format == Format.JSON ? plan.json() : plan.text().stripTrailing());
            if (sql && format == Format.TEXT) {
                terminal.print("");
                terminal.print("SQL for " + plan.engine() + ":");
                terminal.print(plan.engineSql());
            }
        }
        return Penstock.GOOD;
    }
}
