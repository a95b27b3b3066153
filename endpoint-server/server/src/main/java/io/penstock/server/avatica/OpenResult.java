package io.penstock.server.avatica;

import com.google.common.collect.ImmutableList;

import io.penstock.server.door.RunningSql;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.error.QueryException;

import org.apache.calcite.avatica.Meta;

/**
 * The rows of a running query on their way to the client, a frame at a time. Holds one batch.
 * Owner: its statement closes it. Thread: one at a time.
 */
final class OpenResult implements AutoCloseable {
    /** Bytes of a frame whose size the client left to us. */
    private static final int USUAL_BYTES = 1 << 20;

    /** Bytes of a frame at most, however many rows the client asked for. */
    private static final int MOST_BYTES = 8 << 20;

    /** What the stock driver sends when nobody has chosen a fetch size: it is a poor choice. */
    private static final int DRIVERS_USUAL_ROWS = 100;

    private final RunningSql running;
    private final ImmutableList<FrameColumn> columns;
    private final long maxRows;
    private int batchRows;
    private int row;
    private long sent;
    private long bytes;
    private boolean done;

    /**
     * A result.
     *
     * @param maxRows rows at most; no limit below 0
     */
    OpenResult(RunningSql running, ImmutableList<FrameColumn> columns, long maxRows) {
        this.running = running;
        this.columns = columns;
        this.maxRows = maxRows < 0 ? Long.MAX_VALUE : maxRows;
    }

    /**
     * The next rows.
     *
     * @param offset rows that the client has
     * @param asked rows that the client would like
     */
    Meta.Frame next(long offset, int asked, Wire wire) {
        if (offset != sent) {
            throw new QueryException(
                    AvaticaError.ROWS_GONE,
                    "Rows come one after another: the next is %d, not %d".formatted(sent, offset));
        }
        boolean chosen = asked > 0 && asked != DRIVERS_USUAL_ROWS;
        FrameBuilder frame = FrameBuilder.of(wire);
        fill(
                frame,
                chosen ? Math.min(maxRows, sent + asked) : maxRows,
                chosen ? MOST_BYTES : USUAL_BYTES);
        Meta.Frame filled = frame.frame(offset, done);
        running.sent(bytes += frame.bytes());
        if (done) {
            close();
        }
        return filled;
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
        BatchStream rows = running.result().rows();
        if (!rows.next()) {
            return false;
        }
        FrameColumn.bind(columns, rows.batch().getFieldVectors());
        batchRows = rows.batch().getRowCount();
        row = 0;
        return true;
    }

    boolean isDone() {
        return done;
    }

    @Override
    public void close() {
        done = true;
        running.close();
    }
}
