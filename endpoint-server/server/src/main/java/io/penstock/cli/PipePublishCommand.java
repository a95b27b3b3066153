package io.penstock.cli;

import io.penstock.pipe.Pipe;
import io.penstock.pipe.PipeFile;
import io.penstock.pipe.Project;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Makes one node of a pipe its endpoint, in the pipe's file. */
@Command(
        name = "publish",
        description = "Publishes a node of a pipe as its endpoint; changes the .pipe file.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  penstock pipe publish top_products best_products")
final class PipePublishCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ProjectOption option = new ProjectOption();

    @Parameters(index = "0", paramLabel = "PIPE", description = "The pipe's name.")
    private String pipeName = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NODE",
            description = "The node; the last one when left out.")
    private Optional<String> node = Optional.empty();

    PipePublishCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Project project = option.load(terminal);
        Pipe pipe = ProjectOption.pipe(project, pipeName);
        Path file = project.folder().resolve(pipe.file());
        Files.writeString(file, PipeFile.publish(Files.readString(file), node));
        String published = node.orElse(pipe.nodes().get(pipe.nodes().size() - 1).name());
        terminal.print("%s answers with node %s now".formatted(pipe.name(), published));
        return Penstock.GOOD;
    }
}
