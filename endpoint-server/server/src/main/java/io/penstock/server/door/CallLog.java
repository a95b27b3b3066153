package io.penstock.server.door;

import io.penstock.server.audit.AuditEvent;
import io.penstock.server.audit.AuditLog;
import io.penstock.spi.error.ErrorKind;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;

/**
 * One line for each call that has ended, and each failure once: INTERNAL with its stack, what
 * others can fix by its message only. Never a parameter's value, never a token, never SQL.
 */
public final class CallLog {
    private static final String NAME = "io.penstock.calls";
    private static final Logger log = LoggerFactory.getLogger(NAME);

    /**
     * For the line of each call: SLF4J would take the stack of whoever logs, which needs an eighth
     * of the processor time of a small call and is not in the line.
     */
    private static final java.util.logging.Logger LINES = java.util.logging.Logger.getLogger(NAME);

    private static final int FORBIDDEN = 403;

    private final ServerMetrics metrics;
    private final CallRecord.Sink sink;
    private final AuditLog audit;

    /**
     * A log that also counts.
     *
     * @param sink keeps each call
     * @param audit is told who was kept out of what
     */
    public CallLog(ServerMetrics metrics, CallRecord.Sink sink, AuditLog audit) {
        this.metrics = metrics;
        this.sink = sink;
        this.audit = audit;
    }

    /** The call has its answer. */
    public void good(Call call) {
        write(call, 200, 0, Optional.empty());
    }

    /** The call has failed. */
    public void failed(Call call, Failure failure, Throwable cause) {
        explain(call, failure, cause);
        if (failure.status() == FORBIDDEN) {
            String resource = call.pipe().isEmpty() ? call.caller().door().label() : call.pipe();
            audit.note(
                    AuditEvent.denied(call.caller(), resource, failure.message(), call.id(), ""));
        }
        write(call, failure.status(), failure.number(), Optional.of(failure.message()));
    }

    private void write(Call call, int status, int code, Optional<String> error) {
        CallRecord ended = call.ended(status, code, error);
        Duration took = ended.took();
        if (call.isKept()) {
            sink.add(ended);
        }
        metrics.count(call.caller().door(), call.pipe(), status, took.toNanos() / 1e9, call.rows());
        LINES.log(Level.INFO, () -> line(call, status, code, took));
    }

    private static String line(Call call, int status, int code, Duration took) {
        return call.id()
                + " door="
                + call.caller().door().label()
                + " pipe="
                + (call.pipe().isEmpty() ? "-" : call.pipe())
                + " format="
                + call.format()
                + " engine="
                + call.engine()
                + " status="
                + status
                + " code="
                + code
                + " rows="
                + call.rows()
                + " bytes="
                + call.bytes()
                + " millis="
                + took.toMillis()
                + SourcesText.of(call.sources());
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
