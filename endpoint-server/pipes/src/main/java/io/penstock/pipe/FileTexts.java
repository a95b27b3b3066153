package io.penstock.pipe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the texts of datafiles, and remembers which version of which file was read. Thread: one.
 */
final class FileTexts {
    private static final long MAX_BYTES = 1024 * 1024;

    private final Map<Path, Stamp> stamps = new LinkedHashMap<>();

    /** A file that is no text of ours, with a sentence that says why. */
    static final class Unreadable extends Exception {
        Unreadable(String message) {
            super(message);
        }
    }

    /** The files that were asked for, with their stamps of before they were read. */
    Map<Path, Stamp> stamps() {
        return stamps;
    }

    /**
     * A file's text with {@code \n} at line ends.
     *
     * @throws Unreadable for what cannot be read, is too large, or is not UTF-8
     */
    String read(Path file) throws Unreadable {
        try {
            Stamp stamp = Stamp.of(file);
            stamps.put(file, stamp);
            if (stamp.size() > MAX_BYTES) {
                throw new Unreadable(
                        "The file has %d bytes; a datafile has at most %d"
                                .formatted(stamp.size(), MAX_BYTES));
            }
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                            .toString();
            String unmarked = text.startsWith("\ufeff") ? text.substring(1) : text;
            return unmarked.replace("\r\n", "\n");
        } catch (NoSuchFileException e) {
            throw new Unreadable("There is no such file");
        } catch (CharacterCodingException e) {
            throw new Unreadable("The file is not UTF-8; save it so");
        } catch (IOException e) {
            throw new Unreadable("The file can't be read: " + e.getMessage());
        }
    }
}
