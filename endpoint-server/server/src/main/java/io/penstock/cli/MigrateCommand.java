package io.penstock.cli;

import com.google.common.collect.ImmutableList;

import io.penstock.pipe.MigrationNotes;
import io.penstock.pipe.ProjectProblem;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Notes what of a project from elsewhere has a better form here. */
@Command(
        name = "migrate",
        description = {
            "Notes where a construct in a project that comes from elsewhere has a better form"
                    + " here.",
            "Changes nothing; the project works as it is. What does not work is told by check."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  penstock migrate ../analytics")
final class MigrateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "The project's folder; this folder when left out.")
    private Path folder = Path.of("");

    MigrateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Path project = ProjectFolder.of(terminal, folder);
        int notes = 0;
        for (Path file : new DatafileSearch(project).files(ImmutableList.of(Path.of("")))) {
            notes += notes(project.relativize(file).toString().replace('\\', '/'), file);
        }
        terminal.print(notes == 1 ? "1 note" : notes + " notes");
        return Penstock.GOOD;
    }

    private int notes(String shown, Path file) throws IOException {
        try {
            ImmutableList<ProjectProblem> notes = MigrationNotes.of(shown, Files.readString(file));
            notes.forEach(note -> terminal.print(note.toString()));
            return notes.size();
        } catch (MalformedInputException e) {
            terminal.warn(shown + ": The file is not UTF-8; save it so");
            return 0;
        }
    }
}
