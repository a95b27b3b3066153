package io.penstock.source.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;

import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
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

    /** That of a dictionary has a few numbers. */
    private static final int PAGE_HEADER = 128;

    private static final ImmutableSet<Encoding> DICTIONARY =
            Sets.immutableEnumSet(Encoding.PLAIN_DICTIONARY, Encoding.RLE_DICTIONARY);

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
     * Reads what a file says about its columns' values.
     *
     * @param shown how messages name the file
     * @param to what learns it
     * @throws QueryException {@link SourceError#BAD_FILE} saying what is wrong with it
     */
    static void statistics(Path path, String shown, ParquetStatistics to) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            FileMetaData metadata = metadata(bytes(file, shown), shown, false);
            to.add(
                    new ParquetTypes(shown).fields(metadata.getSchema()),
                    metadata,
                    chunk -> dictionary(file, chunk));
        }
    }

    /** How many values a chunk's dictionary has, when none stand elsewhere. */
    private static OptionalLong dictionary(FileChannel file, ColumnMetaData chunk)
            throws IOException {
        if (!chunk.isSetDictionary_page_offset() || !isOnlyDictionary(chunk)) {
            return OptionalLong.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(PAGE_HEADER);
        file.read(bytes, Math.max(0, chunk.getDictionary_page_offset()));
        try {
            PageHeader page =
                    Util.readPageHeader(
                            new ByteArrayInputStream(bytes.array(), 0, bytes.position()));
            return page.isSetDictionary_page_header()
                            && page.getDictionary_page_header().getNum_values() >= 0
                    ? OptionalLong.of(page.getDictionary_page_header().getNum_values())
                    : OptionalLong.empty();
        } catch (IOException | RuntimeException e) {
            // As of a footer: a header that makes no sense says nothing.
            return OptionalLong.empty();
        }
    }

    /**
     * Whether no page of values is written otherwise. Without a list of pages, the older name of
     * the encoding is the dictionary's own, too, and plain values are beside it.
     */
    private static boolean isOnlyDictionary(ColumnMetaData chunk) {
        if (chunk.isSetEncoding_stats()) {
            return chunk.getEncoding_stats().stream()
                    .filter(pages -> pages.getPage_type() != PageType.DICTIONARY_PAGE)
                    .allMatch(pages -> DICTIONARY.contains(pages.getEncoding()));
        }
        List<Encoding> encodings = chunk.getEncodings();
        boolean mixed =
                encodings.contains(Encoding.PLAIN_DICTIONARY) && encodings.contains(Encoding.PLAIN);
        return encodings.stream().anyMatch(DICTIONARY::contains) && !mixed;
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
