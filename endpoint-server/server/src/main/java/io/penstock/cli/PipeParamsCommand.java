package io.penstock.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;

import io.penstock.parameter.Parameter;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.Optional;
import java.util.concurrent.Callable;

/** Lists what a pipe's callers may choose. */
@Command(
        name = "params",
        description =
                "Lists a pipe's parameters: those of its published node and of everything that"
                        + " reads.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock pipe params airport_board --project examples/flights",
            "  penstock pipe params airport_board --output json"
        })
final class PipeParamsCommand implements Callable<Integer> {
    private static final ImmutableList<String> HEADER =
            ImmutableList.of("name", "type", "default", "required", "description");

    private final Terminal terminal;

    @Mixin private ProjectOption option = new ProjectOption();
    @Mixin private OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "PIPE", description = "The pipe's name.")
    private String pipeName = "";

    @Option(
            names = "--node",
            paramLabel = "NODE",
            description = "This node instead of the published one.")
    private Optional<String> nodeName = Optional.empty();

    PipeParamsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Project project = option.load(terminal);
        Pipe pipe = ProjectOption.pipe(project, pipeName);
        ImmutableList<Parameter> parameters =
                project.parameters(pipe, ProjectOption.node(pipe, nodeName));
        if (output.isJson()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            parameters.forEach(parameter -> list.add(json(parameter)));
            OutputOption.print(list, terminal);
        } else if (parameters.isEmpty()) {
            terminal.print("Pipe '%s' has no parameters".formatted(pipe.name()));
        } else {
            TextColumns.of(HEADER, parameters.stream().map(PipeParamsCommand::row).toList())
                    .forEach(terminal::print);
        }
        return Penstock.GOOD;
    }

    private static ImmutableList<String> row(Parameter parameter) {
        return ImmutableList.of(
                parameter.name(),
                parameter.type(),
                parameter.defaultValue().map(text -> text.isEmpty() ? "''" : text).orElse(""),
                parameter.required() ? "yes" : "no",
                meaning(parameter));
    }

    private static String meaning(Parameter parameter) {
        ImmutableList.Builder<String> parts = ImmutableList.builder();
        parameter.description().ifPresent(parts::add);
        if (!parameter.allowed().isEmpty()) {
            parts.add("one of " + String.join(", ", parameter.allowed()));
        }
        parameter.format().ifPresent(format -> parts.add("as " + format));
        parameter.example().ifPresent(example -> parts.add("such as " + example));
        return String.join("; ", parts.build());
    }

    private static ObjectNode json(Parameter parameter) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", parameter.name()).put("type", parameter.type());
        parameter.defaultValue().ifPresent(value -> json.put("default", value));
        json.put("required", parameter.required());
        parameter.description().ifPresent(text -> json.put("description", text));
        parameter.example().ifPresent(example -> json.put("example", example));
        parameter.format().ifPresent(format -> json.put("format", format));
        if (!parameter.allowed().isEmpty()) {
            parameter.allowed().forEach(json.putArray("enum")::add);
        }
        json.put("file", parameter.position().file().orElse(""));
        return json.put("line", parameter.position().line());
    }
}
