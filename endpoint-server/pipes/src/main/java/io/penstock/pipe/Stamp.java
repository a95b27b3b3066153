package io.penstock.pipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * What tells one version of a file from the next without reading it.
 *
 * @param key the file system's own, absent as an empty text
 * @param settled whether the file was old when it was looked at: two edits within one tick of the
 *     clock have the same stamp
 */
record Stamp(long size, long modifiedNanos, String key, boolean settled) {
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(2);

    static Stamp of(BasicFileAttributes attributes) {
        long modified = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        Instant now = Instant.now();
        long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        return new Stamp(
                attributes.size(),
                modified,
                String.valueOf(attributes.fileKey()),
                nanos - modified > TICK_NANOS);
    }

    static Stamp of(Path file) throws IOException {
        return of(Files.readAttributes(file, BasicFileAttributes.class));
    }

    /** Whether a file with this stamp is surely the one that had the other. */
    boolean sameAs(Stamp other) {
        return other.settled
                && size == other.size
                && modifiedNanos == other.modifiedNanos
                && key.equals(other.key);
    }
}
