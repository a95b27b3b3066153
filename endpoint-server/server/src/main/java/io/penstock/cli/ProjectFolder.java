package io.penstock.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the folder that a command line means. */
final class ProjectFolder {
    private ProjectFolder() {}

    /**
     * The folder, absolute.
     *
     * @throws CommandException when there is none
     */
    static Path of(Terminal terminal, Path named) {
        Path folder = terminal.folder().resolve(named).normalize();
        if (!Files.isDirectory(folder)) {
            throw new CommandException(
                    "There is no project folder '%s'; `penstock init %s` makes one"
                            .formatted(named, named));
        }
        return folder;
    }
}
