package io.penstock.cli;

import com.google.common.collect.ImmutableMap;

import picocli.CommandLine.Help.Ansi;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a command sees of the world it was started in.
 *
 * @param out for results
 * @param err for everything else: progress, warnings, errors
 * @param ansi whether colours may be used
 * @param environment variables
 * @param folder where relative paths of the command line start
 */
record Terminal(
        PrintWriter out,
        PrintWriter err,
        Ansi ansi,
        ImmutableMap<String, String> environment,
        Path folder) {

    /** The process's own. Colours only where a person looks, and not with NO_COLOR. */
    static Terminal ofProcess() {
        return new Terminal(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                Ansi.AUTO.enabled() ? Ansi.ON : Ansi.OFF,
                ImmutableMap.copyOf(System.getenv()),
                Path.of("").toAbsolutePath());
    }

    /** A line for people, with picocli's markup: {@code @|bold text|@}. Not for foreign text. */
    void tell(String markup) {
        err.println(ansi.string(markup));
    }

    /** A plain line of results. */
    void print(String line) {
        out.println(line);
    }
}
