package io.penstock.server.http;

import io.penstock.spi.error.ErrorKind;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/**
 * One line for each call that has ended, and each failure once: INTERNAL with its stack, what
 * others can fix by its message only. Never a parameter's value, never a token.
 */
public final class CallLog {
    private static final Logger log = LoggerFactory.getLogger("io.penstock.calls");

    private final ServerMetrics metrics;

    /** A log that also counts. */
    public CallLog(ServerMetrics metrics) {
        this.metrics = metrics;
    }

    /** What is known of a call; filled in as it goes on. */
    static final class Call {
        String pipe = "";
        String engine = "-";
        String format = "-";
        long rows;
        long bytes;
    }

    void good(Exchange exchange, Call call) {
        write(exchange, call, 200, 0);
    }

    void failed(Exchange exchange, Call call, ErrorAnswer error, Throwable failure) {
        explain(exchange, error, failure);
        write(exchange, call, error.status(), error.number());
    }

    private void write(Exchange exchange, Call call, int status, int code) {
        Duration took = exchange.elapsed().elapsed();
        metrics.count(call.pipe, status, took.toNanos() / 1e9, call.rows);
        log.info(
                "{} pipe={} format={} engine={} status={} code={} rows={} bytes={} millis={}",
                exchange.id(),
                call.pipe.isEmpty() ? "-" : call.pipe,
                call.format,
                call.engine,
                status,
                code,
                call.rows,
                call.bytes,
                took.toMillis());
    }

    private static void explain(Exchange exchange, ErrorAnswer error, Throwable failure) {
        @Nullable Throwable stack = error.kind() == ErrorKind.INTERNAL ? failure : null;
        if (stack != null) {
            log.error("{} {}", exchange.id(), error.code(), stack);
        } else if (error.kind() == ErrorKind.USER) {
            log.debug("{} {}: {}", exchange.id(), error.code(), error.message());
        } else if (error.status() != 499) {
            log.warn("{} {}: {}", exchange.id(), error.code(), error.message());
        }
    }
}
