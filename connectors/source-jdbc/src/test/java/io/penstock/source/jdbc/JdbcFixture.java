package io.penstock.source.jdbc;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.BaseEncoding;

import io.penstock.spi.ConnectionSettings;
import io.penstock.spi.Source;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.catalog.RemoteDialect;
import io.penstock.spi.catalog.SourceTable;
import io.penstock.spi.catalog.TableAccess;
import io.penstock.spi.catalog.TableStatistics;
import io.penstock.spi.engine.BatchStream;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.scan.Scan;
import io.penstock.spi.sql.BoundValue;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Opens JDBC sources called shop and reads from them as an engine would. */
final class JdbcFixture {
    private JdbcFixture() {}

    static Source open(Path project, String... settings) {
        ImmutableMap.Builder<String, String> values = ImmutableMap.builder();
        for (int i = 0; i < settings.length; i += 2) {
            values.put(settings[i], settings[i + 1]);
        }
        return new JdbcSourceFactory()
                .open(
                        new ConnectionSettings(
                                "shop",
                                "jdbc",
                                values.buildOrThrow(),
                                ImmutableMap.of(),
                                project,
                                project.resolve("drivers")));
    }

    /** What the database says once it has: nobody waits for it for long. */
    static TableStatistics statistics(Source source, SourceTable table) {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        TableStatistics known = source.statistics(table);
        while (known.equals(TableStatistics.UNKNOWN) && Instant.now().isBefore(end)) {
            Thread.onSpinWait();
            known = source.statistics(table);
        }
        return known;
    }

    static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static SourceTable table(Source source, String... path) {
        return source.table(ImmutableList.copyOf(path)).orElseThrow();
    }

    static QueryContext context() {
        return new QueryContext("test", Duration.ofSeconds(30));
    }

    /** All columns of a table. */
    static Scan.Pushed scan(SourceTable table) {
        TableAccess.Remote remote = (TableAccess.Remote) table.access();
        String quote = remote.dialect() == RemoteDialect.MYSQL ? "`" : "\"";
        List<String> columns = new ArrayList<>();
        remote.columns().forEach(column -> columns.add(quote + column + quote));
        List<String> path = new ArrayList<>();
        remote.path().forEach(name -> path.add(quote + name + quote));
        String sql =
                "SELECT "
                        + Joiner.on(", ").join(columns)
                        + " FROM "
                        + Joiner.on('.').join(path)
                        + " ORDER BY 1";
        return scan(sql, table.schema());
    }

    static Scan.Pushed scan(String sql, Schema schema, BoundValue... values) {
        return new Scan.Pushed("island_0", "shop", sql, ImmutableList.copyOf(values), schema, true);
    }

    /** A schema of nullable columns called as here. */
    static Schema schema(Object... namesAndTypes) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            fields.add(
                    FieldTypes.field(
                            (String) namesAndTypes[i], (ArrowType) namesAndTypes[i + 1], true));
        }
        return new Schema(fields);
    }

    static List<String> rows(Source source, SourceTable table) {
        return rows(source, scan(table));
    }

    /** A scan's rows, values joined by a bar. */
    static List<String> rows(Source source, Scan.Pushed scan) {
        try (BatchStream stream = source.read(scan, context())) {
            List<String> rows = new ArrayList<>();
            while (stream.next()) {
                for (int row = 0; row < stream.batch().getRowCount(); row++) {
                    rows.add(row(stream, row));
                }
            }
            return rows;
        }
    }

    private static String row(BatchStream stream, int row) {
        List<String> values = new ArrayList<>();
        for (FieldVector vector : stream.batch().getFieldVectors()) {
            values.add(text(vector, row));
        }
        return Joiner.on('|').join(values);
    }

    private static String text(FieldVector vector, int row) {
        if (vector.isNull(row)) {
            return "null";
        }
        Object value = vector.getObject(row);
        return switch (vector.getField().getType()) {
            case ArrowType.Date ignored ->
                    LocalDate.ofEpochDay(((Number) value).intValue()).toString();
            case ArrowType.Time ignored ->
                    LocalTime.ofNanoOfDay(((Number) value).longValue() * 1_000).toString();
            case ArrowType.Timestamp timestamp when timestamp.getTimezone() != null ->
                    Instant.EPOCH.plus(((Number) value).longValue(), ChronoUnit.MICROS).toString();
            case ArrowType.Binary ignored -> BaseEncoding.base16().encode((byte[]) value);
            case ArrowType.Int type when !type.getIsSigned() && type.getBitWidth() == 64 ->
                    Long.toUnsignedString(((Number) value).longValue());
            case ArrowType.Int type when !type.getIsSigned() && type.getBitWidth() == 32 ->
                    Integer.toUnsignedString(((Number) value).intValue());
            case ArrowType.Int type when !type.getIsSigned() && type.getBitWidth() == 8 ->
                    String.valueOf(((Number) value).byteValue() & 0xff);
            default -> value.toString();
        };
    }

    /** {@code name type} of each column, and {@code not null} where it takes none. */
    static List<String> columns(SourceTable table) {
        return table.schema().getFields().stream()
                .map(
                        field ->
                                field.getName()
                                        + " "
                                        + type(field)
                                        + (field.isNullable() ? "" : " not null"))
                .toList();
    }

    private static String type(Field field) {
        String logical = field.getMetadata().get(FieldTypes.LOGICAL_TYPE);
        if (logical != null) {
            return logical;
        }
        return switch (field.getType()) {
            case ArrowType.Int type -> (type.getIsSigned() ? "int" : "uint") + type.getBitWidth();
            case ArrowType.FloatingPoint type ->
                    type.equals(FieldTypes.FLOAT32) ? "float32" : "float64";
            case ArrowType.Decimal type ->
                    "decimal(" + type.getPrecision() + "," + type.getScale() + ")";
            case ArrowType.Timestamp type ->
                    type.getTimezone() == null
                            ? "timestamp(" + FieldTypes.precision(field) + ")"
                            : "timestamptz";
            case ArrowType.List ignored -> type(field.getChildren().get(0)) + "[]";
            case ArrowType.Bool ignored -> "bool";
            case ArrowType.Utf8 ignored -> "text";
            case ArrowType.Binary ignored -> "binary";
            case ArrowType.Date ignored -> "date";
            case ArrowType.Time ignored -> "time";
            default -> throw new AssertionError("no name for " + field);
        };
    }
}
