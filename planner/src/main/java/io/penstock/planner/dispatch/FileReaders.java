package io.penstock.planner.dispatch;

import com.google.common.collect.ImmutableList;

import io.penstock.planner.catalog.PenstockTypeFactory;
import io.penstock.planner.catalog.TypeMapping;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableAccess.FileFormat;

import org.apache.arrow.vector.types.pojo.Field;
import org.apache.calcite.rel.type.RelDataTypeFactory;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Files as table functions of DuckDB. Nothing is left to its guesses: the table says it all. */
final class FileReaders {
    private FileReaders() {}

    /** A call that reads the table's files, with columns named and typed as the table's are. */
    static String call(SourceTable table, TableAccess.Files access, RelDataTypeFactory types) {
        List<String> options = new ArrayList<>();
        options.add(files(access.files()));
        PenstockTypeFactory factory = (PenstockTypeFactory) types;
        boolean parquet = access.format() instanceof FileFormat.Parquet;
        if (access.format() instanceof FileFormat.Csv csv) {
            options.addAll(csv(table, access, csv, factory));
        } else if (access.files().size() > 1) {
            options.add("union_by_name = true");
        }
        options.addAll(partitions(table, access, factory));
        String call =
                "%s(%s)"
                        .formatted(
                                parquet ? "read_parquet" : "read_csv", String.join(", ", options));
        String promises = parquet ? "" : promises(table, access);
        return promises.isEmpty()
                ? call
                : "(SELECT * REPLACE (%s) FROM %s)".formatted(promises, call);
    }

    /** A CSV file can't promise that a column has no NULLs, its author did: where one is read. */
    private static String promises(SourceTable table, TableAccess.Files access) {
        return table.schema().getFields().stream()
                .filter(field -> !field.isNullable())
                .map(Field::getName)
                .filter(name -> !access.partitions().contains(name))
                .map(
                        name ->
                                "COALESCE(%1$s, error(%2$s)) AS %1$s"
                                        .formatted(
                                                DuckText.name(name),
                                                DuckText.string(broken(table, name))))
                .collect(Collectors.joining(", "));
    }

    private static String broken(SourceTable table, String column) {
        return "Column '%s' of table '%s' has an empty value; its declared type takes none"
                .formatted(column, table.name());
    }

    private static String files(ImmutableList<URI> files) {
        return files.stream()
                .map(file -> DuckText.string(globSafe(Path.of(file).toString())))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** A path is a pattern for DuckDB: what would match more stands in brackets. */
    private static String globSafe(String path) {
        StringBuilder safe = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char character = path.charAt(i);
            boolean special = character == '*' || character == '?' || character == '[';
            safe.append(special ? "[" + character + "]" : String.valueOf(character));
        }
        return safe.toString();
    }

    private static List<String> partitions(
            SourceTable table, TableAccess.Files access, PenstockTypeFactory factory) {
        if (access.partitions().isEmpty()) {
            return List.of("hive_partitioning = false");
        }
        String types =
                columns(table, factory, field -> access.partitions().contains(field.getName()));
        return List.of("hive_partitioning = true", "hive_types = " + types);
    }

    private static String columns(
            SourceTable table, PenstockTypeFactory factory, Predicate<Field> chosen) {
        return table.schema().getFields().stream()
                .filter(chosen)
                .map(
                        field ->
                                "%s: %s"
                                        .formatted(
                                                DuckText.string(field.getName()),
                                                DuckText.string(type(field, factory))))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String type(Field field, PenstockTypeFactory factory) {
        return DuckText.type(TypeMapping.sqlType(factory, field));
    }

    private static List<String> csv(
            SourceTable table,
            TableAccess.Files access,
            FileFormat.Csv csv,
            PenstockTypeFactory factory) {
        List<String> options = new ArrayList<>();
        options.add("auto_detect = false");
        options.add("header = " + csv.header());
        options.add("delim = " + DuckText.string(String.valueOf(csv.delimiter())));
        String quote = csv.quote().map(String::valueOf).orElse("");
        options.add("quote = " + DuckText.string(quote));
        options.add("escape = " + DuckText.string(quote));
        options.addAll(nulls(table, access, csv));
        options.add("compression = " + DuckText.string(csv.compressed() ? "gzip" : "none"));
        formats(csv).ifPresent(options::add);
        options.add(
                "columns = "
                        + columns(
                                table,
                                factory,
                                field -> !access.partitions().contains(field.getName())));
        return options;
    }

    /** Without a text for NULL, an empty text is a text. */
    private static List<String> nulls(
            SourceTable table, TableAccess.Files access, FileFormat.Csv csv) {
        if (csv.nullText().isPresent()) {
            return List.of("nullstr = " + DuckText.string(csv.nullText().get()));
        }
        List<String> texts =
                table.schema().getFields().stream()
                        .filter(field -> field.getType().equals(FieldTypes.UTF8))
                        .map(Field::getName)
                        .filter(name -> !access.partitions().contains(name))
                        .map(DuckText::string)
                        .toList();
        return texts.isEmpty()
                ? List.of()
                : List.of("force_not_null = [%s]".formatted(String.join(", ", texts)));
    }

    private static Optional<String> formats(FileFormat.Csv csv) {
        return csv.timestampFormats().values().stream()
                .findFirst()
                .map(format -> "timestampformat = " + DuckText.string(format));
    }
}
