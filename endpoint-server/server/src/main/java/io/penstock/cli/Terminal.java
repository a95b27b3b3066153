package io.penstock.cli;

import com.google.common.collect.ImmutableMap;

import picocli.CommandLine.Help.Ansi;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a command sees of the world it was started in.
 *
 * @param out for results
 * @param bytes for results that are bytes already; goes to the same place as {@code out}, so one
 *     flushes one before using the other
 * @param err for everything else: progress, warnings, errors
 * @param ansi whether colours may be used
 * @param environment variables
 * @param folder where relative paths of the command line start
 */
record Terminal(
        PrintWriter out,
        OutputStream bytes,
        PrintWriter err,
        Ansi ansi,
        ImmutableMap<String, String> environment,
        Path folder) {

    /** The process's own. Colours only where a person looks, and not with NO_COLOR. */
    static Terminal ofProcess() {
        return new Terminal(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                System.out,
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                Ansi.AUTO.enabled() ? Ansi.ON : Ansi.OFF,
                ImmutableMap.copyOf(System.getenv()),
                Path.of("").toAbsolutePath());
    }

    /** Something is wrong. */
    void error(Object text) {
        mark("@|red error:|@ ", text);
    }

    /** Something that its author should know. */
    void warn(Object text) {
        mark("@|yellow warning:|@ ", text);
    }

    /** Something went well, said to people and not to programs. */
    void note(Object text) {
        mark("@|green ok:|@ ", text);
    }

    private void mark(String mark, Object text) {
        err.println(ansi.string(mark) + text);
        err.flush();
    }

    /** A plain line of results. */
    void print(String line) {
        out.println(line);
    }
}
