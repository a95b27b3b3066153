package io.penstock.benchmark;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/** Threads that each do one thing again and again for some time. */
final class Loop {
    /** What one thread does; made and used on that thread. */
    interface Step extends AutoCloseable {
        void once() throws Exception;
    }

    private Loop() {}

    /** How often a second all threads together did it. */
    static double rate(int threads, Duration duration, IntFunction<Step> steps)
            throws InterruptedException {
        AtomicLong done = new AtomicLong();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        CountDownLatch ready = new CountDownLatch(threads);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int index = i;
            running.add(
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try (Step step = steps.apply(index)) {
                                            ready.countDown();
                                            go.await();
                                            long end = System.nanoTime() + duration.toNanos();
                                            long count = 0;
                                            while (System.nanoTime() < end) {
                                                step.once();
                                                count++;
                                            }
                                            done.addAndGet(count);
                                        } catch (Exception e) {
                                            failure.set(e);
                                            ready.countDown();
                                        }
                                    }));
        }
        ready.await();
        go.countDown();
        for (Thread thread : running) {
            thread.join();
        }
        Throwable wrong = failure.get();
        if (wrong != null) {
            throw new IllegalStateException(wrong);
        }
        return done.get() / (duration.toNanos() / 1e9);
    }
}
