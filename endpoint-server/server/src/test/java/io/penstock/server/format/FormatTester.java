package io.penstock.server.format;

import com.google.common.base.Stopwatch;

import io.penstock.query.QueryResult;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes results into memory. */
public final class FormatTester {
    private FormatTester() {}

    /** A query's result in a format. */
    public static byte[] bytes(ResultFormat format, FormatOptions options, QueryResult result)
            throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (result) {
            format.write(
                    result,
                    options,
                    Stopwatch.createStarted(),
                    new ByteOutput((array, length, last) -> bytes.write(array, 0, length)));
        }
        return bytes.toByteArray();
    }

    static String text(ResultFormat format, FormatOptions options, QueryResult result)
            throws Exception {
        return new String(bytes(format, options, result), StandardCharsets.UTF_8);
    }

    static String text(ResultFormat format, String sql) throws Exception {
        return text(format, FormatOptions.DEFAULT, DuckRows.of(sql));
    }
}
