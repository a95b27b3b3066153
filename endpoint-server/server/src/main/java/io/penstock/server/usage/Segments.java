package io.penstock.server.usage;

import io.penstock.server.files.WholeFile;
import io.penstock.server.format.parquet.ParquetFormat;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A table's files. Rows gather in memory; each flush writes those of the open segment as a file in
 * place of the one before, and a segment that is full or old is written and closed. A file that was
 * replaced or whose rows are too old stays for a while: a query may be reading it. Owner: whoever
 * made it closes it. Thread: one.
 */
final class Segments<T> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Segments.class);

    private static final int MOST_ROWS = 100_000;
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Longer than queries take. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    private final UsageTable<T> table;
    private final SegmentFolder folder;
    private final Deque<Replaced> replaced = new ArrayDeque<>();
    private UsageRows<T> open;
    private long start;
    private boolean changed;

    private record Replaced(Path file, Instant at) {}

    Segments(UsageTable<T> table, SegmentFolder folder) {
        this.table = table;
        this.folder = folder;
        this.open = new UsageRows<>(table);
    }

    /**
     * One more row.
     *
     * @return whether there was room: files could not be written for long when there is none
     */
    boolean add(T subject, Instant now) {
        if (open.size() >= 2 * MOST_ROWS) {
            return false;
        }
        if (open.size() == 0) {
            start = Math.max(now.toEpochMilli(), start + 1);
        }
        open.add(subject);
        changed = true;
        return true;
    }

    /** Whether so much gathered that it should be written now. */
    boolean isFull() {
        return open.size() >= MOST_ROWS;
    }

    /** Writes down what is not written yet. */
    void flush(Instant now) throws IOException {
        if (changed) {
            write(start, open, now);
            changed = false;
        }
        boolean old = now.toEpochMilli() - start > LONGEST.toMillis();
        if (open.size() > 0 && (isFull() || old)) {
            open.close();
            open = new UsageRows<>(table);
        }
    }

    /** Writes a segment that began then, and has these rows only, in place of what it had. */
    void write(long began, List<T> subjects, Instant now) throws IOException {
        try (UsageRows<T> rows = new UsageRows<>(table)) {
            subjects.forEach(rows::add);
            write(began, rows, now);
        }
    }

    private void write(long began, UsageRows<T> rows, Instant now) throws IOException {
        folder.create();
        SegmentFolder.Files before = folder.files();
        Path next = folder.next(before, began);
        WholeFile.write(
                next,
                out -> {
                    long written = ParquetFormat.write(rows.stream(), true, out);
                    log.debug("{} has {} rows", next, written);
                });
        before.of(began).ifPresent(file -> replaced.add(new Replaced(file, now)));
    }

    /** Deletes what an earlier server left behind. */
    void tidy() throws IOException {
        folder.deleteLeftovers();
    }

    /** Deletes what nobody can be reading any more. */
    void clean(Instant now) throws IOException {
        while (!replaced.isEmpty() && replaced.peek().at().isBefore(now.minus(GRACE))) {
            Files.deleteIfExists(replaced.remove().file());
        }
        folder.deleteOlder(now.minus(table.kept()).minus(LONGEST).minus(GRACE));
    }

    @Override
    public void close() {
        open.close();
    }
}
