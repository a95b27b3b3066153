package io.penstock.server.usage;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.Longs;

import io.penstock.server.files.WholeFile;
import io.penstock.server.format.parquet.ParquetFormat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The folder of a table's files, which are named {@code START-VERSION.parquet}: of those that begin
 * at the same moment, the last version counts. Thread: safe for many at once; one writes.
 */
final class SegmentFolder {
    private static final String SUFFIX = ".parquet";
    private static final String EMPTY = "empty" + SUFFIX;

    private final Path folder;

    SegmentFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * What is in it.
     *
     * @param byStart milliseconds since 1970 to the last version
     */
    record Files(ImmutableSortedMap<Long, Segment> byStart) {
        Optional<Path> of(long start) {
            return Optional.ofNullable(byStart.get(start)).map(Segment::file);
        }

        ImmutableList<Path> all() {
            return byStart.values().stream()
                    .map(Segment::file)
                    .collect(ImmutableList.toImmutableList());
        }

        /** Changes whenever a row was added. */
        String version() {
            return byStart.size() + ":" + byStart.hashCode();
        }
    }

    record Segment(Path file, long start, long version) {}

    void create() throws IOException {
        java.nio.file.Files.createDirectories(folder);
    }

    /** What is there now. */
    Files files() {
        Map<Long, Segment> newest = new TreeMap<>();
        try (Stream<Path> all = java.nio.file.Files.list(folder)) {
            all.map(SegmentFolder::segment)
                    .flatMap(Optional::stream)
                    .forEach(
                            segment ->
                                    newest.merge(
                                            segment.start(),
                                            segment,
                                            (one, other) ->
                                                    one.version() > other.version() ? one : other));
        } catch (NoSuchFileException e) {
            return new Files(ImmutableSortedMap.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Files(ImmutableSortedMap.copyOf(newest));
    }

    private static Optional<Segment> segment(Path file) {
        String name = file.getFileName().toString();
        int dash = name.indexOf('-');
        if (dash < 0 || !name.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        @Nullable Long start = Longs.tryParse(name.substring(0, dash));
        @Nullable Long version =
                Longs.tryParse(name.substring(dash + 1, name.length() - SUFFIX.length()));
        return start == null || version == null
                ? Optional.empty()
                : Optional.of(new Segment(file, start, version));
    }

    /** The file of the next version of a segment. */
    Path next(Files now, long start) {
        Segment before = now.byStart().get(start);
        long version = before == null ? 1 : before.version() + 1;
        return folder.resolve("%013d-%06d%s".formatted(start, version, SUFFIX));
    }

    /** A file of the table without rows, for when it has no others. */
    <T> Path empty(UsageTable<T> table) {
        Path file = folder.resolve(EMPTY);
        if (!java.nio.file.Files.exists(file)) {
            try (UsageRows<T> rows = new UsageRows<>(table)) {
                create();
                WholeFile.write(
                        file, out -> checkEmpty(ParquetFormat.write(rows.stream(), true, out)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return file;
    }

    private static void checkEmpty(long rows) {
        if (rows != 0) {
            throw new IllegalStateException(rows + " rows of nothing");
        }
    }

    /**
     * Deletes what an earlier server left behind: versions that were replaced, unfinished files.
     */
    void deleteLeftovers() throws IOException {
        ImmutableList<Path> current = files().all();
        try (Stream<Path> all = java.nio.file.Files.list(folder)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                boolean segment = segment(file).isPresent() && !current.contains(file);
                if (segment || file.toString().endsWith(WholeFile.UNFINISHED)) {
                    java.nio.file.Files.deleteIfExists(file);
                }
            }
        } catch (NoSuchFileException e) {
            return;
        }
    }

    /** Deletes segments that were last written before then. */
    void deleteOlder(Instant time) throws IOException {
        for (Path file : files().all()) {
            if (java.nio.file.Files.getLastModifiedTime(file).toInstant().isBefore(time)) {
                java.nio.file.Files.deleteIfExists(file);
            }
        }
    }
}
