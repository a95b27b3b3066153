package io.penstock.cli;

import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;
import io.penstock.server.EnvironmentSecrets;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Optional;

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

    /**
     * A node of a pipe; the published one, or the last, when none is named.
     *
     * @throws CommandException naming the nodes there are
     */
    static Node node(Pipe pipe, Optional<String> name) {
        if (name.isEmpty()) {
            return pipe.output();
        }
        String names = String.join(", ", pipe.nodes().stream().map(Node::name).toList());
        return pipe.node(name.get())
                .orElseThrow(
                        () ->
                                new CommandException(
                                        "Pipe '%s' has no node '%s'; its nodes are: %s"
                                                .formatted(pipe.name(), name.get(), names)));
    }
}
