package io.penstock.server.format;

import com.google.common.base.Stopwatch;

import io.penstock.query.QueryResult;

import java.io.IOException;

/** Writes a result in one format. Thread: safe for many at once. */
interface BatchFormat {
    /**
     * Writes all rows, each batch before the next is asked for.
     *
     * @param result is read to its end and not closed
     * @param elapsed running since the query came in
     * @param out is not finished at the end
     * @return how many rows were written
     * @throws io.penstock.spi.error.QueryException when the query fails, or when its columns do not
     *     fit the format; then nothing was written
     * @throws IOException when the reader has gone
     */
    long write(QueryResult result, FormatOptions options, Stopwatch elapsed, ByteOutput out)
            throws IOException;
}
