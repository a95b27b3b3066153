package io.penstock.server.format.parquet;

import io.penstock.spi.engine.BatchStream;

import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Apache Parquet: each batch becomes a page of each column, and pages become a row group whenever
 * there are {@value #GROUP_BYTES} bytes of them, so memory stays flat. Values are PLAIN, pages are
 * compressed with gzip. Follows the Parquet format specification 2.x.
 */
public final class ParquetFormat {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int GROUP_BYTES = 4 << 20;

    private final ParquetOutput file;
    private final ParquetSchema.Parts schema;
    private final List<RowGroup> groups = new ArrayList<>();
    private long groupRows;
    private long rows;

    private ParquetFormat(ParquetOutput file, ParquetSchema.Parts schema) {
        this.file = file;
        this.schema = schema;
    }

    /**
     * Writes all rows as one file.
     *
     * @param batches is read to its end and not closed
     * @param utf8 whether text columns are marked as text; plain bytes otherwise
     * @return how many rows were written
     * @throws IOException when the reader has gone
     */
    public static long write(BatchStream batches, boolean utf8, OutputStream out)
            throws IOException {
        ParquetSchema.Parts schema = ParquetSchema.of(batches.schema(), utf8);
        ParquetFormat writer = new ParquetFormat(new ParquetOutput(out), schema);
        writer.file.write(MAGIC);
        while (batches.next()) {
            writer.add(batches.batch());
        }
        writer.writeGroup();
        writer.writeFooter();
        return writer.rows;
    }

    private void add(VectorSchemaRoot batch) throws IOException {
        long waiting = 0;
        for (int i = 0; i < schema.columns().size(); i++) {
            ColumnShredder column = schema.columns().get(i);
            column.bind(batch.getVector(i));
            for (int row = 0; row < batch.getRowCount(); row++) {
                column.write(row, 0, 0);
            }
        }
        for (LeafColumn leaf : schema.leaves()) {
            leaf.finishPage();
            waiting += leaf.waitingBytes();
        }
        groupRows += batch.getRowCount();
        if (waiting >= GROUP_BYTES) {
            writeGroup();
        }
    }

    private void writeGroup() throws IOException {
        if (groupRows == 0) {
            return;
        }
        RowGroup group = new RowGroup();
        group.setNum_rows(groupRows);
        group.setFile_offset(file.position());
        long bytes = 0;
        for (LeafColumn leaf : schema.leaves()) {
            bytes += leaf.waitingRawBytes();
            group.addToColumns(leaf.writeChunk(file));
        }
        group.setTotal_byte_size(bytes);
        groups.add(group);
        rows += groupRows;
        groupRows = 0;
    }

    private void writeFooter() throws IOException {
        long start = file.position();
        FileMetaData footer = new FileMetaData(2, schema.elements(), rows, groups);
        footer.setCreated_by("Penstock");
        Util.writeFileMetaData(footer, file);
        int length = (int) (file.position() - start);
        file.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array());
        file.write(MAGIC);
    }
}
