package io.penstock.source.files;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableAccess.FileFormat;
import io.penstock.spi.catalog.TableName;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntFunction;

/** Turns a table's files into what the planner knows of the table. */
final class TableReader {
    private final FilesSettings settings;
    private final FileSchemas schemas;

    TableReader(FilesSettings settings, FileSchemas schemas) {
        this.settings = settings;
        this.schemas = schemas;
    }

    /**
     * Reads what has not been read of its files.
     *
     * @throws QueryException {@link SourceError} naming the file that can't be read or does not fit
     *     the others
     */
    SourceTable read(TableFiles table) {
        checkAlike(table);
        List<FileSchema> read = new ArrayList<>();
        for (DataFile file : table.files()) {
            read.add(schemas.schema(file, table.format(), table.files().size()));
        }
        ImmutableList<Field> partitions = PartitionColumns.fields(settings.root(), table.files());
        return switch (table.format()) {
            case PARQUET -> parquet(table, read, partitions);
            case CSV -> csv(table, read, partitions);
        };
    }

    private SourceTable parquet(
            TableFiles table, List<FileSchema> read, ImmutableList<Field> partitions) {
        List<FileSchema.Parquet> files = read.stream().map(FileSchema.Parquet.class::cast).toList();
        Schema schema = SchemaMerge.parquet(files, shown(table));
        Set<String> keys = lowerNames(partitions);
        List<Field> fields = new ArrayList<>();
        for (Field field : schema.getFields()) {
            if (!keys.contains(field.getName().toLowerCase(Locale.ROOT))) {
                fields.add(field);
            }
        }
        return table(table, fields, partitions, read, new FileFormat.Parquet());
    }

    private SourceTable csv(
            TableFiles table, List<FileSchema> read, ImmutableList<Field> partitions) {
        List<FileSchema.Csv> files = read.stream().map(FileSchema.Csv.class::cast).toList();
        FileSchema.Csv together = SchemaMerge.csv(files, shown(table));
        Set<String> keys = lowerNames(partitions);
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < together.names().size(); i++) {
            String name = together.names().get(i);
            if (keys.contains(name.toLowerCase(Locale.ROOT))) {
                throw CsvSample.bad(
                        shown(table).apply(0),
                        "its column '%s' is also the key of its folder; rename one"
                                .formatted(name));
            }
            fields.add(column(table, name, together.guesses().get(i)));
        }
        checkDeclared(table, together.names());
        CsvDialect dialect = together.dialect();
        FileFormat format =
                new FileFormat.Csv(
                        dialect.delimiter(),
                        dialect.quote(),
                        dialect.header(),
                        settings.nullText(),
                        dialect.compressed(),
                        ImmutableMap.of());
        return table(table, fields, partitions, read, format);
    }

    private Field column(TableFiles table, String name, ColumnGuess guess) {
        return settings.types().stream()
                .filter(declared -> declared.isFor(table.name(), name))
                .findFirst()
                .map(declared -> FieldTypes.renamed(declared.type(), name))
                .orElseGet(() -> guess.field(name));
    }

    /** A declaration that names this very table must find its column; it may be misspelt. */
    private void checkDeclared(TableFiles table, ImmutableList<String> names) {
        for (DeclaredColumn declared : settings.types()) {
            boolean ours =
                    declared.table().map(t -> t.equalsIgnoreCase(table.name())).orElse(false);
            boolean found = names.stream().anyMatch(name -> declared.isFor(table.name(), name));
            if (ours && !found) {
                throw new QueryException(
                        SourceError.SETTING_INVALID,
                        "Connection '%s': FILES_CSV_TYPES names the column '%s', but table '%s' has %s"
                                .formatted(
                                        settings.connection(),
                                        declared.column(),
                                        table.name(),
                                        String.join(", ", names)));
            }
        }
    }

    private SourceTable table(
            TableFiles table,
            List<Field> fields,
            ImmutableList<Field> partitions,
            List<FileSchema> read,
            FileFormat format) {
        ImmutableList<Field> all =
                ImmutableList.<Field>builder().addAll(fields).addAll(partitions).build();
        Limits.checkColumns(all.size(), settings.shown(table.place()));
        return new SourceTable(
                TableName.of(settings.connection(), table.name()),
                new Schema(all),
                new TableStatistics(rows(read), OptionalLong.of(table.bytes())),
                table.version(),
                new TableAccess.Files(
                        format,
                        table.files().stream()
                                .map(file -> file.path().toUri())
                                .collect(ImmutableList.toImmutableList()),
                        partitions.stream()
                                .map(Field::getName)
                                .collect(ImmutableList.toImmutableList())));
    }

    private static OptionalLong rows(List<FileSchema> read) {
        long rows = 0;
        for (FileSchema schema : read) {
            if (schema.estimatedRows().isEmpty()) {
                return OptionalLong.empty();
            }
            rows += schema.estimatedRows().getAsLong();
        }
        return OptionalLong.of(rows);
    }

    /** Files of one table must be of one format, in folders with the same keys. */
    private void checkAlike(TableFiles table) {
        DataFile first = table.files().get(0);
        for (DataFile file : table.files()) {
            boolean sameFormat =
                    FolderListing.format(file.path()).equals(Optional.of(table.format()));
            boolean sameKeys =
                    PartitionPath.of(settings.root(), file.path())
                            .keys()
                            .equals(table.partitions());
            if (!sameFormat || !sameKeys) {
                throw new QueryException(
                        SourceError.BAD_FILE,
                        "Table '%s' can't have both '%s' and '%s': %s"
                                .formatted(
                                        table.name(),
                                        settings.shown(first.path()),
                                        settings.shown(file.path()),
                                        sameFormat
                                                ? "their key=value folders differ"
                                                : "their formats differ"));
            }
        }
    }

    private IntFunction<String> shown(TableFiles table) {
        return i -> settings.shown(table.files().get(i).path());
    }

    private static Set<String> lowerNames(List<Field> fields) {
        Set<String> names = new HashSet<>();
        fields.forEach(field -> names.add(field.getName().toLowerCase(Locale.ROOT)));
        return names;
    }
}
