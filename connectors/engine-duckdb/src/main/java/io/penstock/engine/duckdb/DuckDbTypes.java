package io.penstock.engine.duckdb;

import com.google.common.collect.ImmutableMap;

import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * DuckDB's names of the types that pass the seams ({@link FieldTypes}), spelled as DuckDB itself
 * spells them.
 */
final class DuckDbTypes {
    private static final ImmutableMap<String, ArrowType> USUAL =
            ImmutableMap.<String, ArrowType>builder()
                    .put("BOOLEAN", FieldTypes.BOOL)
                    .put("TINYINT", new ArrowType.Int(8, true))
                    .put("SMALLINT", new ArrowType.Int(16, true))
                    .put("INTEGER", FieldTypes.INT32)
                    .put("BIGINT", FieldTypes.INT64)
                    .put("FLOAT", FieldTypes.FLOAT32)
                    .put("DOUBLE", FieldTypes.FLOAT64)
                    .put("VARCHAR", FieldTypes.UTF8)
                    .put("DATE", FieldTypes.DATE)
                    .put("TIMESTAMP", FieldTypes.TIMESTAMP)
                    .put("TIMESTAMP WITH TIME ZONE", FieldTypes.TIMESTAMP_UTC)
                    .buildOrThrow();

    private DuckDbTypes() {}

    /** The type whose values DuckDB exports exactly as the field says. */
    static String name(Field field) {
        ArrowType type = field.getType();
        return switch (type) {
            case ArrowType.Bool ignored -> "BOOLEAN";
            case ArrowType.Int integer -> integer(integer);
            case ArrowType.FloatingPoint floating ->
                    floating.getPrecision() == FloatingPointPrecision.SINGLE ? "FLOAT" : "DOUBLE";
            case ArrowType.Decimal decimal ->
                    "DECIMAL(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
            case ArrowType.Utf8 ignored -> "VARCHAR";
            case ArrowType.Binary ignored -> "BLOB";
            case ArrowType.Date ignored -> "DATE";
            case ArrowType.Time ignored -> "TIME";
            case ArrowType.Timestamp timestamp -> timestamp(timestamp);
            case ArrowType.Interval ignored -> "INTERVAL";
            case ArrowType.List ignored -> name(field.getChildren().get(0)) + "[]";
            case ArrowType.Struct ignored -> struct(field.getChildren());
            case ArrowType.Map ignored -> map(field.getChildren().get(0).getChildren());
            default ->
                    throw new IllegalArgumentException(
                            "column '%s' has the type %s, which does not pass the seams"
                                    .formatted(field.getName(), type));
        };
    }

    private static String integer(ArrowType.Int type) {
        String name =
                switch (type.getBitWidth()) {
                    case 8 -> "TINYINT";
                    case 16 -> "SMALLINT";
                    case 32 -> "INTEGER";
                    default -> "BIGINT";
                };
        return type.getIsSigned() ? name : "U" + name;
    }

    private static String timestamp(ArrowType.Timestamp type) {
        if (type.getTimezone() != null) {
            return "TIMESTAMP WITH TIME ZONE";
        }
        return type.getUnit() == TimeUnit.NANOSECOND ? "TIMESTAMP_NS" : "TIMESTAMP";
    }

    private static String struct(List<Field> children) {
        return children.stream()
                .map(child -> quoted(child.getName()) + " " + name(child))
                .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }

    private static String map(List<Field> keyAndValue) {
        return "MAP(" + name(keyAndValue.get(0)) + ", " + name(keyAndValue.get(1)) + ")";
    }

    /** An identifier in double quotes. */
    static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** Whether a prepared statement gives the schema's types as they are. */
    static boolean match(Schema schema, ResultSetMetaData result) throws SQLException {
        List<Field> fields = schema.getFields();
        if (fields.size() != result.getColumnCount()) {
            throw new IllegalStateException(
                    "the plan has %d columns, its SQL gives %d"
                            .formatted(fields.size(), result.getColumnCount()));
        }
        for (int i = 0; i < fields.size(); i++) {
            if (!name(fields.get(i)).equals(result.getColumnTypeName(i + 1))) {
                return false;
            }
        }
        return true;
    }

    /** The columns of a result, if all of them have types that any source may have. */
    static Optional<Schema> schema(ResultSetMetaData result) throws SQLException {
        List<Field> fields = new ArrayList<>();
        for (int i = 1; i <= result.getColumnCount(); i++) {
            Optional<ArrowType> type = type(result, i);
            if (type.isEmpty()) {
                return Optional.empty();
            }
            fields.add(FieldTypes.field(result.getColumnName(i), type.get(), true));
        }
        return Optional.of(new Schema(fields));
    }

    private static Optional<ArrowType> type(ResultSetMetaData result, int column)
            throws SQLException {
        String name = result.getColumnTypeName(column);
        return Optional.ofNullable(
                name.startsWith("DECIMAL(")
                        ? new ArrowType.Decimal(
                                result.getPrecision(column), result.getScale(column), 128)
                        : USUAL.get(name));
    }

    /** The same SELECT with each column cast to the schema's type. */
    static String casting(String sql, Schema schema) {
        StringBuilder columns = new StringBuilder();
        StringBuilder names = new StringBuilder();
        List<Field> fields = schema.getFields();
        for (int i = 0; i < fields.size(); i++) {
            String separator = i == 0 ? "" : ", ";
            columns.append(separator)
                    .append("CAST(c%d AS %s) AS c%d".formatted(i, name(fields.get(i)), i));
            names.append(separator).append('c').append(i);
        }
        return "SELECT %s FROM (%s) AS t(%s)".formatted(columns, sql, names);
    }
}
