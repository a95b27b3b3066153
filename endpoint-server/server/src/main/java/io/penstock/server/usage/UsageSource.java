package io.penstock.server.usage;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;

import io.penstock.server.door.CallRecord;
import io.penstock.spi.Source;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableEntry;
import io.penstock.spi.catalog.TableKind;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.scan.Scan;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The schema {@code tinybird}: what was asked of the server, in files that the engine reads. What
 * came before a query was planned is in its answer. Thread: safe for many at once.
 */
public final class UsageSource implements Source {
    private final Path folder;
    private final Optional<UsageLog> writer;

    /**
     * The tables of a data folder.
     *
     * @param writer who writes them, when it is this process
     */
    public UsageSource(Path dataDir, Optional<UsageLog> writer) {
        this.folder = folder(dataDir);
        this.writer = writer;
    }

    /** The folder that the engine must be able to read. */
    public static Path folder(Path dataDir) {
        return dataDir.resolve(UsageLog.FOLDER).toAbsolutePath().normalize();
    }

    @Override
    public String name() {
        return CallRecord.SCHEMA;
    }

    @Override
    public ImmutableList<TableName> tables() {
        return UsageTables.ALL.keySet().stream()
                .map(name -> TableName.of(name(), name))
                .sorted()
                .collect(toImmutableList());
    }

    @Override
    public ImmutableList<TableEntry> entries() {
        return UsageTables.ALL.values().stream()
                .map(
                        table ->
                                new TableEntry(
                                        TableName.of(name(), table.name()),
                                        TableKind.SYSTEM_TABLE,
                                        Optional.of(table.remarks())))
                .collect(toImmutableList());
    }

    @Override
    public Optional<SourceTable> table(ImmutableList<String> path) {
        return path.size() == 1
                ? Optional.ofNullable(UsageTables.ALL.get(Ascii.toLowerCase(path.get(0))))
                        .map(this::sourceTable)
                : Optional.empty();
    }

    private SourceTable sourceTable(UsageTable<?> table) {
        writer.filter(UsageLog::isBehind).ifPresent(UsageLog::flush);
        SegmentFolder segments = segments(table.name());
        SegmentFolder.Files files = segments.files();
        ImmutableList<Path> all = files.all();
        return new SourceTable(
                TableName.of(name(), table.name()),
                table.schema(),
                TableStatistics.UNKNOWN,
                files.version(),
                new TableAccess.Files(
                        new TableAccess.FileFormat.Parquet(),
                        uris(all.isEmpty() ? ImmutableList.of(segments.empty(table)) : all),
                        ImmutableList.of()));
    }

    private SegmentFolder segments(String table) {
        return new SegmentFolder(folder.resolve(table));
    }

    private static ImmutableList<URI> uris(ImmutableList<Path> files) {
        return files.stream().map(Path::toUri).collect(toImmutableList());
    }

    @Override
    public boolean isCurrent(SourceTable table) {
        return !writer.map(UsageLog::isBehind).orElse(false)
                && segments(table.name().path().getLast())
                        .files()
                        .version()
                        .equals(table.version());
    }

    @Override
    public BatchStream read(Scan.Pushed scan, QueryContext context) {
        throw new IllegalStateException("the engine reads files by itself");
    }

    @Override
    public void refresh() {}

    @Override
    public void close() {}
}
