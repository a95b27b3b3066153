package io.penstock.source.files;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.Source;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;
import io.penstock.spi.scan.Scan;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A folder of files. Remembers its layout and each table that was asked for, and looks at the disk
 * again when a file's or folder's size or time says that something changed.
 */
final class FilesSource implements Source {
    private static final int MOST_FILES = 64;

    private final FilesSettings settings;
    private final FileSchemas schemas;
    private final TableReader reader;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private volatile @Nullable Layout layout;

    private final Map<TableName, Sizes> statistics = new ConcurrentHashMap<>();

    private record Known(TableFiles files, SourceTable table) {}

    private record Sizes(String version, TableStatistics statistics) {}

    FilesSource(FilesSettings settings) {
        this.settings = settings;
        this.schemas = new FileSchemas(settings);
        this.reader = new TableReader(settings, schemas);
    }

    @Override
    public String name() {
        return settings.connection();
    }

    @Override
    public ImmutableList<TableName> tables() {
        Layout current = layout();
        if (!current.clashes().isEmpty()) {
            throw new QueryException(
                    SourceError.BAD_FILE, String.join("; ", current.clashes().values()));
        }
        return current.tables().keySet().stream()
                .map(table -> TableName.of(settings.connection(), table))
                .collect(ImmutableList.toImmutableList());
    }

    @Override
    public Optional<SourceTable> table(ImmutableList<String> path) {
        if (path.size() != 1) {
            return Optional.empty();
        }
        return layout().find(path.get(0)).map(this::table);
    }

    @Override
    public boolean isCurrent(SourceTable table) {
        Known mine = known.get(table.name().path().get(0));
        return mine != null
                && mine.table().version().equals(table.version())
                && mine.files().isUnchanged();
    }

    /** The first one who asks reads files; of a table with many files only sizes are known. */
    @Override
    public TableStatistics statistics(SourceTable table) {
        boolean few =
                table.access() instanceof TableAccess.Files files
                        && files.files().size() <= MOST_FILES;
        return few
                ? statistics
                        .compute(table.name(), (name, before) -> sameOrRead(before, table))
                        .statistics()
                : table.statistics();
    }

    private static Sizes sameOrRead(@Nullable Sizes before, SourceTable table) {
        return before != null && before.version().equals(table.version())
                ? before
                : new Sizes(table.version(), FileStatistics.of(table));
    }

    @Override
    public BatchStream read(Scan.Pushed scan, QueryContext context) {
        throw new QueryException(
                SourceError.FAILED,
                "Connection '%s' holds files, which the engine reads by itself"
                        .formatted(settings.connection()));
    }

    @Override
    public void refresh() {
        lock.lock();
        try {
            layout = null;
            schemas.clear();
            known.clear();
            statistics.clear();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        refresh();
    }

    private SourceTable table(TableFiles files) {
        Known before = known.get(files.name());
        if (before != null && before.files().isUnchanged()) {
            return before.table();
        }
        lock.lock();
        try {
            TableFiles now = files.lookAgain();
            SourceTable table = reader.read(now);
            known.put(now.name(), new Known(now, table));
            return table;
        } finally {
            lock.unlock();
        }
    }

    private Layout layout() {
        Layout before = layout;
        if (before != null && before.isCurrent()) {
            return before;
        }
        lock.lock();
        try {
            Layout now = Layout.of(settings, FolderListing.read(settings), schemas);
            layout = now;
            return now;
        } finally {
            lock.unlock();
        }
    }
}
