package io.penstock.server.usage;

import io.penstock.server.audit.AuditEvent;
import io.penstock.server.door.CallRecord;
import io.penstock.server.files.OwnerOnly;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Keeps calls and events in files, off the way of those who make them: they are queued, and a
 * thread of its own writes them every few seconds, and at once when somebody wants to read. Where
 * so much comes that writing takes long it is done less often, as each time the open files are
 * written anew. A server that is killed loses what it had not written: of {@value #EVERY_SECONDS}
 * s, and never of more than {@value #LONGEST_SECONDS} s. Owner: the server closes it, after the
 * last call. Thread: safe for many at once.
 */
public final class UsageLog implements CallRecord.Sink, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UsageLog.class);

    /** The folder below the data folder. */
    static final String FOLDER = "usage";

    private static final int EVERY_SECONDS = 5;
    private static final int LONGEST_SECONDS = 60;

    /** So much longer than writing took is the time until the next. */
    private static final int REST = 40;

    private static final int QUEUE = 50_000;
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Duration READER_WAITS = Duration.ofSeconds(5);
    private static final Duration COMPLAIN_EVERY = Duration.ofMinutes(5);

    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;

    private Instant due = Instant.now().plusSeconds(EVERY_SECONDS);
    private @Nullable Instant complained;
    private long unwritten;
    private boolean failing;

    private sealed interface Entry {
        record Call(CallRecord call) implements Entry {}

        record Event(AuditEvent event) implements Entry {}

        record Flush(CountDownLatch done) implements Entry {}

        record Stop() implements Entry {}
    }

    private UsageLog(Path folder) {
        thread = Thread.ofPlatform().daemon().name("usage").start(() -> run(folder));
    }

    /**
     * Goes on with what is in the data folder.
     *
     * @throws UncheckedIOException when it can't be written
     */
    public static UsageLog open(Path dataDir) {
        try {
            Files.createDirectories(dataDir);
            OwnerOnly.createFolder(dataDir.resolve(FOLDER));
            return new UsageLog(dataDir.resolve(FOLDER));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "%s cannot be written; give its owner the right, or name another folder with --data-dir"
                            .formatted(dataDir.resolve(FOLDER)),
                    e);
        }
    }

    @Override
    public void add(CallRecord call) {
        offer(new Entry.Call(call));
    }

    /** Something happened that whoever looks after the server may look up. */
    public void add(AuditEvent event) {
        offer(new Entry.Event(event));
    }

    /** What can't be kept up with is left out: nobody waits for it. */
    private void offer(Entry entry) {
        taken.incrementAndGet();
        if (!queue.offer(entry)) {
            lost.incrementAndGet();
            written.incrementAndGet();
        }
    }

    /** Calls and events that could not be kept, for metrics. */
    public long lost() {
        return lost.get();
    }

    /** Whether something came that files don't have yet. */
    boolean isBehind() {
        return taken.get() != written.get();
    }

    /** Writes down what came before this; gives up after some seconds. */
    void flush() {
        CountDownLatch done = new CountDownLatch(1);
        try {
            boolean asked = queue.offer(new Entry.Flush(done), 1, TimeUnit.SECONDS);
            LockSupport.unpark(thread);
            if (!asked || !done.await(READER_WAITS.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("What was asked of the server last can't be read yet: it is not written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Path folder) {
        // Made here: a start need not wait for it.
        try (UsageFiles files = new UsageFiles(folder)) {
            tidy(files);
            boolean more = true;
            while (more) {
                // Looks from time to time: whoever calls need not wake this thread.
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
                more = takeAll(files);
                if ((files.isFull() && !failing) || !Instant.now().isBefore(due)) {
                    write(files);
                }
            }
        } catch (RuntimeException e) {
            log.error("Calls are not kept any more", e);
        }
    }

    /** Whether the thread goes on. */
    private boolean takeAll(UsageFiles files) {
        List<Entry> entries = new ArrayList<>();
        queue.drainTo(entries);
        boolean more = true;
        for (Entry entry : entries) {
            more &= take(entry, files);
        }
        return more;
    }

    private void tidy(UsageFiles files) {
        try {
            files.tidy();
        } catch (IOException | RuntimeException e) {
            complain(Instant.now(), e);
        }
    }

    /** Whether the thread goes on. */
    private boolean take(Entry entry, UsageFiles files) {
        switch (entry) {
            case Entry.Call(CallRecord call) -> count(() -> files.add(call));
            case Entry.Event(AuditEvent event) -> count(() -> files.add(event));
            case Entry.Flush(CountDownLatch done) -> {
                write(files);
                done.countDown();
            }
            case Entry.Stop() -> {
                write(files);
                return false;
            }
        }
        return true;
    }

    private void count(BooleanSupplier kept) {
        unwritten++;
        try {
            if (kept.getAsBoolean()) {
                return;
            }
        } catch (RuntimeException e) {
            complain(Instant.now(), e);
        }
        lost.incrementAndGet();
    }

    private void write(UsageFiles files) {
        Instant now = Instant.now();
        try {
            if (unwritten > 0) {
                files.flush(now);
                written.addAndGet(unwritten);
                unwritten = 0;
            }
            files.clean(now);
            failing = false;
        } catch (IOException | RuntimeException e) {
            failing = true;
            complain(now, e);
        }
        due = now.plus(pause(Duration.between(now, Instant.now())));
    }

    /** How long to wait after something took so long. */
    static Duration pause(Duration took) {
        long seconds =
                Math.clamp(took.multipliedBy(REST).toSeconds(), EVERY_SECONDS, LONGEST_SECONDS);
        return Duration.ofSeconds(seconds);
    }

    private void complain(Instant now, Exception problem) {
        if (complained == null || complained.isBefore(now.minus(COMPLAIN_EVERY))) {
            complained = now;
            log.warn("Calls can't be written down; it is tried again and again", problem);
        }
    }

    @Override
    public void close() {
        try {
            queue.put(new Entry.Stop());
            LockSupport.unpark(thread);
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
