package io.penstock.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * Writes log lines on a thread of its own, many at once when many come, so that requests do not
 * queue for the terminal. Nothing is dropped: when the writer is far behind, callers wait. Once
 * closed it writes at once. Thread: safe for many at once.
 */
final class LogWriter extends Handler {
    private static final int WAITING = 8192;
    private static final int AT_ONCE = 512;
    private static final int GATHER_MILLIS = 2;

    private final BlockingQueue<LogRecord> waiting = new ArrayBlockingQueue<>(WAITING);
    private final OutputStream out;
    private final Thread writer = Thread.ofPlatform().daemon().name("log").unstarted(this::run);
    private volatile boolean closed;

    /** Writes to a stream, which stays open. */
    LogWriter(OutputStream out) {
        this.out = out;
        writer.start();
    }

    @Override
    public void publish(LogRecord event) {
        if (!isLoggable(event)) {
            return;
        }
        if (closed) {
            write(List.of(event));
            return;
        }
        try {
            waiting.put(event);
        } catch (InterruptedException e) {
            // A cancelled query's line is still a line, and whoever interrupted is still to be
            // heard.
            write(List.of(event));
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<LogRecord> events = new ArrayList<>(AT_ONCE);
        try {
            while (!closed) {
                events.add(waiting.take());
                // Whoever logs meanwhile need not wake this thread.
                Thread.sleep(GATHER_MILLIS);
                waiting.drainTo(events, AT_ONCE - 1);
                write(events);
                events.clear();
            }
        } catch (InterruptedException e) {
            // Closing; what is left is written by close.
            write(events);
        }
    }

    private synchronized void write(List<LogRecord> events) {
        StringBuilder text = new StringBuilder(events.size() * 160);
        events.forEach(event -> text.append(getFormatter().format(event)));
        try {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            reportError("The log can't be written", e, ErrorManager.WRITE_FAILURE);
        }
    }

    /** Lines are written as they come; there is nothing to wait for. */
    @Override
    public void flush() {}

    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<LogRecord> left = new ArrayList<>();
        waiting.drainTo(left);
        write(left);
    }
}
