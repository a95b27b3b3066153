package io.penstock.spi.engine;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * The rows of one query, in the engine's order.
 *
 * <p>Shape: each batch has the columns of {@link #schema()} and 1 to 65,536 rows; no rows means no
 * batch. Owner: the caller closes it; a batch is valid until the next call. Thread: one at a time,
 * except {@link #cancel}.
 */
public interface BatchStream extends AutoCloseable {

    /** Names and types of the columns. */
    Schema schema();

    /**
     * Waits for the next batch.
     *
     * @return whether there is one; false from then on
     * @throws io.penstock.spi.error.QueryException when the query fails, passes its deadline or is
     *     cancelled
     */
    boolean next();

    /**
     * The batch that {@link #next} announced; there before the first call, without rows that count,
     * and the same object each time. Its buffers are never written again: whoever retains them may
     * go on reading them.
     */
    VectorSchemaRoot batch();

    /**
     * What was read so far; final once {@link #next} has said false or the stream is closed. Of an
     * engine what it read itself, from files: scans are counted by whoever opens them for it.
     */
    ReadStatistics statistics();

    /**
     * What the engine did, when {@link EnginePlan#profiled} asked for it and the rows were read to
     * their end; there once the stream is closed.
     */
    default RunProfile profile() {
        return RunProfile.NONE;
    }

    /** Asks the query to stop; from any thread, at any time, more than once. */
    void cancel();

    /** Stops what still runs and gives memory, connections and permits back. */
    @Override
    void close();
}
