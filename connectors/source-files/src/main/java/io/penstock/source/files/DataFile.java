package io.penstock.source.files;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.common.hash.Hasher;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A file or folder as it was when somebody looked.
 *
 * @param path where it is, absolute
 * @param size its bytes; 0 for a folder, whose size says nothing
 * @param modified when it was last written, in nanoseconds
 * @param identity what the file system tells it apart by from another of the same name; may be null
 */
record DataFile(Path path, long size, long modified, @Nullable Object identity) {

    static DataFile of(Path path, BasicFileAttributes attributes) {
        return new DataFile(
                path,
                attributes.isDirectory() ? 0 : attributes.size(),
                attributes.lastModifiedTime().to(NANOSECONDS),
                attributes.fileKey());
    }

    /** Looks again; null when it is gone. */
    static @Nullable DataFile look(Path path) {
        try {
            return of(path, Files.readAttributes(path, BasicFileAttributes.class));
        } catch (IOException e) {
            return null;
        }
    }

    /** Whether it is still the same, by name, size, time and identity. */
    boolean isUnchanged() {
        return Objects.equals(look(path), this);
    }

    void hashInto(Hasher hasher) {
        hasher.putUnencodedChars(path.toString())
                .putLong(size)
                .putLong(modified)
                .putInt(Objects.hashCode(identity));
    }
}
