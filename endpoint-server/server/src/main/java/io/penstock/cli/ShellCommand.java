package io.penstock.cli;

import com.google.common.collect.ImmutableList;

import java.util.Arrays;
import java.util.Optional;

/** What a console understands besides SQL. */
enum ShellCommand {
    LIST("\\d", "[NAME]", "tables and pipes, or the columns of one"),
    EXPLAIN("\\explain", "[analyze] SELECT ..", "how a statement would run, or ran"),
    FORMAT("\\format", "[NAME]", "how rows are printed: PrettyCompact, JSON, CSVWithNames ..."),
    TIMING("\\timing", "[on|off]", "whether times are printed"),
    REFRESH("\\refresh", "", "ask the server for names again"),
    HELP("\\?", "", "this help"),
    QUIT("\\q", "", "leave");

    private final String word;
    private final String arguments;
    private final String purpose;

    ShellCommand(String word, String arguments, String purpose) {
        this.word = word;
        this.arguments = arguments;
        this.purpose = purpose;
    }

    /** The command that a line starts with. */
    static Optional<ShellCommand> of(String word) {
        return Arrays.stream(values()).filter(command -> command.word.equals(word)).findFirst();
    }

    static ImmutableList<String> names() {
        return Arrays.stream(values())
                .map(command -> command.word)
                .collect(ImmutableList.toImmutableList());
    }

    /** A line for each command. */
    static ImmutableList<String> help() {
        return Arrays.stream(values())
                .map(c -> "  %-28s %s".formatted((c.word + " " + c.arguments).strip(), c.purpose))
                .collect(ImmutableList.toImmutableList());
    }
}
