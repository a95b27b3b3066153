package io.penstock.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;

import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.PipeCall;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Options that pass a pipe's own parameters: {@code --top 3}, or {@code --param top=3}. */
final class ParameterOptions {
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

    boolean isEmpty() {
        return pairs.isEmpty();
    }

    /**
     * The node that is meant.
     *
     * @throws CommandException naming the nodes there are
     */
    Node node(Pipe pipe) {
        if (nodeName.isEmpty()) {
            return pipe.output();
        }
        return pipe.node(nodeName.get())
                .orElseThrow(
                        () ->
                                new CommandException(
                                        "Pipe '%s' has no node '%s'; its nodes are: %s"
                                                .formatted(
                                                        pipe.name(),
                                                        nodeName.get(),
                                                        String.join(
                                                                ", ",
                                                                pipe.nodes().stream()
                                                                        .map(Node::name)
                                                                        .toList()))));
    }

    /**
     * The call with these parameters.
     *
     * @param rest what the command line has besides known options: {@code --top 3}
     * @throws CommandException for something that is no parameter
     */
    PipeCall call(List<String> rest) {
        ImmutableListMultimap.Builder<String, String> values = ImmutableListMultimap.builder();
        for (String pair : pairs) {
            addPair(pair, "--param " + pair, values);
        }
        for (int i = 0; i < rest.size(); i++) {
            String name = rest.get(i);
            if (!name.startsWith("--") || name.length() == 2) {
                throw new CommandException(
                        "'%s' is no parameter; write --NAME VALUE or --param NAME=VALUE"
                                .formatted(name));
            }
            if (name.contains("=")) {
                addPair(name.substring(2), name, values);
            } else if (i + 1 < rest.size()) {
                values.put(name.substring(2), rest.get(++i));
            } else {
                throw new CommandException(
                        "'%s' has no value; write %s VALUE".formatted(name, name));
            }
        }
        ImmutableMap.Builder<String, ImmutableList<String>> lists = ImmutableMap.builder();
        ImmutableListMultimap<String, String> all = values.build();
        all.keySet().forEach(name -> lists.put(name, all.get(name)));
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
}
