package io.penstock.server.usage;

import io.penstock.server.audit.AuditEvent;
import io.penstock.server.door.CallRecord;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The files of all tables: which row goes where. Owner: whoever made it closes it. Thread: one. */
final class UsageFiles implements AutoCloseable {
    private static final Duration CLEAN_EVERY = Duration.ofMinutes(5);

    private final Segments<CallRecord> calls;
    private final Segments<CallRecord> errors;
    private final Segments<CallRecord> statements;
    private final Segments<AuditEvent> events;
    private final Segments<DailyStats.Day> days;
    private final DailyStats daily;
    private Instant cleaned = Instant.MIN;

    /** Goes on with what is in the folder. */
    UsageFiles(Path folder) {
        calls = segments(folder, UsageTables.PIPE_STATS_RT);
        errors = segments(folder, UsageTables.ENDPOINT_ERRORS);
        statements = segments(folder, UsageTables.BI_STATS_RT);
        events = segments(folder, UsageTables.AUDIT_LOG);
        days = segments(folder, UsageTables.PIPE_STATS);
        daily = new DailyStats(folder.resolve("pipe_stats.state"));
    }

    private static <T> Segments<T> segments(Path folder, UsageTable<T> table) {
        return new Segments<>(table, new SegmentFolder(folder.resolve(table.name())));
    }

    /** Deletes what an earlier server left behind; before anything is written. */
    void tidy() throws IOException {
        calls.tidy();
        errors.tidy();
        statements.tidy();
        events.tidy();
        days.tidy();
    }

    /**
     * A call has ended.
     *
     * @return whether there was room
     */
    boolean add(CallRecord call) {
        if (!UsageTables.isOverHttp(call)) {
            return statements.add(call, call.started());
        }
        daily.add(call);
        boolean kept = calls.add(call, call.started());
        return (call.error().isEmpty() || errors.add(call, call.started())) && kept;
    }

    /**
     * Something happened.
     *
     * @return whether there was room
     */
    boolean add(AuditEvent event) {
        return events.add(event, event.at());
    }

    /** Whether so much gathered in a table that it should be written now. */
    boolean isFull() {
        return calls.isFull() || errors.isFull() || statements.isFull() || events.isFull();
    }

    /** Writes down what is not written yet. */
    void flush(Instant now) throws IOException {
        calls.flush(now);
        errors.flush(now);
        statements.flush(now);
        events.flush(now);
        for (LocalDate date : daily.dates()) {
            long start = date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
            days.write(start, daily.of(date), now);
        }
        daily.save();
        daily.forgetBefore(LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(1));
    }

    /** Deletes, from time to time, what nobody can be reading any more. */
    void clean(Instant now) throws IOException {
        if (cleaned.isBefore(now.minus(CLEAN_EVERY))) {
            cleaned = now;
            calls.clean(now);
            errors.clean(now);
            statements.clean(now);
            events.clean(now);
            days.clean(now);
        }
    }

    @Override
    public void close() {
        calls.close();
        errors.close();
        statements.close();
        events.close();
        days.close();
    }
}
