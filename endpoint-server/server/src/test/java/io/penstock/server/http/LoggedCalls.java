package io.penstock.server.http;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The lines that calls leave in the log, from now on. */
final class LoggedCalls extends Handler implements AutoCloseable {
    private static final Logger CALLS = Logger.getLogger("io.penstock.calls");

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    LoggedCalls() {
        setFormatter(new SimpleFormatter());
        CALLS.addHandler(this);
    }

    /** The line of a call; waits for it. */
    String await(String id) throws InterruptedException {
        while (true) {
            String line = lines.poll(30, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("no line for " + id);
            }
            if (line.contains(id)) {
                return line;
            }
        }
    }

    @Override
    public void publish(LogRecord event) {
        lines.add(getFormatter().formatMessage(event));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        CALLS.removeHandler(this);
    }
}
