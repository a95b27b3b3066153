package io.penstock.source.files;

import com.google.common.base.Joiner;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableAccess.FileFormat;

import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** DuckDB reading the same files: what it says about them, and their rows by our description. */
final class DuckDbJudge implements AutoCloseable {
    private final Connection connection;

    DuckDbJudge() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
        execute("SET TimeZone = 'UTC'");
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** {@code name TYPE} of each column of a query. */
    List<String> describe(String query) throws SQLException {
        return rows("SELECT column_name || ' ' || column_type FROM (DESCRIBE " + query + ")");
    }

    /** A query's rows, values joined by a bar. */
    List<String> rows(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            int columns = result.getMetaData().getColumnCount();
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(text(result.getObject(i)));
                }
                rows.add(Joiner.on('|').join(row));
            }
            return rows;
        }
    }

    /** The driver moves instants into the machine's zone; here they stay in UTC. */
    private static String text(@Nullable Object value) {
        return value instanceof OffsetDateTime moment
                ? moment.toInstant().toString()
                : String.valueOf(value);
    }

    /** The table's rows, read exactly as its description says. */
    List<String> rows(SourceTable table) throws SQLException {
        List<String> names = new ArrayList<>();
        table.schema()
                .getFields()
                .forEach(field -> names.add('"' + field.getName().replace("\"", "\"\"") + '"'));
        return rows("SELECT " + join(names) + " FROM " + from(table) + " ORDER BY ALL");
    }

    static String from(SourceTable table) {
        TableAccess.Files access = (TableAccess.Files) table.access();
        List<String> files = new ArrayList<>();
        access.files().forEach(uri -> files.add(quoted(Path.of(uri).toString())));
        List<String> hive = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Field field : table.schema().getFields()) {
            String entry = quoted(field.getName()) + ": " + quoted(typeName(field));
            boolean partition = access.partitions().contains(field.getName());
            (partition ? hive : columns).add(entry);
            if (!partition && field.getType().equals(FieldTypes.UTF8)) {
                texts.add(quoted(field.getName()));
            }
        }
        String partitions =
                hive.isEmpty()
                        ? ", hive_partitioning = false"
                        : ", hive_partitioning = true, hive_types = {" + join(hive) + "}";
        String list = "[" + join(files) + "]" + partitions;
        return switch (access.format()) {
            case FileFormat.Parquet() -> "read_parquet(" + list + ", union_by_name = true)";
            case FileFormat.Csv csv -> csv(csv, list, columns, texts);
        };
    }

    private static String csv(
            FileFormat.Csv csv, String list, List<String> columns, List<String> texts) {
        String quote = csv.quote().map(q -> quoted(String.valueOf(q))).orElse("''");
        return "read_csv("
                + list
                + (", auto_detect = false, delim = " + quoted(String.valueOf(csv.delimiter())))
                + (", quote = " + quote + ", escape = " + quote)
                + (", header = " + csv.header() + ", columns = {" + join(columns) + "}")
                + (csv.compressed() ? ", compression = 'gzip'" : ", compression = 'none'")
                + (csv.nullText().isPresent() ? ", nullstr = " + quoted(csv.nullText().get()) : "")
                + (csv.nullText().isEmpty() && !texts.isEmpty()
                        ? ", force_not_null = [" + join(texts) + "]"
                        : "")
                + ")";
    }

    private static String join(List<String> parts) {
        return Joiner.on(", ").join(parts);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** What DuckDB calls a field's type. */
    static String typeName(Field field) {
        String logical = field.getMetadata().get(FieldTypes.LOGICAL_TYPE);
        if (logical != null) {
            return logical;
        }
        ArrowType type = field.getType();
        if (type instanceof ArrowType.Int integer) {
            String name =
                    switch (integer.getBitWidth()) {
                        case 8 -> "TINYINT";
                        case 16 -> "SMALLINT";
                        case 32 -> "INTEGER";
                        default -> "BIGINT";
                    };
            return integer.getIsSigned() ? name : "U" + name;
        }
        if (type instanceof ArrowType.Decimal decimal) {
            return "DECIMAL(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
        }
        if (type instanceof ArrowType.Timestamp timestamp) {
            boolean nanos = timestamp.getUnit() == TimeUnit.NANOSECOND;
            return timestamp.getTimezone() != null
                    ? "TIMESTAMP WITH TIME ZONE"
                    : nanos ? "TIMESTAMP_NS" : "TIMESTAMP";
        }
        return switch (type) {
            case ArrowType.Bool ignored -> "BOOLEAN";
            case ArrowType.FloatingPoint f -> f.equals(FieldTypes.FLOAT32) ? "FLOAT" : "DOUBLE";
            case ArrowType.Utf8 ignored -> "VARCHAR";
            case ArrowType.Binary ignored -> "BLOB";
            case ArrowType.Date ignored -> "DATE";
            case ArrowType.Time ignored -> "TIME";
            case ArrowType.Interval ignored -> "INTERVAL";
            case ArrowType.List ignored -> typeName(field.getChildren().get(0)) + "[]";
            case ArrowType.Struct ignored -> struct(field);
            case ArrowType.Map ignored -> {
                List<Field> entry = field.getChildren().get(0).getChildren();
                yield "MAP(" + typeName(entry.get(0)) + ", " + typeName(entry.get(1)) + ")";
            }
            default -> throw new AssertionError("no name for " + type);
        };
    }

    private static String struct(Field field) {
        List<String> children = new ArrayList<>();
        for (Field child : field.getChildren()) {
            children.add(child.getName() + " " + typeName(child));
        }
        return "STRUCT(" + join(children) + ")";
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
