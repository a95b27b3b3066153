package io.penstock.cli;

import com.google.common.base.Strings;

import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** Lists the project's pipes. */
@Command(
        name = "ls",
        description =
                "Lists pipes, their nodes (the published one in brackets) and what they are for.",
        mixinStandardHelpOptions = true)
final class PipeListCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ProjectOption option = new ProjectOption();

    PipeListCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Project project = option.load(terminal);
        int width = project.pipes().keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
        for (Pipe pipe : project.pipes().values()) {
            terminal.print(Strings.padEnd(pipe.name(), width, ' ') + nodes(pipe));
            pipe.description()
                    .map(String::strip)
                    .ifPresent(text -> terminal.print(Strings.repeat(" ", width) + text));
        }
        return Penstock.GOOD;
    }

    private static String nodes(Pipe pipe) {
        StringBuilder text = new StringBuilder();
        for (var node : pipe.nodes()) {
            boolean published =
                    pipe.endpoint().filter(end -> end.name().equals(node.name())).isPresent();
            text.append(text.isEmpty() ? "" : ", ")
                    .append(published ? "[" + node.name() + "]" : node.name());
        }
        return text.toString();
    }
}
