package io.penstock.cli;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds datafiles by their names: the files that a project reads, which are none in hidden folders.
 *
 * @param start where relative paths start
 */
record DatafileSearch(Path start) {
    private static final ImmutableSet<String> EXTENSIONS =
            ImmutableSet.of("pipe", "datasource", "connection");

    /**
     * The files named, and those in the folders named; absolute, sorted, each once.
     *
     * @throws CommandException for a path that leads nowhere, or to a file that is no datafile
     */
    ImmutableList<Path> files(Iterable<Path> named) throws IOException {
        TreeSet<Path> files = new TreeSet<>();
        for (Path path : named) {
            Path absolute = start.resolve(path).normalize();
            if (Files.isDirectory(absolute)) {
                Files.walkFileTree(absolute, new Finder(absolute, files));
            } else if (Files.isRegularFile(absolute) && isDatafile(absolute)) {
                files.add(absolute);
            } else {
                throw new CommandException(
                        "'%s' is no folder and no datafile; datafiles end with .%s"
                                .formatted(path, String.join(", .", EXTENSIONS)));
            }
        }
        return ImmutableList.copyOf(files);
    }

    private static boolean isDatafile(Path file) {
        String name = Ascii.toLowerCase(String.valueOf(file.getFileName()));
        return !name.startsWith(".")
                && EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    private static final class Finder extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Set<Path> found;

        Finder(Path root, Set<Path> found) {
            this.root = root;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = String.valueOf(directory.getFileName());
            boolean hidden = name.startsWith(".") || name.equals("node_modules");
            return hidden && !directory.equals(root)
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isDatafile(file)) {
                found.add(file);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
