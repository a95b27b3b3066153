package io.penstock.cli;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Writes a project that works right away. */
@Command(
        name = "init",
        description = "Writes a small working project: one CSV file, one connection, one pipe.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  penstock init shop && penstock dev shop")
final class InitCommand implements Callable<Integer> {
    /** Where each file goes, and the resource it comes from. */
    private static final ImmutableMap<String, String> FILES =
            ImmutableMap.of(
                    "data/orders.csv", "data/orders.csv",
                    "connections/shop.connection", "connections/shop.connection",
                    "pipes/top_products.pipe", "pipes/top_products.pipe",
                    ".gitignore", "gitignore");

    private final Terminal terminal;

    @Parameters(paramLabel = "DIR", description = "The project's folder; made when missing.")
    private Path folder = Path.of("");

    InitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Path project = terminal.folder().resolve(folder).normalize();
        refuseOverwriting(project);
        for (var file : FILES.entrySet()) {
            Path target = project.resolve(file.getKey());
            Files.createDirectories(target.resolveSibling("."));
            Files.write(
                    target,
                    Resources.toByteArray(
                            Resources.getResource(
                                    InitCommand.class, "project/" + file.getValue())));
            terminal.print("wrote " + folder.resolve(file.getKey()));
        }
        terminal.print("");
        terminal.print("Serve it and follow edits:  penstock dev " + folder);
        return Penstock.GOOD;
    }

    private void refuseOverwriting(Path project) {
        if (Files.exists(project) && !Files.isDirectory(project)) {
            throw new CommandException(
                    "'%s' is a file; init needs a folder, new or empty".formatted(folder));
        }
        for (String file : FILES.keySet()) {
            if (Files.exists(project.resolve(file))) {
                throw new CommandException(
                        "'%s' is there already; init never overwrites, so name another folder"
                                .formatted(folder.resolve(file)));
            }
        }
    }
}
