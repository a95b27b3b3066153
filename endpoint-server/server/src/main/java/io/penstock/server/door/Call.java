package io.penstock.server.door;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;

import io.penstock.query.SourceRead;
import io.penstock.spi.engine.Caller;
import io.penstock.spi.engine.ReadStatistics;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A call from its arrival to its line in the log; filled in as it goes on. Thread: one. */
public final class Call {
    private final String id;
    private final Caller caller;
    private final Stopwatch elapsed;
    private Asked asked = Asked.NOTHING;
    private String pipeId = "";
    private String pipe = "";
    private String format = "-";
    private String engine = "-";
    private long rows;
    private long bytes;
    private ReadStatistics read = ReadStatistics.NONE;
    private ImmutableList<SourceRead> sources = ImmutableList.of();
    private boolean kept = true;

    /**
     * A call that came in.
     *
     * @param id the query's id
     * @param elapsed running since then
     */
    public Call(String id, Caller caller, Stopwatch elapsed) {
        this.id = id;
        this.caller = caller;
        this.elapsed = elapsed;
    }

    /** The query's id. */
    public String id() {
        return id;
    }

    /** Who calls. */
    public Caller caller() {
        return caller;
    }

    /** Running since it came in. */
    public Stopwatch elapsed() {
        return elapsed;
    }

    /** It came so. */
    public void asked(Asked what) {
        asked = what;
    }

    /** It asks for this pipe, which exists. */
    public void asksFor(String id, String name) {
        pipeId = id;
        pipe = name;
    }

    /** It wants its answer so. */
    public void wants(String formatName) {
        format = formatName;
    }

    /** It runs on this engine. */
    public void runsOn(String engineName) {
        engine = engineName;
    }

    /** It looks at what is kept of calls, and is not kept itself. */
    public void isNotKept() {
        kept = false;
    }

    /** So much was read for it. */
    public void read(ReadStatistics statistics) {
        read = statistics;
    }

    /** So much of it of each source, for the operator. */
    public void readOf(ImmutableList<SourceRead> reads) {
        sources = reads;
    }

    /** So many rows have gone out. */
    public void sentRows(long count) {
        rows = count;
    }

    /** So many bytes have gone out. */
    public void sentBytes(long count) {
        bytes = count;
    }

    boolean isKept() {
        return kept;
    }

    /** What is kept of it when it ends now. */
    CallRecord ended(int status, int code, Optional<String> error) {
        Duration took = elapsed.elapsed();
        return new CallRecord(
                id,
                Instant.now().minus(took),
                took,
                caller,
                asked,
                pipeId,
                pipe,
                read,
                rows,
                bytes,
                status,
                code,
                error);
    }

    String pipe() {
        return pipe;
    }

    ImmutableList<SourceRead> sources() {
        return sources;
    }

    String format() {
        return format;
    }

    String engine() {
        return engine;
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }
}
