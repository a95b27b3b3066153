package io.penstock.source.files;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Iterables;

import io.penstock.source.files.TableFiles.Format;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which files are which table; the package's page has the rules.
 *
 * @param tables by name
 * @param clashes what to say about names that two tables want, by name
 * @param watched what must be unchanged for this layout to hold
 */
record Layout(
        ImmutableSortedMap<String, TableFiles> tables,
        ImmutableMap<String, String> clashes,
        ImmutableList<DataFile> watched) {

    /** Whether no file or folder that decided it has changed. */
    boolean isCurrent() {
        return Iterables.all(watched, DataFile::isUnchanged);
    }

    /**
     * The table of this name, or else the only one that differs in case.
     *
     * @throws QueryException {@link SourceError#BAD_FILE} when two want the name
     */
    Optional<TableFiles> find(String name) {
        if (clashes.containsKey(name)) {
            throw new QueryException(SourceError.BAD_FILE, clashes.get(name));
        }
        if (tables.containsKey(name)) {
            return Optional.of(tables.get(name));
        }
        return tables.values().stream()
                .filter(table -> table.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** Sorts a listing into tables. */
    static Layout of(FilesSettings settings, FolderListing listing, FileSchemas schemas) {
        return new Builder(settings, listing, schemas).build();
    }

    private static final class Builder {
        private final FilesSettings settings;
        private final FolderListing listing;
        private final FileSchemas schemas;
        private final Map<String, TableFiles> tables = new TreeMap<>();
        private final Map<String, String> clashes = new TreeMap<>();
        private final List<DataFile> watched = new ArrayList<>();

        Builder(FilesSettings settings, FolderListing listing, FileSchemas schemas) {
            this.settings = settings;
            this.listing = listing;
            this.schemas = schemas;
        }

        Layout build() {
            watched.addAll(listing.folders());
            Map<Path, List<DataFile>> partitioned = new TreeMap<>();
            Map<Path, List<DataFile>> plain = new TreeMap<>();
            for (DataFile file : listing.files()) {
                PartitionPath path = PartitionPath.of(settings.root(), file.path());
                (path.parts().isEmpty() ? plain : partitioned)
                        .computeIfAbsent(path.base(), base -> new ArrayList<>())
                        .add(file);
            }
            partitioned.forEach(this::addPartitioned);
            plain.forEach(this::addPlain);
            return new Layout(
                    ImmutableSortedMap.copyOf(tables),
                    ImmutableMap.copyOf(clashes),
                    ImmutableList.copyOf(watched));
        }

        private void addPartitioned(Path base, List<DataFile> files) {
            ImmutableList<String> keys =
                    PartitionPath.of(settings.root(), files.get(0).path()).keys();
            add(table(base, files, format(files.get(0)), keys));
        }

        private void addPlain(Path folder, List<DataFile> files) {
            boolean together = !folder.equals(settings.root()) && isOneTable(files);
            if (together) {
                add(table(folder, files, format(files.get(0)), ImmutableList.of()));
                return;
            }
            for (DataFile file : files) {
                ImmutableList<DataFile> one = ImmutableList.of(file);
                add(
                        new TableFiles(
                                tableName(file.path()),
                                file.path(),
                                format(file),
                                one,
                                ImmutableList.of(),
                                ImmutableList.of()));
            }
        }

        private TableFiles table(
                Path folder, List<DataFile> files, Format format, ImmutableList<String> keys) {
            ImmutableList<DataFile> folders =
                    listing.folders().stream()
                            .filter(
                                    f ->
                                            keys.isEmpty()
                                                    ? f.path().equals(folder)
                                                    : f.path().startsWith(folder))
                            .collect(ImmutableList.toImmutableList());
            return new TableFiles(
                    tableName(folder), folder, format, ImmutableList.copyOf(files), folders, keys);
        }

        /** Files that can't be read do not separate the others. */
        private boolean isOneTable(List<DataFile> files) {
            Format format = format(files.get(0));
            if (!files.stream().allMatch(file -> format(file) == format)) {
                return false;
            }
            if (files.size() == 1) {
                return true;
            }
            watched.addAll(files);
            List<FileSchema> readable = new ArrayList<>();
            for (DataFile file : files) {
                try {
                    readable.add(schemas.schema(file, format, files.size()));
                } catch (QueryException e) {
                    if (!(e.code() instanceof SourceError)) {
                        throw e;
                    }
                }
            }
            return SchemaMerge.belongTogether(readable);
        }

        private void add(TableFiles table) {
            TableFiles other = tables.putIfAbsent(table.name(), table);
            if (other != null) {
                clashes.put(
                        table.name(),
                        "Connection '%s': '%s' and '%s' would both be the table '%s'; rename one, or leave one out with FILES_PATTERN"
                                .formatted(
                                        settings.connection(),
                                        settings.shown(other.place()),
                                        settings.shown(table.place()),
                                        table.name()));
            }
        }

        private static Format format(DataFile file) {
            return FolderListing.format(file.path()).orElseThrow();
        }
    }

    /** The file's or folder's name without its ending, as an identifier. */
    static String tableName(Path place) {
        String name = String.valueOf(place.getFileName());
        String base = name;
        for (String ending : List.of(".gz", ".csv", ".tsv", ".txt", ".parquet")) {
            int start = base.length() - ending.length();
            if (start > 0 && base.regionMatches(true, start, ending, 0, ending.length())) {
                base = base.substring(0, start);
            }
        }
        String identifier = base.replaceAll("[^A-Za-z0-9_]", "_");
        return Character.isDigit(identifier.charAt(0)) ? "_" + identifier : identifier;
    }
}
