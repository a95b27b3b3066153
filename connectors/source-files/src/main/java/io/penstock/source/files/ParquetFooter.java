package io.penstock.source.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.catalog.ColumnStatistics;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Reads the schema and the number of rows from a Parquet file's end. Source: "File format" and
 * "Metadata" of the Apache Parquet documentation.
 */
final class ParquetFooter {
    private static final String MAGIC = "PAR1";
    private static final String MAGIC_ENCRYPTED = "PARE";

    /** Magic, an empty footer, its length, magic. */
    private static final int SMALLEST = 12;

    private static final int TAIL = 8;

    private ParquetFooter() {}

    /**
     * Reads a file's footer.
     *
     * @param shown how messages name the file
     * @throws QueryException {@link SourceError#BAD_FILE} saying what is wrong with it
     */
    static FileSchema.Parquet read(Path path, String shown) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            FileMetaData metadata = metadata(bytes(file, shown), shown, true);
            ImmutableList<Field> fields = new ParquetTypes(shown).fields(metadata.getSchema());
            return new FileSchema.Parquet(fields, OptionalLong.of(metadata.getNum_rows()));
        }
    }

    private static byte[] bytes(FileChannel file, String shown) throws IOException {
        long size = file.size();
        if (size == 0) {
            throw bad(shown, "the file is empty");
        }
        if (size < SMALLEST || !magic(read(file, 0, 4, shown), 0).equals(MAGIC)) {
            throw bad(shown, "it is not a Parquet file: it does not begin with " + MAGIC);
        }
        byte[] tail = read(file, size - TAIL, TAIL, shown);
        String magic = magic(tail, 4);
        if (magic.equals(MAGIC_ENCRYPTED)) {
            throw bad(shown, "its footer is encrypted, which is not supported");
        }
        if (!magic.equals(MAGIC)) {
            throw bad(shown, "it is cut off or damaged: it does not end with " + MAGIC);
        }
        int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        if (length <= 0 || length > size - SMALLEST) {
            throw bad(
                    shown,
                    "it is damaged: its footer claims %d bytes of a file of %d"
                            .formatted(Integer.toUnsignedLong(length), size));
        }
        return read(file, size - TAIL - length, length, shown);
    }

    /**
     * Reads what a file's footer says about its columns' values.
     *
     * @param shown how messages name the file
     * @throws QueryException {@link SourceError#BAD_FILE} saying what is wrong with it
     */
    static ImmutableMap<String, ColumnStatistics> statistics(Path path, String shown)
            throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            FileMetaData metadata = metadata(bytes(file, shown), shown, false);
            return new ParquetStatistics(metadata.getNum_rows())
                    .columns(
                            new ParquetTypes(shown).fields(metadata.getSchema()),
                            metadata.getRow_groups());
        }
    }

    private static FileMetaData metadata(byte[] footer, String shown, boolean onlySchema) {
        FileMetaData metadata;
        try {
            metadata = Util.readFileMetaData(new ByteArrayInputStream(footer), onlySchema);
        } catch (IOException | RuntimeException e) {
            // The Thrift reader throws many things at bytes that make no sense.
            throw new QueryException(
                    SourceError.BAD_FILE, message(shown, "its footer is damaged"), e);
        }
        if (metadata.getSchema() == null || metadata.getNum_rows() < 0) {
            throw bad(shown, "its footer is damaged: it has no schema or a negative row count");
        }
        return metadata;
    }

    private static byte[] read(FileChannel file, long position, int length, String shown)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw bad(shown, "it became shorter while it was read");
            }
        }
        return buffer.array();
    }

    private static String magic(byte[] bytes, int from) {
        return new String(bytes, from, 4, US_ASCII);
    }

    static QueryException bad(String shown, String what) {
        return new QueryException(SourceError.BAD_FILE, message(shown, what));
    }

    private static String message(String shown, String what) {
        return "Can't read Parquet file '%s': %s".formatted(shown, what);
    }
}
