package io.penstock.server.audit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.function.Consumer;

/**
 * Notes events: a line in the server's log under {@code io.penstock.audit}, and a row of {@code
 * tinybird.audit_log}. Thread: safe for many at once; returns at once.
 */
public final class AuditLog {
    /** Notes in the server's log only. */
    public static final AuditLog LOG_ONLY = new AuditLog(event -> {});

    private static final Logger log = LoggerFactory.getLogger("io.penstock.audit");

    /** More refusals than these in one minute are an attack, which must not fill the disk. */
    private static final int REFUSALS_A_MINUTE = 600;

    private final Consumer<AuditEvent> table;
    private long minute;
    private int refusals;

    /**
     * A log.
     *
     * @param table keeps events; returns at once
     */
    public AuditLog(Consumer<AuditEvent> table) {
        this.table = table;
    }

    /** Something happened. */
    public void note(AuditEvent event) {
        if (event.kind() != AuditEvent.Kind.DENIED || isAmongFirst(event)) {
            write(event);
        }
    }

    private synchronized boolean isAmongFirst(AuditEvent event) {
        long now = event.at().getEpochSecond() / 60;
        if (now != minute) {
            if (refusals > REFUSALS_A_MINUTE) {
                log.warn(
                        "{} more refusals in a minute are not listed",
                        refusals - REFUSALS_A_MINUTE);
            }
            minute = now;
            refusals = 0;
        }
        refusals++;
        return refusals <= REFUSALS_A_MINUTE;
    }

    private void write(AuditEvent event) {
        log.info(
                "{} token={} resource={} request={} address={}: {}",
                event.kind().label(),
                event.caller().isEmpty() ? "-" : event.caller(),
                event.resource(),
                event.requestId().isEmpty() ? "-" : event.requestId(),
                event.address().isEmpty() ? "-" : event.address(),
                event.detail());
        table.accept(event);
    }
}
