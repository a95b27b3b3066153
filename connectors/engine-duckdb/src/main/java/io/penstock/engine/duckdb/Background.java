package io.penstock.engine.duckdb;

import com.google.common.collect.ImmutableList;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Makes threads that give way to all others of the process: the operating system runs them when
 * nobody else wants the processor, and for a small share while somebody does.
 *
 * <p>On Linux each thread has a niceness of its own, which anybody may raise and only root may
 * lower again; so a thread is in the background for good. The JVM sets it only with a flag that
 * warns everybody but root, so {@code renice} (util-linux, BusyBox) is asked for it, a little later
 * than the thread starts: a process takes as long to start as a small query. Where there is none,
 * threads are as others are. Thread: safe for many at once.
 */
final class Background implements ThreadFactory {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);

    /** A link to {@code PROCESS/task/THREAD} of whoever reads it. */
    private static final Path SELF = Path.of("/proc/thread-self");

    private static final Path ALL = Path.of("/proc/self/task");
    private static final int PATIENCE_SECONDS = 2;

    private final String name;
    private final int niceness;
    private final Executor later;
    private final AtomicInteger made = new AtomicInteger();

    /**
     * Makes none yet.
     *
     * @param name what threads are called, before a number
     * @param niceness from 1 to 19, the nicest; 0 for threads as others are
     * @param later asks for it
     */
    Background(String name, int niceness, Executor later) {
        this.name = name;
        this.niceness = niceness;
        this.later = later;
    }

    @Override
    public Thread newThread(Runnable work) {
        return Thread.ofPlatform()
                .daemon(true)
                .name(name + made.getAndIncrement())
                .unstarted(
                        () -> {
                            giveWay();
                            work.run();
                        });
    }

    /** Puts the calling thread in the background soon. */
    private void giveWay() {
        if (niceness > 0 && Files.isSymbolicLink(SELF)) {
            try {
                String thread = Files.readSymbolicLink(SELF).getFileName().toString();
                later.execute(() -> renice(ImmutableList.of(thread)));
            } catch (IOException e) {
                LOG.debug("A thread does not know its number", e);
            }
        }
    }

    /**
     * Puts threads in the background soon: those that native code has started from a thread of this
     * name, and which have its name too.
     *
     * @param starter a name of at most 15 characters; the operating system keeps no more
     */
    void startedBy(String starter) {
        if (niceness > 0 && Files.isDirectory(ALL)) {
            later.execute(() -> renice(named(starter)));
        }
    }

    private static ImmutableList<String> named(String name) {
        try (Stream<Path> threads = Files.list(ALL)) {
            return threads.filter(thread -> isNamed(thread, name))
                    .map(thread -> thread.getFileName().toString())
                    .collect(ImmutableList.toImmutableList());
        } catch (IOException e) {
            LOG.debug("Threads can't be listed", e);
            return ImmutableList.of();
        }
    }

    private static boolean isNamed(Path thread, String name) {
        try {
            return Files.readString(thread.resolve("comm")).strip().equals(name);
        } catch (IOException e) {
            LOG.trace("{} has ended", thread, e);
            return false;
        }
    }

    private void renice(List<String> threads) {
        if (threads.isEmpty()) {
            return;
        }
        List<String> command =
                ImmutableList.<String>builder()
                        .add("renice", "-n", Integer.toString(niceness), "-p")
                        .addAll(threads)
                        .build();
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.debug("Threads {} have the priority of others", threads, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
