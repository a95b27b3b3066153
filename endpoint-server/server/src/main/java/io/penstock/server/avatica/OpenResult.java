package io.penstock.server.avatica;

import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.Uninterruptibles;

import io.penstock.server.avatica.ResultFrames.Made;
import io.penstock.server.door.RunningSql;
import io.penstock.spi.error.QueryException;

import org.apache.calcite.avatica.Meta;
import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * The rows of a running query on their way to the client. Avatica's clients ask for a frame, take
 * it apart and only then ask for the next, so one frame is made ahead meanwhile. Owner: its
 * statement closes it. Thread: one at a time.
 */
final class OpenResult implements AutoCloseable {
    private final RunningSql running;
    private final ResultFrames frames;
    private final ExecutorService workers;
    private @Nullable Future<Made> ahead;
    private long sent;
    private long bytes;
    private boolean done;

    /**
     * A result.
     *
     * @param maxRows rows at most; no limit below 0
     * @param workers make frames ahead
     */
    OpenResult(
            RunningSql running,
            ImmutableList<FrameColumn> columns,
            long maxRows,
            ExecutorService workers) {
        this.running = running;
        this.frames = new ResultFrames(running.result().rows(), columns, maxRows);
        this.workers = workers;
    }

    /**
     * The next rows.
     *
     * @param offset rows that the client has
     * @param asked rows that the client would like; a change counts from the next frame but one
     */
    Meta.Frame next(long offset, int asked, Wire wire) {
        if (offset != sent) {
            throw new QueryException(
                    AvaticaError.ROWS_GONE,
                    "Rows come one after another: the next is %d, not %d".formatted(sent, offset));
        }
        Made made = made(asked, wire);
        sent = made.rows();
        running.sent(bytes += made.bytes());
        if (made.frame().done) {
            close();
        } else {
            ahead = workers.submit(() -> frames.next(asked, wire));
        }
        return made.frame();
    }

    private Made made(int asked, Wire wire) {
        Future<Made> waiting = ahead;
        ahead = null;
        if (waiting == null) {
            return frames.next(asked, wire);
        }
        try {
            Made made = Objects.requireNonNull(Uninterruptibles.getUninterruptibly(waiting));
            running.check();
            return made;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException(e);
        }
    }

    boolean isDone() {
        return done;
    }

    /** A frame that is still made is given up; its batch must not be freed under its hands. */
    @Override
    public void close() {
        done = true;
        Future<Made> waiting = ahead;
        ahead = null;
        if (waiting != null) {
            running.abandon();
            try {
                Uninterruptibles.getUninterruptibly(waiting);
            } catch (ExecutionException e) {
                // Nobody wants this frame any more, nor what was wrong with it.
            }
        }
        running.close();
    }
}
