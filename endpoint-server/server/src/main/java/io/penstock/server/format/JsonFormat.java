package io.penstock.server.format;

import com.google.common.base.Stopwatch;

import io.penstock.query.QueryResult;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.ReadStatistics;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** One JSON object: {@code meta}, {@code data}, {@code rows} and {@code statistics}. */
final class JsonFormat implements BatchFormat {
    /** How a row looks in {@code data}. */
    enum Rows {
        /** {@code {"a":1,"b":"x"}}. */
        OBJECTS,
        /** {@code [1,"x"]}. */
        ARRAYS,
        /** {@code {"a":"1","b":"x"}}. */
        STRINGS
    }

    private static final byte[] META = ByteOutput.ascii("{\"meta\":[");
    private static final byte[] DATA = ByteOutput.ascii("],\"data\":[");
    private static final byte[] ROWS = ByteOutput.ascii("],\"rows\":");
    private static final byte[] BEFORE_LIMIT = ByteOutput.ascii(",\"rows_before_limit_at_least\":");
    private static final byte[] ELAPSED = ByteOutput.ascii(",\"statistics\":{\"elapsed\":");
    private static final byte[] ROWS_READ = ByteOutput.ascii(",\"rows_read\":");
    private static final byte[] BYTES_READ = ByteOutput.ascii(",\"bytes_read\":");
    private static final byte[] END = ByteOutput.ascii("}}\n");

    private final Rows layout;

    JsonFormat(Rows layout) {
        this.layout = layout;
    }

    @Override
    public long write(QueryResult result, FormatOptions options, Stopwatch elapsed, ByteOutput out)
            throws IOException {
        writeMeta(result.schema(), out);
        out.put(DATA);
        long rows = writeRows(result, options, out);
        out.put(ROWS);
        out.put(rows);
        OptionalLong beforeLimit = result.rowsBeforeLimit(rows);
        if (beforeLimit.isPresent()) {
            out.put(BEFORE_LIMIT);
            out.put(beforeLimit.getAsLong());
        }
        writeStatistics(result.rows().statistics(), elapsed, out);
        return rows;
    }

    private static void writeMeta(Schema schema, ByteOutput out) throws IOException {
        out.put(META);
        String before = "{\"name\":";
        for (Field field : schema.getFields()) {
            out.put(JsonText.quoted(field.getName(), before, ",\"type\":"));
            out.put(JsonText.quoted(ClickHouseTypes.name(field), "", "}"));
            before = ",{\"name\":";
        }
    }

    private RowWriter rowWriter(Schema schema, FormatOptions options) {
        return switch (layout) {
            case OBJECTS -> RowWriter.json(schema, options, "");
            case ARRAYS -> RowWriter.arrays(schema, options);
            case STRINGS -> RowWriter.strings(schema);
        };
    }

    private long writeRows(QueryResult result, FormatOptions options, ByteOutput out)
            throws IOException {
        RowWriter row = rowWriter(result.schema(), options);
        BatchStream batches = result.rows();
        long rows = 0;
        while (batches.next()) {
            row.bind(batches.batch());
            for (int i = 0; i < row.rows(); i++) {
                if (rows > 0 || i > 0) {
                    out.put(',');
                }
                row.write(i, out);
            }
            rows += row.rows();
        }
        return rows;
    }

    private static void writeStatistics(ReadStatistics read, Stopwatch elapsed, ByteOutput out)
            throws IOException {
        out.put(ELAPSED);
        Numbers.put(elapsed.elapsed(TimeUnit.NANOSECONDS) / 1e9, out);
        out.put(ROWS_READ);
        out.put(read.rows());
        out.put(BYTES_READ);
        out.put(read.bytes());
        out.put(END);
    }
}
