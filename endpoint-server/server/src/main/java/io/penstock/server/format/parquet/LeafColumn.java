package io.penstock.server.format.parquet;

import com.google.common.collect.ImmutableList;

import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** A column of the file: the page being filled and the pages of the row group so far. */
final class LeafColumn {
    private final ImmutableList<String> path;
    private final Type type;
    private final int maxRepetition;
    private final int maxDefinition;
    private final Plain values = new Plain();
    private final Plain page = new Plain();
    private final Levels repetitions = new Levels();
    private final Levels definitions = new Levels();
    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    private int pageValues;
    private long chunkValues;
    private long chunkRawBytes;

    LeafColumn(ImmutableList<String> path, Type type, int maxRepetition, int maxDefinition) {
        this.path = path;
        this.type = type;
        this.maxRepetition = maxRepetition;
        this.maxDefinition = maxDefinition;
    }

    /** Where a value that is present goes, after {@link #add}. */
    Plain values() {
        return values;
    }

    /** Adds a value's levels; the value itself is there only at the deepest definition. */
    void add(int repetition, int definition) {
        if (maxRepetition > 0) {
            repetitions.add(repetition);
        }
        if (maxDefinition > 0) {
            definitions.add(definition);
        }
        pageValues++;
    }

    /** Adds a value that is present. */
    void addPresent(int repetition) {
        add(repetition, maxDefinition);
    }

    /** Bytes of the row group so far. */
    long waitingBytes() {
        return chunk.size();
    }

    /** The same before compression. */
    long waitingRawBytes() {
        return chunkRawBytes;
    }

    /** Compresses the page and adds it to the row group. */
    void finishPage() throws IOException {
        page.clear();
        if (maxRepetition > 0) {
            repetitions.writeTo(page);
        }
        if (maxDefinition > 0) {
            definitions.writeTo(page);
        }
        page.putBytes(values.array(), values.size());
        values.clear();
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(page.size() / 2 + 64);
        try (GZIPOutputStream gzip = new FastGzip(compressed)) {
            gzip.write(page.array(), 0, page.size());
        }
        int before = chunk.size();
        PageHeader header = new PageHeader(PageType.DATA_PAGE, page.size(), compressed.size());
        header.setData_page_header(
                new DataPageHeader(pageValues, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
        Util.writePageHeader(header, chunk);
        chunkRawBytes += chunk.size() - before + page.size();
        compressed.writeTo(chunk);
        chunkValues += pageValues;
        pageValues = 0;
    }

    /** Writes the row group's pages and starts the next row group. */
    ColumnChunk writeChunk(ParquetOutput file) throws IOException {
        long start = file.position();
        ColumnMetaData about =
                new ColumnMetaData(
                        type,
                        List.of(Encoding.PLAIN, Encoding.RLE),
                        path,
                        CompressionCodec.GZIP,
                        chunkValues,
                        chunkRawBytes,
                        chunk.size(),
                        start);
        chunk.writeTo(file);
        chunk.reset();
        chunkValues = 0;
        chunkRawBytes = 0;
        ColumnChunk written = new ColumnChunk(0);
        written.setMeta_data(about);
        return written;
    }

    /** Gzip at its fastest: the network is not that slow. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out, 8 << 10);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
