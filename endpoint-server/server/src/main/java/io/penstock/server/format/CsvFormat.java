package io.penstock.server.format;

import com.google.common.base.Stopwatch;

import io.penstock.query.QueryResult;
import io.penstock.spi.engine.BatchStream;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

import java.io.IOException;

/** Comma-separated values, with or without a first line of names. */
final class CsvFormat implements BatchFormat {
    private final boolean header;

    CsvFormat(boolean header) {
        this.header = header;
    }

    @Override
    public long write(QueryResult result, FormatOptions options, Stopwatch elapsed, ByteOutput out)
            throws IOException {
        if (header) {
            writeHeader(result.schema(), out);
        }
        RowWriter row = RowWriter.csv(result.schema());
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

    private static void writeHeader(Schema schema, ByteOutput out) throws IOException {
        boolean first = true;
        for (Field field : schema.getFields()) {
            if (!first) {
                out.put(',');
            }
            first = false;
            TextStyle.CSV.putQuoted(ByteOutput.ascii(field.getName()), out);
        }
        out.put('\n');
    }
}
