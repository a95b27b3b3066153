package io.penstock.source.files;

import io.penstock.source.files.TableFiles.Format;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Reads files' schemas, each once until the file changes. Thread: safe for many at once. */
final class FileSchemas {
    /** What is read of a CSV file at most. */
    private static final int SAMPLE = 8 << 20;

    /** What is read of a folder's CSV files together, as long as each gets the least. */
    private static final int SAMPLE_OF_FOLDER = 32 << 20;

    private static final int SAMPLE_LEAST = 256 << 10;

    private final FilesSettings settings;
    private final ConcurrentMap<Path, Known> known = new ConcurrentHashMap<>();

    private record Known(DataFile file, FileSchema schema) {}

    FileSchemas(FilesSettings settings) {
        this.settings = settings;
    }

    /**
     * A file's schema.
     *
     * @param siblings how many files its table has
     * @throws QueryException {@link SourceError#BAD_FILE} or {@link SourceError#FILE_MISSING}
     *     naming the file
     */
    FileSchema schema(DataFile file, Format format, int siblings) {
        Known before = known.get(file.path());
        if (before != null && before.file().equals(file)) {
            return before.schema();
        }
        FileSchema schema = read(file, format, siblings);
        known.put(file.path(), new Known(file, schema));
        return schema;
    }

    void clear() {
        known.clear();
    }

    private FileSchema read(DataFile file, Format format, int siblings) {
        String shown = settings.shown(file.path());
        try {
            return switch (format) {
                case PARQUET -> ParquetFooter.read(file.path(), shown);
                case CSV -> {
                    int share = Math.max(SAMPLE_LEAST, SAMPLE_OF_FOLDER / siblings);
                    yield CsvSniffer.sniff(settings, file.path(), Math.min(SAMPLE, share));
                }
            };
        } catch (NoSuchFileException e) {
            throw new QueryException(
                    SourceError.FILE_MISSING, "File '%s' is gone".formatted(shown), e);
        } catch (IOException e) {
            throw new QueryException(
                    SourceError.BAD_FILE,
                    "Can't read file '%s': %s".formatted(shown, reason(e)),
                    e);
        }
    }

    /** The driver's reason without the absolute path that Java puts into it. */
    private static String reason(IOException e) {
        return e instanceof AccessDeniedException
                ? "permission denied"
                : e.getClass().getSimpleName();
    }
}
