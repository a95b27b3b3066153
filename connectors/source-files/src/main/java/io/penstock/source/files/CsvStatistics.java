package io.penstock.source.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;

import io.penstock.spi.catalog.ColumnSample;
import io.penstock.spi.catalog.ColumnStatistics;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableAccess.FileFormat;

import org.apache.arrow.vector.types.pojo.Field;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * What a megabyte of a table's CSV files says about its columns: all of a small table, or pieces
 * from places that are evenly apart, because values often stand in the order in which they came.
 */
final class CsvStatistics {
    private static final int PIECES = 16;
    private static final int PIECE = 64 << 10;

    private final FileFormat.Csv format;
    private final List<Field> fields;
    private final List<ColumnSample> columns = new ArrayList<>();
    private boolean whole = true;

    private CsvStatistics(FileFormat.Csv format, List<Field> fields) {
        this.format = format;
        this.fields = fields;
        fields.forEach(field -> columns.add(new ColumnSample(field.getType())));
    }

    /** A part of a file; lines that are cut at its ends do not count. */
    private record Piece(Path file, long start, int length) {}

    /** By the columns' names; not of those that folders give. */
    static ImmutableMap<String, ColumnStatistics> of(
            SourceTable table, TableAccess.Files access, FileFormat.Csv format) throws IOException {
        List<Field> fields = table.schema().getFields();
        CsvStatistics statistics =
                new CsvStatistics(
                        format, fields.subList(0, fields.size() - access.partitions().size()));
        List<Path> files = access.files().stream().map(Path::of).toList();
        if (format.compressed()) {
            statistics.addCompressed(files);
        } else {
            for (Piece piece : pieces(files)) {
                statistics.add(piece);
            }
        }
        return statistics.columns(table.statistics().rows().orElse(0));
    }

    private ImmutableMap<String, ColumnStatistics> columns(long rows) {
        ImmutableMap.Builder<String, ColumnStatistics> known = ImmutableMap.builder();
        for (int i = 0; i < fields.size(); i++) {
            known.put(fields.get(i).getName(), columns.get(i).statistics(whole ? 0 : rows));
        }
        return known.buildOrThrow();
    }

    private static List<Piece> pieces(List<Path> files) throws IOException {
        List<Long> starts = new ArrayList<>();
        long size = 0;
        for (Path file : files) {
            starts.add(size);
            size += Files.size(file);
        }
        List<Piece> pieces = new ArrayList<>();
        boolean all = size <= (long) PIECES * PIECE;
        for (int i = 0; i < (all ? files.size() : PIECES); i++) {
            long place = all ? starts.get(i) : (size - PIECE) / (PIECES - 1) * i;
            int file = file(starts, place);
            pieces.add(
                    new Piece(
                            files.get(file),
                            place - starts.get(file),
                            all ? PIECES * PIECE : PIECE));
        }
        return pieces;
    }

    private static int file(List<Long> starts, long place) {
        int file = 0;
        while (file + 1 < starts.size() && starts.get(file + 1) <= place) {
            file++;
        }
        return file;
    }

    private void add(Piece piece) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(piece.file().toFile(), "r")) {
            file.seek(piece.start());
            byte[] bytes = new byte[(int) Math.min(piece.length(), file.length() - piece.start())];
            file.readFully(bytes);
            add(bytes, piece.start() == 0, piece.start() + bytes.length == file.length());
        }
    }

    private void addCompressed(List<Path> files) throws IOException {
        int some = Math.min(PIECES, files.size());
        whole = some == files.size();
        for (Path path : files.subList(0, some)) {
            try (InputStream file = new GZIPInputStream(Files.newInputStream(path))) {
                byte[] bytes = file.readNBytes(PIECES * PIECE / some);
                add(bytes, true, file.read() < 0);
            }
        }
    }

    private void add(byte[] bytes, boolean first, boolean last) {
        int start = first ? 0 : indexOf(bytes) + 1;
        int end = last ? bytes.length : lastIndexOf(bytes) + 1;
        whole &= first && last;
        if (start < end) {
            add(new String(bytes, start, end - start, UTF_8), first && format.header());
        }
    }

    private static int indexOf(byte[] bytes) {
        int at = 0;
        while (at < bytes.length && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    private static int lastIndexOf(byte[] bytes) {
        int at = bytes.length - 1;
        while (at >= 0 && bytes[at] != '\n') {
            at--;
        }
        return at;
    }

    /** A piece may begin in the middle of a quoted text: what looks strange does not count. */
    private void add(String text, boolean header) {
        boolean skip = header;
        try (CsvReader<CsvRecord> reader = reader(text)) {
            for (CsvRecord row : reader) {
                if (!skip && row.getFieldCount() == columns.size()) {
                    add(row);
                }
                skip = false;
            }
        } catch (CsvParseException e) {
            whole = false;
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
    }

    private void add(CsvRecord row) {
        for (int i = 0; i < columns.size(); i++) {
            String value = row.getField(i);
            boolean none = value.isEmpty() || format.nullText().filter(value::equals).isPresent();
            columns.get(i).add(none ? null : value);
        }
    }

    private CsvReader<CsvRecord> reader(String text) {
        return CsvReader.builder()
                .fieldSeparator(format.delimiter())
                .quoteCharacter(format.quote().orElse('\0'))
                .allowExtraFields(true)
                .allowMissingFields(true)
                .skipEmptyLines(true)
                .ofCsvRecord(text);
    }
}
