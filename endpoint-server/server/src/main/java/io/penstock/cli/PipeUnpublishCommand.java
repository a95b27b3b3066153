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
import java.util.concurrent.Callable;

/** Takes a pipe's endpoint back, in the pipe's file. */
@Command(
        name = "unpublish",
        description = "Takes a pipe's endpoint back; changes the .pipe file.",
        mixinStandardHelpOptions = true)
final class PipeUnpublishCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin private ProjectOption option = new ProjectOption();

    @Parameters(paramLabel = "PIPE", description = "The pipe's name.")
    private String pipeName = "";

    PipeUnpublishCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Project project = option.load(terminal);
        Pipe pipe = ProjectOption.pipe(project, pipeName);
        if (pipe.endpoint().isEmpty()) {
            terminal.print(pipe.name() + " is not published");
            return Penstock.GOOD;
        }
        Path file = project.folder().resolve(pipe.file());
        Files.writeString(file, PipeFile.unpublish(Files.readString(file)));
        terminal.print(pipe.name() + " is not published any more");
        return Penstock.GOOD;
    }
}
