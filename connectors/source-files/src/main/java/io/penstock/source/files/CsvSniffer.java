package io.penstock.source.files;

import com.google.common.collect.ImmutableList;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;

import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Finds out how a CSV file is written, what its columns are called and what their values look like,
 * from its beginning. What the connection's settings say is not guessed.
 */
final class CsvSniffer {
    private static final ImmutableList<Character> DELIMITERS =
            ImmutableList.of(',', ';', '\t', '|');

    /** For files of one column, something that does not occur must stand for the delimiter. */
    private static final ImmutableList<Character> UNLIKELY = ImmutableList.of('\u0001', '\u001f');

    /** How many records decide about delimiter and header. */
    private static final int FIRST = 200;

    /** How many records decide about types. */
    private static final int RECORDS = 20_000;

    /** How many characters decide about how long a line is. */
    private static final int LOOKED_AT = 256 << 10;

    private static final double USUAL_COMPRESSION = 5;

    private final FilesSettings settings;
    private final String shown;
    private final CsvSample sample;
    private final long fileBytes;

    private CsvSniffer(FilesSettings settings, String shown, CsvSample sample, long fileBytes) {
        this.settings = settings;
        this.shown = shown;
        this.sample = sample;
        this.fileBytes = fileBytes;
    }

    /**
     * Looks at a file.
     *
     * @param limit how many bytes to read at most
     * @throws QueryException {@link SourceError#BAD_FILE} naming file and line, {@link
     *     SourceError#TOO_MANY_COLUMNS}
     */
    static FileSchema.Csv sniff(FilesSettings settings, Path path, int limit) throws IOException {
        String shown = settings.shown(path);
        CsvSample sample = CsvSample.read(path, shown, limit);
        CsvSniffer sniffer = new CsvSniffer(settings, shown, sample, Files.size(path));
        try {
            return sniffer.sniff();
        } catch (CsvParseException e) {
            throw new QueryException(
                    SourceError.BAD_FILE,
                    "Can't read CSV file '%s': %s".formatted(shown, e.getMessage()),
                    e);
        }
    }

    private FileSchema.Csv sniff() {
        Optional<Character> quote = quote();
        char delimiter = settings.delimiter().orElseGet(() -> delimiter(quote));
        List<CsvRecord> first = records(delimiter, quote, FIRST);
        boolean header = settings.header().orElseGet(() -> isHeader(first.get(0)));
        ImmutableList<String> names = names(first.get(0), header);
        Limits.checkColumns(names.size(), shown);
        CsvDialect dialect = new CsvDialect(delimiter, quote, header, sample.compressed());
        return read(dialect, names);
    }

    /** Double quotes unless the file has none and wraps most of its first values in single ones. */
    private Optional<Character> quote() {
        if (settings.quote().isPresent()) {
            return settings.quote().get().character();
        }
        if (sample.text().indexOf('"') < 0 && sample.text().startsWith("'")) {
            List<CsvRecord> records = records('\u0001', Optional.empty(), 5);
            boolean wrapped =
                    records.stream().map(r -> r.getField(0)).allMatch(f -> f.matches("'.*'"));
            return Optional.of(wrapped ? '\'' : '"');
        }
        return Optional.of('"');
    }

    /** The candidate that cuts the first records into the most columns, mostly equally many. */
    private char delimiter(Optional<Character> quote) {
        char best = 0;
        int bestWidth = 1;
        for (char candidate : DELIMITERS) {
            int width = width(candidate, quote);
            if (width > bestWidth) {
                best = candidate;
                bestWidth = width;
            }
        }
        return best != 0 ? best : unused();
    }

    /** How many columns a delimiter makes; 1 when most records disagree with the first. */
    private int width(char delimiter, Optional<Character> quote) {
        List<CsvRecord> records;
        try {
            records = records(delimiter, quote, FIRST);
        } catch (CsvParseException e) {
            return 1;
        }
        int width = records.get(0).getFieldCount();
        long same = records.stream().filter(r -> r.getFieldCount() == width).count();
        return same * 2 >= records.size() ? width : 1;
    }

    private char unused() {
        for (char candidate : DELIMITERS) {
            if (sample.text().indexOf(candidate) < 0) {
                return candidate;
            }
        }
        for (char candidate : UNLIKELY) {
            if (sample.text().indexOf(candidate) < 0) {
                return candidate;
            }
        }
        return ',';
    }

    /** A first record with a number, date or truth value in it is data. */
    private static boolean isHeader(CsvRecord first) {
        return first.getFields().stream()
                .map(String::strip)
                .allMatch(value -> value.isEmpty() || ValueKind.of(value) == ValueKind.TEXT);
    }

    private ImmutableList<String> names(CsvRecord first, boolean header) {
        Set<String> taken = new HashSet<>();
        ImmutableList.Builder<String> names = ImmutableList.builder();
        for (int i = 0; i < first.getFieldCount(); i++) {
            String wanted = header ? first.getField(i).strip() : "";
            names.add(unique(wanted.isEmpty() ? "column" + i : wanted, taken));
        }
        return names.build();
    }

    /** The second {@code a} becomes {@code a_1}; names are told apart without regard to case. */
    private static String unique(String name, Set<String> taken) {
        String candidate = name;
        for (int i = 1; !taken.add(candidate.toLowerCase(Locale.ROOT)); i++) {
            candidate = name + "_" + i;
        }
        return candidate;
    }

    private FileSchema.Csv read(CsvDialect dialect, ImmutableList<String> names) {
        ColumnGuess[] guesses = new ColumnGuess[names.size()];
        Arrays.fill(guesses, ColumnGuess.NOTHING_SEEN);
        long rows = 0;
        boolean all = sample.whole();
        try (CsvReader<CsvRecord> reader = reader(dialect.delimiter(), dialect.quote())) {
            CloseableIterator<CsvRecord> records = reader.iterator();
            if (dialect.header()) {
                records.next();
            }
            while (records.hasNext()) {
                if (rows == RECORDS) {
                    all = false;
                    break;
                }
                CsvRecord record = records.next();
                if (!sample.whole() && !records.hasNext()) {
                    break;
                }
                add(record, guesses);
                rows++;
            }
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
        OptionalLong count = all ? OptionalLong.of(rows) : OptionalLong.empty();
        OptionalLong about = all ? count : OptionalLong.of(estimatedRows());
        return new FileSchema.Csv(dialect, names, ImmutableList.copyOf(guesses), count, about);
    }

    /** As many as lines of the beginning's length make up the file. */
    private long estimatedRows() {
        String text = sample.text();
        int looked = Math.min(text.length(), LOOKED_AT);
        long lines = text.chars().limit(looked).filter(character -> character == '\n').count();
        double size = sample.compressed() ? fileBytes * USUAL_COMPRESSION : fileBytes;
        return (long) (size / looked * Math.max(1, lines));
    }

    private void add(CsvRecord record, ColumnGuess[] guesses) {
        int fields = record.getFieldCount();
        if (fields != guesses.length) {
            throw CsvSample.bad(
                    shown,
                    "line %d has %d values where the first line has %d"
                            .formatted(record.getStartingLineNumber(), fields, guesses.length));
        }
        for (int i = 0; i < fields; i++) {
            String value = record.getField(i);
            if (settings.nullText().isEmpty() || !value.equals(settings.nullText().get())) {
                guesses[i] = guesses[i].with(value);
            }
        }
    }

    /** At least one record: a sample has more than blanks. */
    private List<CsvRecord> records(char delimiter, Optional<Character> quote, int limit) {
        List<CsvRecord> records = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = reader(delimiter, quote)) {
            for (CsvRecord record : reader) {
                records.add(record);
                if (records.size() == limit) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory failed", e);
        }
        if (records.size() > 1 && records.size() < limit && !sample.whole()) {
            records.remove(records.size() - 1);
        }
        return records;
    }

    private CsvReader<CsvRecord> reader(char delimiter, Optional<Character> quote) {
        return CsvReader.builder()
                .fieldSeparator(delimiter)
                .quoteCharacter(quote.orElse('\0'))
                .allowExtraFields(true)
                .allowMissingFields(true)
                .skipEmptyLines(true)
                .ofCsvRecord(sample.text());
    }
}
