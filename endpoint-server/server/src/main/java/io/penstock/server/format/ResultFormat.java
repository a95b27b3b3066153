package io.penstock.server.format;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.base.Ascii;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;

import io.penstock.query.QueryResult;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** The formats of results, by the extension in an endpoint's URL. */
public enum ResultFormat {
    JSON("json", "application/json", new JsonFormat()),
    CSV("csv", "text/csv; charset=utf-8", new CsvFormat(false)),
    CSV_WITH_NAMES("csvwithnames", "text/csv; charset=utf-8", new CsvFormat(true)),
    NDJSON("ndjson", "application/x-ndjson", new NdjsonFormat()),
    PARQUET("parquet", "application/octet-stream", new ParquetBytes()),
    PROMETHEUS("prometheus", "text/plain; version=0.0.4", new PrometheusFormat());

    private static final ImmutableMap<String, ResultFormat> BY_EXTENSION =
            Arrays.stream(values()).collect(toImmutableMap(f -> f.extension, f -> f));

    private final String extension;
    private final String contentType;

    @SuppressWarnings("ImmutableEnumChecker") // formats keep nothing
    private final BatchFormat format;

    ResultFormat(String extension, String contentType, BatchFormat format) {
        this.extension = extension;
        this.contentType = contentType;
        this.format = format;
    }

    /** The format of this extension, without regard to case. */
    public static Optional<ResultFormat> of(String extension) {
        return Optional.ofNullable(BY_EXTENSION.get(Ascii.toLowerCase(extension)));
    }

    /** What stands behind the dot. */
    public String extension() {
        return extension;
    }

    /** The value of {@code Content-Type}. */
    public String contentType() {
        return contentType;
    }

    /** Whether the bytes are text, which compresses well. */
    public boolean isText() {
        return this != PARQUET;
    }

    /**
     * Writes all rows and finishes the output.
     *
     * @param result is read to its end and not closed
     * @param elapsed running since the query came in
     * @return how many rows were written
     * @throws io.penstock.spi.error.QueryException when the query fails, or when its columns do not
     *     fit the format
     * @throws IOException when the reader has gone
     */
    public long write(QueryResult result, FormatOptions options, Stopwatch elapsed, ByteOutput out)
            throws IOException {
        long rows = format.write(result, options, elapsed, out);
        out.finish();
        return rows;
    }
}
