package io.penstock.cli;

import com.google.common.collect.ImmutableList;

import io.penstock.pipe.DatafileFormat;
import io.penstock.pipe.ProjectException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Lays out datafiles. */
@Command(
        name = "fmt",
        description = {
            "Lays out datafiles: blanks, blank lines and indentation. Comments, order and SQL stay"
                    + " as they are.",
            "A file with a line that is no instruction is reported and left alone."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock fmt shop                        lay out every datafile of a project",
            "  penstock fmt --diff pipes/top.pipe       show what would change",
            "  penstock fmt --check shop                change nothing, exit with 1 if something"
                    + " would"
        })
final class FmtCommand implements Callable<Integer> {
    private final Terminal terminal;
    private boolean wrong;

    @Parameters(
            paramLabel = "FILE|DIR",
            arity = "0..*",
            description = "Datafiles, or folders with them; this folder when left out.")
    private List<Path> named = new ArrayList<>();

    @Option(names = "--diff", description = "Print what would change; change nothing.")
    private boolean diff;

    @Option(
            names = "--check",
            description = "Name the files that would change and exit with 1; change nothing.")
    private boolean check;

    FmtCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        ImmutableList<Path> files =
                new DatafileSearch(terminal.folder())
                        .files(named.isEmpty() ? ImmutableList.of(Path.of("")) : named);
        int changed = 0;
        for (Path file : files) {
            changed += format(file) ? 1 : 0;
        }
        if (!diff && !check) {
            terminal.print("%d of %d files laid out".formatted(changed, files.size()));
        }
        return wrong || (check && changed > 0) ? Penstock.WRONG_INPUT : Penstock.GOOD;
    }

    /** Gives whether the file is, or would be, another. */
    private boolean format(Path file) throws IOException {
        String shown = shown(file);
        try {
            String text = Files.readString(file);
            String laidOut = DatafileFormat.format(shown, text);
            if (laidOut.equals(text)) {
                return false;
            }
            change(file, shown, text, laidOut);
            return true;
        } catch (ProjectException e) {
            e.problems().forEach(terminal::error);
        } catch (MalformedInputException e) {
            terminal.error(shown + ": The file is not UTF-8; save it so");
        }
        wrong = true;
        return false;
    }

    private void change(Path file, String shown, String text, String laidOut) throws IOException {
        if (diff) {
            LineDiff.of(text, laidOut).unified(shown).forEach(terminal::print);
        } else if (check) {
            terminal.print(shown);
        } else {
            Files.writeString(file, laidOut);
        }
    }

    private String shown(Path file) {
        Path shown = file.startsWith(terminal.folder()) ? terminal.folder().relativize(file) : file;
        return shown.toString().replace('\\', '/');
    }
}
