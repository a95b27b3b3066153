package io.penstock.server.format;

import com.google.common.base.Stopwatch;

import io.penstock.query.QueryResult;
import io.penstock.spi.engine.BatchStream;

import java.io.IOException;

/** Prometheus's text format: one sample a row, one header for each run of rows of one name. */
final class PrometheusFormat implements BatchFormat {
    @Override
    public long write(QueryResult result, FormatOptions options, Stopwatch elapsed, ByteOutput out)
            throws IOException {
        PrometheusColumns columns = PrometheusColumns.of(result.schema());
        PrometheusWriter writer = new PrometheusWriter(out);
        BatchStream batches = result.rows();
        long rows = 0;
        while (batches.next()) {
            columns.bind(batches.batch());
            for (int i = 0; i < batches.batch().getRowCount(); i++) {
                writer.write(columns, i);
            }
            rows += batches.batch().getRowCount();
        }
        return rows;
    }
}
