package io.penstock.cli;

import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;
import io.penstock.server.EnvironmentSecrets;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** The option that says which project is meant. */
final class ProjectOption {
    @Option(
            names = {"-p", "--project"},
            paramLabel = "DIR",
            description = "The project's folder; this folder when left out.")
    private Path folder = Path.of("");

    /**
     * The folder, absolute.
     *
     * @throws CommandException when there is none
     */
    Path folder(Terminal terminal) {
        return ProjectFolder.of(terminal, folder);
    }

    /**
     * The project's datafiles, read.
     *
     * @throws io.penstock.pipe.ProjectException with everything that is wrong with them
     */
    Project load(Terminal terminal) {
        return Project.load(folder(terminal), new EnvironmentSecrets(terminal.environment()));
    }

    /**
     * A pipe of the project.
     *
     * @throws CommandException naming the pipes there are
     */
    static Pipe pipe(Project project, String name) {
        return project.find(name)
                .orElseThrow(
                        () ->
                                new CommandException(
                                        "There is no pipe '%s'; the project has: %s"
                                                .formatted(
                                                        name,
                                                        String.join(
                                                                ", ", project.pipes().keySet()))));
    }
}
