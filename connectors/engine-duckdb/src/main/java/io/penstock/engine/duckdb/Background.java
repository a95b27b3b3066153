package io.penstock.engine.duckdb;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes threads that give way to all others of the process: the operating system runs them when
 * nobody else wants the processor, and for a small share while somebody does. Threads that native
 * code starts from one inherit that.
 *
 * <p>On Linux each thread has a niceness of its own, which anybody may raise and only root may
 * lower again; so a thread is in the background for good. The JVM sets it only with a flag that
 * warns everybody but root, so a thread asks {@code renice} (util-linux, BusyBox). Where there is
 * none, threads are as others are. Thread: safe for many at once.
 */
final class Background implements ThreadFactory {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);

    /** A link to {@code PROCESS/task/THREAD} of whoever reads it. */
    private static final Path SELF = Path.of("/proc/thread-self");

    private static final int PATIENCE_SECONDS = 2;

    private final String name;
    private final int niceness;
    private final AtomicInteger made = new AtomicInteger();

    /**
     * Makes none yet.
     *
     * @param name what threads are called, before a number
     * @param niceness from 1 to 19, the nicest; 0 for threads as others are
     */
    Background(String name, int niceness) {
        this.name = name;
        this.niceness = niceness;
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

    /** Puts the calling thread in the background. */
    private void giveWay() {
        if (niceness == 0 || !Files.isSymbolicLink(SELF)) {
            return;
        }
        try {
            renice(Files.readSymbolicLink(SELF).getFileName().toString());
        } catch (IOException e) {
            LOG.debug("{} has the priority of other threads", Thread.currentThread().getName(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void renice(String thread) throws IOException, InterruptedException {
        List<String> command = List.of("renice", "-n", Integer.toString(niceness), "-p", thread);
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
