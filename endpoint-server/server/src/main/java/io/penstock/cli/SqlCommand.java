package io.penstock.cli;

import io.penstock.pipe.PipeCall;
import io.penstock.query.QueryResult;
import io.penstock.spi.sql.BoundSql;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.util.concurrent.Callable;

/** Runs SQL against a project, without a server. */
@Command(
        name = "sql",
        description = "Runs one SELECT over a project's connections and pipes, in this process.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock sql --project examples/flights \"select region, count(*) from geo.states"
                    + " group by 1\"",
            "  penstock sql --format csv \"select * from top_products\""
        })
final class SqlCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ProjectOption option = new ProjectOption();
    @Mixin private FormatOption format = new FormatOption();

    @Parameters(paramLabel = "SQL", description = "The SELECT.")
    private String sql = "";

    SqlCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        try (Workbench bench = Workbench.open(terminal, option.folder(terminal))) {
            BoundSql bound = bench.project().bind(sql, PipeCall.EMPTY);
            try (QueryResult result = bench.run(bound)) {
                format.print(result, terminal);
            }
        }
        return Penstock.GOOD;
    }
}
