package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;

import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.NullCompleter;
import org.jline.terminal.Terminal;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A console for SQL: reads statements until a semicolon, runs each on a server, prints rows, and
 * goes on. Ctrl-C ends what runs, or drops what was typed; Ctrl-D leaves. Thread: one.
 */
final class SqlShell {
    private static final String DEFAULT_FORMAT = "PrettyCompact";

    private final Terminal terminal;
    private final SqlConnection connection;
    private final PrintWriter out;
    private final LineReader reader;
    private final ShellCompleter completer;
    private final boolean interactive;
    private final PrintWriter errors;
    private String format = DEFAULT_FORMAT;
    private boolean timing;
    private boolean failed;

    /**
     * A console.
     *
     * @param history the file that keeps what was typed; absent to keep nothing
     * @param interactive whether a person sits there: prompts, times and progress are for people
     * @param errors where a script's errors go; a person reads them between the rows
     */
    SqlShell(
            Terminal terminal,
            SqlConnection connection,
            Optional<Path> history,
            boolean interactive,
            PrintWriter errors) {
        this.terminal = terminal;
        this.connection = connection;
        this.out = terminal.writer();
        this.interactive = interactive;
        this.timing = interactive;
        this.errors = interactive ? out : errors;
        this.completer = new ShellCompleter(connection);
        LineReaderBuilder builder =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .appName("penstock")
                        .parser(new ShellParser())
                        .completer(interactive ? completer : NullCompleter.INSTANCE)
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .option(LineReader.Option.CASE_INSENSITIVE, true)
                        .variable(LineReader.SECONDARY_PROMPT_PATTERN, interactive ? "%M> " : "");
        history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        this.reader = builder.build();
    }

    /**
     * Reads and runs until the end of the input or {@code \q}.
     *
     * @return whether nothing failed
     */
    boolean run() {
        if (interactive) {
            out.println("Connected to " + connection.server() + "; \\? helps, \\q leaves.");
        }
        boolean open = true;
        while (open) {
            try {
                open = entered(reader.readLine(interactive ? "penstock> " : ""));
            } catch (UserInterruptException e) {
                // Ctrl-C drops the line.
            } catch (EndOfFileException e) {
                open = false;
            }
            out.flush();
        }
        return !failed;
    }

    /** Gives whether to go on. */
    private boolean entered(String text) {
        try {
            String line = text.strip();
            if (line.startsWith("\\")) {
                return command(line);
            }
            for (String statement : StatementText.of(line).statements()) {
                statement(statement);
            }
        } catch (CommandException e) {
            error(e.getMessage());
        }
        return true;
    }

    private void statement(String sql) {
        statement(sql, format);
    }

    private void statement(String sql, String printed) {
        RunningStatement running =
                new RunningStatement(terminal, connection, interactive && isCapable());
        RunningStatement.End end = running.run(sql + "\nFORMAT " + printed, sql);
        end.problem().ifPresent(this::error);
        if (timing && end.problem().isEmpty()) {
            out.println(String.format(Locale.ROOT, "%.3f s", end.took().toNanos() / 1e9));
        }
    }

    private boolean isCapable() {
        return !terminal.getType().startsWith(Terminal.TYPE_DUMB);
    }

    private boolean command(String line) {
        String trimmed = line.endsWith(";") ? line.substring(0, line.length() - 1) : line;
        String[] parts = trimmed.split("\\s+", 2);
        String argument = parts.length > 1 ? parts[1].strip() : "";
        Optional<ShellCommand> command = ShellCommand.of(parts[0]);
        if (command.isEmpty()) {
            throw new CommandException(
                    "There is no command '%s'; there are %s"
                            .formatted(parts[0], String.join(", ", ShellCommand.names())));
        }
        switch (command.get()) {
            case LIST -> list(argument);
            case EXPLAIN -> explain(argument);
            case FORMAT -> format(argument);
            case TIMING -> timing(argument);
            case REFRESH -> completer.forget();
            case HELP -> ShellCommand.help().forEach(out::println);
            case QUIT -> {
                return false;
            }
        }
        return true;
    }

    private void list(String name) {
        if (name.isEmpty()) {
            rows(
                    ImmutableList.of("name", "kind", "description"),
                    connection.catalog().path("tables"),
                    table -> List.of(name(table), text(table, "kind"), text(table, "description")));
            return;
        }
        rows(
                ImmutableList.of("column", "type", "description"),
                connection.table(name).path("columns"),
                column ->
                        List.of(
                                text(column, "name"),
                                text(column, "type"),
                                text(column, "description")));
    }

    private void rows(
            ImmutableList<String> header,
            JsonNode items,
            java.util.function.Function<JsonNode, List<String>> row) {
        List<List<String>> rows = new ArrayList<>();
        items.forEach(item -> rows.add(row.apply(item)));
        TextColumns.of(header, rows).forEach(out::println);
    }

    /** As SQL writes a table's name. */
    static String name(JsonNode table) {
        String schema = text(table, "schema");
        return schema.equals("public") ? text(table, "name") : schema + "." + text(table, "name");
    }

    private static String text(JsonNode object, String member) {
        JsonNode value = object.path(member);
        return value.isTextual() ? value.asText().strip().lines().findFirst().orElse("") : "";
    }

    private void explain(String argument) {
        String[] parts = argument.split("\\s+", 2);
        boolean analyze = Ascii.equalsIgnoreCase(parts[0], "analyze");
        String sql = !analyze ? argument : parts.length > 1 ? parts[1] : "";
        if (sql.isEmpty()) {
            throw new CommandException("\\explain needs a statement: \\explain SELECT ..");
        }
        if (analyze) {
            statement("EXPLAIN ANALYZE " + sql, "TSV");
        } else {
            out.println(connection.explain(sql).stripTrailing());
        }
    }

    private void format(String name) {
        if (!name.isEmpty()) {
            format = name.equalsIgnoreCase("table") ? DEFAULT_FORMAT : name;
        }
        out.println("Rows are printed as " + format);
    }

    private void timing(String argument) {
        timing =
                switch (Ascii.toLowerCase(argument)) {
                    case "on" -> true;
                    case "off" -> false;
                    case "" -> !timing;
                    default ->
                            throw new CommandException(
                                    "\\timing is on or off, not '%s'".formatted(argument));
                };
        out.println("Times are " + (timing ? "printed" : "not printed"));
    }

    private void error(String message) {
        failed = true;
        out.flush();
        errors.println("error: " + message);
        errors.flush();
    }
}
