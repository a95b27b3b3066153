package io.penstock.server.format;

import com.google.common.base.Stopwatch;

import io.penstock.query.QueryResult;
import io.penstock.server.format.parquet.ParquetFormat;

import java.io.IOException;

/** One Parquet file. */
final class ParquetBytes implements BatchFormat {
    @Override
    public long write(QueryResult result, FormatOptions options, Stopwatch elapsed, ByteOutput out)
            throws IOException {
        return ParquetFormat.write(result.rows(), options.parquetUtf8(), out.asStream());
    }
}
