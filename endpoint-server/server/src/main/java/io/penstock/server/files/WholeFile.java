package io.penstock.server.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are there whole or not at all. */
public final class WholeFile {
    /** What files end with that are not whole yet. */
    public static final String UNFINISHED = ".tmp";

    private WholeFile() {}

    /** What is written. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it; the stream is closed by who gave it. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes a file, or one in its place. */
    public static void write(Path file, Content content) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
            content.writeTo(out);
        }
        Files.move(
                unfinished,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
