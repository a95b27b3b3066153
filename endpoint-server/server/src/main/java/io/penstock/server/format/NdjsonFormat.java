package io.penstock.server.format;

import com.google.common.base.Stopwatch;

import io.penstock.query.QueryResult;
import io.penstock.spi.engine.BatchStream;

import java.io.IOException;

/** One JSON object a line. */
final class NdjsonFormat implements BatchFormat {
    @Override
    public long write(QueryResult result, FormatOptions options, Stopwatch elapsed, ByteOutput out)
            throws IOException {
        RowWriter row = RowWriter.json(result.schema(), options, "\n");
        BatchStream batches = result.rows();
        long rows = 0;
        while (batches.next()) {
            row.bind(batches.batch());
            for (int i = 0; i < row.rows(); i++) {
                row.write(i, out);
            }
            rows += row.rows();
        }
        return rows;
    }
}
