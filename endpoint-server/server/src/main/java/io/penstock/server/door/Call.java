package io.penstock.server.door;

import com.google.common.base.Stopwatch;

import io.penstock.spi.engine.Caller;

/** A call from its arrival to its line in the log; filled in as it goes on. Thread: one. */
public final class Call {
    private final String id;
    private final Caller caller;
    private final Stopwatch elapsed;
    private String pipe = "";
    private String format = "-";
    private String engine = "-";
    private long rows;
    private long bytes;

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

    /** It asks for this pipe, which exists. */
    public void asksFor(String pipeName) {
        pipe = pipeName;
    }

    /** It wants its answer so. */
    public void wants(String formatName) {
        format = formatName;
    }

    /** It runs on this engine. */
    public void runsOn(String engineName) {
        engine = engineName;
    }

    /** So many rows have gone out. */
    public void sentRows(long count) {
        rows = count;
    }

    /** So many bytes have gone out. */
    public void sentBytes(long count) {
        bytes = count;
    }

    String pipe() {
        return pipe;
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
