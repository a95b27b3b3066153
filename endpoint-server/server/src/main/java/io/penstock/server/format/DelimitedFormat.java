package io.penstock.server.format;

import com.google.common.base.Stopwatch;

import io.penstock.query.QueryResult;
import io.penstock.spi.engine.BatchStream;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

import java.io.IOException;

/** A line for each row, with or without a first line of names. */
final class DelimitedFormat implements BatchFormat {
    private final TextStyle style;
    private final char between;
    private final boolean header;

    private DelimitedFormat(TextStyle style, char between, boolean header) {
        this.style = style;
        this.between = between;
        this.header = header;
    }

    /** Comma-separated values. */
    static DelimitedFormat csv(boolean header) {
        return new DelimitedFormat(TextStyle.CSV, ',', header);
    }

    /** Tab-separated values. */
    static DelimitedFormat tsv(boolean header) {
        return new DelimitedFormat(TextStyle.TSV, '\t', header);
    }

    @Override
    public long write(QueryResult result, FormatOptions options, Stopwatch elapsed, ByteOutput out)
            throws IOException {
        if (header) {
            writeHeader(result.schema(), out);
        }
        RowWriter row = RowWriter.lines(result.schema(), style, between);
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

    private void writeHeader(Schema schema, ByteOutput out) throws IOException {
        boolean first = true;
        for (Field field : schema.getFields()) {
            if (!first) {
                out.put(between);
            }
            first = false;
            style.putQuoted(ByteOutput.ascii(field.getName()), out);
        }
        out.put('\n');
    }
}
