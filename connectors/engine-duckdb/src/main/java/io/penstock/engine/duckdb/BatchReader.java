package io.penstock.engine.duckdb;

import org.apache.arrow.vector.VectorSchemaRoot;

import java.io.IOException;
import java.sql.SQLException;

/** Reads a running statement's result, batch by batch. Owner: the running query closes it. */
sealed interface BatchReader extends AutoCloseable permits RowReader, StreamReader {

    /**
     * Waits for the next batch and puts it into the vectors.
     *
     * @return how many rows; 0 for the end
     */
    int read(VectorSchemaRoot target) throws SQLException, IOException;

    /** Whether the end is known to be reached, so that another read would give 0 at once. */
    boolean atEnd();

    @Override
    void close() throws SQLException, IOException;
}
