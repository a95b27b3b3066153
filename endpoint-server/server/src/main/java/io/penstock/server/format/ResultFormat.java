package io.penstock.server.format;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.base.Ascii;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.query.QueryResult;
import io.penstock.spi.error.QueryException;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats of results, by the extension in an endpoint's URL and by SQL's FORMAT clause. */
public enum ResultFormat {
    JSON("json", "application/json", new JsonFormat(JsonFormat.Rows.OBJECTS), "JSON"),
    CSV("csv", Types.CSV, DelimitedFormat.csv(false), "CSV"),
    CSV_WITH_NAMES("csvwithnames", Types.CSV, DelimitedFormat.csv(true), "CSVWithNames"),
    NDJSON("ndjson", "application/x-ndjson", new NdjsonFormat(), "JSONEachRow"),
    PARQUET("parquet", "application/octet-stream", new ParquetBytes(), "Parquet"),
    PROMETHEUS("prometheus", "text/plain; version=0.0.4", new PrometheusFormat(), "Prometheus"),
    TSV("", Types.TSV, DelimitedFormat.tsv(false), "TSV", "TabSeparated"),
    TSV_WITH_NAMES(
            "", Types.TSV, DelimitedFormat.tsv(true), "TSVWithNames", "TabSeparatedWithNames"),
    JSON_COMPACT("", "application/json", new JsonFormat(JsonFormat.Rows.ARRAYS), "JSONCompact"),
    JSON_STRINGS("", "application/json", new JsonFormat(JsonFormat.Rows.STRINGS), "JSONStrings"),
    PRETTY_COMPACT("", "text/plain; charset=utf-8", new PrettyFormat(), "PrettyCompact");

    /** Content types that several formats have. */
    private static final class Types {
        static final String CSV = "text/csv; charset=utf-8";
        static final String TSV = "text/tab-separated-values; charset=utf-8";
    }

    private static final ImmutableMap<String, ResultFormat> BY_EXTENSION =
            Arrays.stream(values())
                    .filter(format -> !format.extension.isEmpty())
                    .collect(toImmutableMap(format -> format.extension, format -> format));

    private static final ImmutableMap<String, ResultFormat> BY_NAME = byName();

    private final String extension;
    private final String contentType;
    private final ImmutableList<String> names;

    @SuppressWarnings("ImmutableEnumChecker") // formats keep nothing
    private final BatchFormat format;

    ResultFormat(String extension, String contentType, BatchFormat format, String... names) {
        this.extension = extension;
        this.contentType = contentType;
        this.format = format;
        this.names = ImmutableList.copyOf(names);
    }

    private static ImmutableMap<String, ResultFormat> byName() {
        ImmutableMap.Builder<String, ResultFormat> byName = ImmutableMap.builder();
        for (ResultFormat format : values()) {
            format.names.forEach(name -> byName.put(Ascii.toLowerCase(name), format));
        }
        return byName.buildOrThrow();
    }

    /** The format of this extension, without regard to case. */
    public static Optional<ResultFormat> of(String extension) {
        return Optional.ofNullable(BY_EXTENSION.get(Ascii.toLowerCase(extension)));
    }

    /** All extensions. */
    public static ImmutableSet<String> extensions() {
        return BY_EXTENSION.keySet();
    }

    /**
     * The format that a FORMAT clause names, without regard to case.
     *
     * @throws QueryException {@link FormatError#UNKNOWN_FORMAT}
     */
    public static ResultFormat named(String name) {
        ResultFormat format = BY_NAME.get(Ascii.toLowerCase(name));
        if (format == null) {
            throw new QueryException(
                    FormatError.UNKNOWN_FORMAT,
                    "Unknown format '%s'; known are %s".formatted(name, names()));
        }
        return format;
    }

    private static String names() {
        return Arrays.stream(values()).map(ResultFormat::label).collect(Collectors.joining(", "));
    }

    /** Its usual name in a FORMAT clause: {@code JSONEachRow}. */
    public String label() {
        return names.get(0);
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
