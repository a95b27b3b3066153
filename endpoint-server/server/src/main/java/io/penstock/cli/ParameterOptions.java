package io.penstock.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;

import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.PipeCall;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pipe's name and its own parameters, in any order: {@code top_products --top 3}, or {@code
 * --param top=3 top_products}.
 */
final class ParameterOptions {
    @Parameters(
            paramLabel = "PIPE [--NAME VALUE]...",
            hideParamSyntax = true,
            arity = "1..*",
            description = "The pipe's name, and its parameters.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE",
            description = {
                "A parameter of the pipe; may be repeated. Short: --NAME VALUE, unless NAME is an"
                        + " option of this command."
            })
    private List<String> pairs = new ArrayList<>();

    @Option(
            names = "--node",
            paramLabel = "NODE",
            description = "This node instead of the published one.")
    private Optional<String> nodeName = Optional.empty();

    private @Nullable CommandSpec command;

    /** The command this belongs to; options that it does not know are a pipe's parameters. */
    @Spec(Spec.Target.MIXEE)
    void setCommand(CommandSpec spec) {
        command = spec;
        spec.parser().unmatchedOptionsArePositionalParams(true);
    }

    /**
     * What the words mean.
     *
     * @param pipe the pipe's name
     * @param call may be without parameters
     */
    record Asked(String pipe, PipeCall call) {}

    /**
     * The pipe and the call.
     *
     * @throws CommandException for something that is no parameter
     * @throws ParameterException when no pipe is named
     */
    Asked asked() {
        ImmutableListMultimap.Builder<String, String> values = ImmutableListMultimap.builder();
        pairs.forEach(pair -> addPair(pair, "--param " + pair, values));
        String pipe = "";
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("--")) {
                pipe = onlyPipe(pipe, word);
            } else if (word.contains("=")) {
                addPair(word.substring(2), word, values);
            } else if (i + 1 < words.size()) {
                values.put(word.substring(2), words.get(++i));
            } else {
                throw new CommandException(
                        "'%s' has no value; write %s VALUE".formatted(word, word));
            }
        }
        if (pipe.isEmpty()) {
            throw new ParameterException(
                    commandSpec().commandLine(), "No pipe is named; write PIPE --NAME VALUE");
        }
        return new Asked(pipe, call(values.build()));
    }

    private CommandSpec commandSpec() {
        if (command == null) {
            throw new IllegalStateException("not part of a command");
        }
        return command;
    }

    private static String onlyPipe(String before, String word) {
        if (!before.isEmpty()) {
            throw new CommandException(
                    "'%s' is no parameter; write --NAME VALUE or --param NAME=VALUE"
                            .formatted(word));
        }
        return word;
    }

    private static PipeCall call(ImmutableListMultimap<String, String> values) {
        ImmutableMap.Builder<String, ImmutableList<String>> lists = ImmutableMap.builder();
        values.keySet().forEach(name -> lists.put(name, values.get(name)));
        return new PipeCall(lists.buildOrThrow());
    }

    private static void addPair(
            String pair, String written, ImmutableListMultimap.Builder<String, String> values) {
        int equals = pair.indexOf('=');
        if (equals <= 0) {
            throw new CommandException("'%s' must be NAME=VALUE".formatted(written));
        }
        values.put(pair.substring(0, equals), pair.substring(equals + 1));
    }

    /**
     * The node that is meant.
     *
     * @throws CommandException naming the nodes there are
     */
    Node node(Pipe pipe) {
        return ProjectOption.node(pipe, nodeName);
    }
}
