package io.penstock.server.door;

import io.penstock.spi.error.ErrorKind;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/**
 * One line for each call that has ended, and each failure once: INTERNAL with its stack, what
 * others can fix by its message only. Never a parameter's value, never a token, never SQL.
 */
public final class CallLog {
    private static final Logger log = LoggerFactory.getLogger("io.penstock.calls");

    private final ServerMetrics metrics;

    /** A log that also counts. */
    public CallLog(ServerMetrics metrics) {
        this.metrics = metrics;
    }

    /** The call has its answer. */
    public void good(Call call) {
        write(call, 200, 0);
    }

    /** The call has failed. */
    public void failed(Call call, Failure failure, Throwable cause) {
        explain(call, failure, cause);
        write(call, failure.status(), failure.number());
    }

    private void write(Call call, int status, int code) {
        Duration took = call.elapsed().elapsed();
        metrics.count(call.caller().door(), call.pipe(), status, took.toNanos() / 1e9, call.rows());
        log.info(
                "{} door={} pipe={} format={} engine={} status={} code={} rows={} bytes={}"
                        + " millis={}",
                call.id(),
                call.caller().door().label(),
                call.pipe().isEmpty() ? "-" : call.pipe(),
                call.format(),
                call.engine(),
                status,
                code,
                call.rows(),
                call.bytes(),
                took.toMillis());
    }

    private static void explain(Call call, Failure failure, Throwable cause) {
        if (failure.kind() == ErrorKind.INTERNAL) {
            log.error("{} {}", call.id(), failure.code(), cause);
        } else if (failure.kind() == ErrorKind.USER) {
            log.debug("{} {}: {}", call.id(), failure.code(), failure.message());
        } else if (failure.status() != Failure.CLIENT_GONE) {
            log.warn("{} {}: {}", call.id(), failure.code(), failure.message());
        }
    }
}
