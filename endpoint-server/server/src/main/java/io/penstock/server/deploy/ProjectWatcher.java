package io.penstock.server.deploy;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Notices edits of a project's datafiles by their sizes and times, so that it works on every file
 * system and with every editor. Looks every {@value #EVERY_MILLIS} ms, and before a request when
 * the last look is {@value #FRESH_MILLIS} ms old: a saved edit is live at the next request. Owner:
 * whoever started it closes it. Thread: safe for many at once.
 */
public final class ProjectWatcher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProjectWatcher.class);
    private static final long EVERY_MILLIS = 200;
    private static final long FRESH_MILLIS = 20;

    /** A folder that takes longer to look through is looked at in the background only. */
    private static final Duration QUICK = Duration.ofMillis(20);

    private static final ImmutableSet<String> EXTENSIONS =
            ImmutableSet.of("pipe", "connection", "datasource", "incl");

    /** Say which datafiles there are. */
    private static final ImmutableSet<String> SETTINGS =
            ImmutableSet.of("tinybird.config.json", "tinybird.json");

    private final Path folder;
    private final Runnable onChange;
    private final ScheduledExecutorService timer;
    private ImmutableMap<Path, Stamp> seen;
    private long lookedAt = System.nanoTime();
    private boolean quick = true;

    /** What tells one version of a file from the next. */
    private record Stamp(long size, long modifiedNanos, Object key) {}

    private ProjectWatcher(Path folder, Runnable onChange) {
        this.folder = folder;
        this.onChange = onChange;
        this.seen = look();
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("project-watcher").factory());
    }

    /** Starts watching; the callback runs on the thread that noticed. */
    public static ProjectWatcher start(Path folder, Runnable onChange) {
        ProjectWatcher watcher = new ProjectWatcher(folder, onChange);
        ScheduledFuture<?> unused =
                watcher.timer.scheduleWithFixedDelay(
                        watcher::checkSafely, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return watcher;
    }

    /** Looks now unless that was done just before; returns when a change has been dealt with. */
    public synchronized void checkBeforeRequest() {
        long age = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lookedAt);
        if (quick && age >= FRESH_MILLIS) {
            check();
        }
    }

    private synchronized void checkSafely() {
        try {
            check();
        } catch (RuntimeException e) {
            log.error("The project's folder could not be watched", e);
        }
    }

    private void check() {
        ImmutableMap<Path, Stamp> now = look();
        if (!now.equals(seen)) {
            seen = now;
            onChange.run();
        }
        lookedAt = System.nanoTime();
    }

    private ImmutableMap<Path, Stamp> look() {
        long start = System.nanoTime();
        ImmutableMap.Builder<Path, Stamp> found = ImmutableMap.builder();
        try {
            Files.walkFileTree(folder, new Visitor(found));
        } catch (IOException e) {
            log.warn("The project's folder cannot be read: {}", e.toString());
        }
        quick = System.nanoTime() - start < QUICK.toNanos();
        return found.buildOrThrow();
    }

    /** Collects datafiles; hidden folders are not the author's. */
    private final class Visitor extends SimpleFileVisitor<Path> {
        private final ImmutableMap.Builder<Path, Stamp> found;

        Visitor(ImmutableMap.Builder<Path, Stamp> found) {
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            boolean hidden = !dir.equals(folder) && dir.getFileName().toString().startsWith(".");
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isWatched(String.valueOf(file.getFileName()))) {
                found.put(
                        file,
                        new Stamp(
                                attributes.size(),
                                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                                String.valueOf(attributes.fileKey())));
            }
            return FileVisitResult.CONTINUE;
        }

        private static boolean isWatched(String name) {
            return EXTENSIONS.contains(com.google.common.io.Files.getFileExtension(name))
                    || SETTINGS.contains(name);
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
