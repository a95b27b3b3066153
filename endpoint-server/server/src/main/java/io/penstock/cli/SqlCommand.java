package io.penstock.cli;

import io.penstock.pipe.PipeCall;
import io.penstock.query.QueryResult;
import io.penstock.server.files.OwnerOnly;
import io.penstock.spi.sql.BoundSql;

import org.jline.terminal.TerminalBuilder;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Runs SQL against a project, or opens a console. */
@Command(
        name = "sql",
        description = {
            "Runs one SELECT over a project's connections and pipes, in this process.",
            "Without a SELECT it opens a console: statements end with ;, \\\\? helps. With --url"
                    + " the console asks a running server."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock sql --project examples/flights \"select region, count(*) from geo.states"
                    + " group by 1\"",
            "  penstock sql --format csv \"select * from top_products\"",
            "  penstock sql --project examples/flights",
            "  penstock sql --url http://127.0.0.1:7181 --token \"$(cat .penstock/admin-token)\""
        })
final class SqlCommand implements Callable<Integer> {
    private static final String TOKEN = "PENSTOCK_TOKEN";

    private final Terminal terminal;

    @Mixin private ProjectOption option = new ProjectOption();
    @Mixin private FormatOption format = new FormatOption();

    @Parameters(
            paramLabel = "SQL",
            arity = "0..1",
            description = "The SELECT; a console when left out.")
    private Optional<String> sql = Optional.empty();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The console's server; one of the project's own when left out.")
    private Optional<URI> url = Optional.empty();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The token for --url; the variable PENSTOCK_TOKEN when left out.")
    private Optional<String> token = Optional.empty();

    SqlCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (sql.isPresent() && url.isPresent()) {
            throw new CommandException(
                    "--url is for the console; leave the SELECT out and type it there");
        }
        if (sql.isPresent()) {
            return once(sql.get());
        }
        return url.isPresent() ? remote(url.get()) : local();
    }

    private int once(String text) throws IOException {
        try (Workbench bench = Workbench.open(terminal, option.folder(terminal))) {
            BoundSql bound = bench.project().bind(text, PipeCall.EMPTY);
            try (QueryResult result = bench.run(bound)) {
                format.print(result, terminal);
            }
        }
        return Penstock.GOOD;
    }

    private int remote(URI server) throws IOException {
        String secret =
                token.or(() -> Optional.ofNullable(terminal.environment().get(TOKEN))).orElse("");
        try (SqlConnection connection = new SqlConnection(server, secret)) {
            // A wrong address or token is told before anything is typed.
            connection.running();
            return console(connection);
        }
    }

    private int local() throws IOException {
        try (ProjectServer server = ProjectServer.open(terminal, option.folder(terminal), true);
                SqlConnection connection = server.connect()) {
            return console(connection);
        }
    }

    private int console(SqlConnection connection) throws IOException {
        try (org.jline.terminal.Terminal console =
                TerminalBuilder.builder().name("penstock").system(true).dumb(true).build()) {
            boolean person = !console.getType().startsWith(org.jline.terminal.Terminal.TYPE_DUMB);
            SqlShell shell =
                    new SqlShell(
                            console,
                            connection,
                            person ? history() : Optional.empty(),
                            person,
                            terminal.err());
            return shell.run() || person ? Penstock.GOOD : Penstock.WRONG_INPUT;
        }
    }

    /** What was typed is kept for its owner only. */
    private Optional<Path> history() throws IOException {
        String home = terminal.environment().get("HOME");
        if (home == null) {
            return Optional.empty();
        }
        Path folder = Path.of(home, ".penstock");
        Files.createDirectories(folder);
        Path file = folder.resolve("history");
        if (!Files.exists(file)) {
            OwnerOnly.createFile(file);
        }
        return Optional.of(file);
    }
}
