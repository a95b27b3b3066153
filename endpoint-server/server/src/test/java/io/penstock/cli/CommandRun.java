package io.penstock.cli;

import com.google.common.collect.ImmutableMap;

import picocli.CommandLine.Help.Ansi;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * One run of the command line in this process, without colours.
 *
 * @param code the exit code
 * @param out what it printed to standard output
 * @param err what it printed to standard error
 */
record CommandRun(int code, String out, String err) {

    /** Runs a command whose relative paths start in this folder. */
    static CommandRun in(Path folder, String... arguments) {
        return with(ImmutableMap.of(), folder, arguments);
    }

    /** Runs a command with these variables. */
    static CommandRun with(
            ImmutableMap<String, String> environment, Path folder, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        Terminal terminal =
                new Terminal(
                        new PrintWriter(out, false, StandardCharsets.UTF_8),
                        out,
                        new PrintWriter(err),
                        Ansi.OFF,
                        environment,
                        folder);
        int code = Penstock.commandLine(terminal).execute(arguments);
        terminal.out().flush();
        terminal.err().flush();
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString());
    }
}
