package io.penstock.server.avatica;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.engine.BatchStream;

import org.apache.calcite.avatica.Meta;

/** Makes frames of the rows of a running query. Holds one batch. Thread: one at a time. */
final class ResultFrames {
    /** Bytes of a frame whose size the client left to us. */
    private static final int USUAL_BYTES = 1 << 20;

    /** Bytes of a frame at most, however many rows the client asked for. */
    private static final int MOST_BYTES = 8 << 20;

    /** What the stock driver sends when nobody has chosen a fetch size: it is a poor choice. */
    private static final int DRIVERS_USUAL_ROWS = 100;

    private final BatchStream rows;
    private final ImmutableList<FrameColumn> columns;
    private final long maxRows;
    private int batchRows;
    private int row;
    private long sent;
    private boolean done;

    /**
     * Frames.
     *
     * @param rows whoever opened them closes them
     * @param maxRows rows at most; no limit below 0
     */
    ResultFrames(BatchStream rows, ImmutableList<FrameColumn> columns, long maxRows) {
        this.rows = rows;
        this.columns = columns;
        this.maxRows = maxRows < 0 ? Long.MAX_VALUE : maxRows;
    }

    /** A frame, how many rows have been sent after it, and about how many bytes it has. */
    record Made(Meta.Frame frame, long rows, int bytes) {}

    /**
     * The next rows.
     *
     * @param asked rows that the client would like
     */
    Made next(int asked, Wire wire) {
        boolean chosen = asked > 0 && asked != DRIVERS_USUAL_ROWS;
        long offset = sent;
        FrameBuilder frame = FrameBuilder.of(wire);
        fill(
                frame,
                chosen ? Math.min(maxRows, sent + asked) : maxRows,
                chosen ? MOST_BYTES : USUAL_BYTES);
        return new Made(frame.frame(offset, done), sent, frame.bytes());
    }

    private void fill(FrameBuilder frame, long upTo, int enough) {
        while (sent < upTo && frame.bytes() < enough && hasRow()) {
            frame.add(columns, row++);
            sent++;
        }
        done = done || sent >= maxRows || (frame.bytes() < enough && sent < upTo);
    }

    private boolean hasRow() {
        if (done || row < batchRows) {
            return !done;
        }
        if (!rows.next()) {
            return false;
        }
        FrameColumn.bind(columns, rows.batch().getFieldVectors());
        batchRows = rows.batch().getRowCount();
        row = 0;
        return true;
    }
}
