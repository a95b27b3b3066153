package io.penstock.server.format;

import com.google.common.collect.ImmutableMap;

import io.penstock.spi.error.QueryException;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

import java.util.function.Predicate;

/**
 * The columns of a result that is asked as Prometheus metrics: {@code name} text and {@code value}
 * number; when present {@code help} text, {@code type} text, {@code timestamp} number in
 * milliseconds, {@code labels} map of texts.
 */
final class PrometheusColumns {
    private static final String RIGHT =
            "a Prometheus endpoint has the columns name (text) and value (number), and may have"
                    + " help and type (text), timestamp (number), labels (map of text to text)";

    private final int name;
    private final int value;
    private final int help;
    private final int type;
    private final int timestamp;
    private final int labels;
    private @Nullable VectorSchemaRoot batch;

    private PrometheusColumns(Schema schema) {
        name = required(schema, "name", PrometheusColumns::isText);
        value = required(schema, "value", PrometheusColumns::isNumber);
        help = optional(schema, "help", PrometheusColumns::isText);
        type = optional(schema, "type", PrometheusColumns::isText);
        timestamp = optional(schema, "timestamp", PrometheusColumns::isNumber);
        labels = optional(schema, "labels", PrometheusColumns::isLabels);
    }

    /**
     * Finds the columns.
     *
     * @throws QueryException {@link FormatError#COLUMN_UNFIT} naming the column
     */
    static PrometheusColumns of(Schema schema) {
        return new PrometheusColumns(schema);
    }

    void bind(VectorSchemaRoot next) {
        batch = next;
    }

    String name(int row) {
        return text(name, row);
    }

    /** Empty when there is none. */
    String help(int row) {
        return text(help, row);
    }

    /** Empty when there is none. */
    String type(int row) {
        return text(type, row);
    }

    /** The sample's text; empty for NULL. */
    String value(int row) {
        Object number = vector(value).getObject(row);
        return switch (number) {
            case null -> "";
            case Double d when d.isNaN() -> "NaN";
            case Double d when d.isInfinite() -> d > 0 ? "+Inf" : "-Inf";
            case Float f when f.isNaN() -> "NaN";
            case Float f when f.isInfinite() -> f > 0 ? "+Inf" : "-Inf";
            default -> number.toString();
        };
    }

    /** Milliseconds; empty when there is none. */
    String timestamp(int row) {
        Object millis = timestamp < 0 ? null : vector(timestamp).getObject(row);
        return millis instanceof Number number ? Long.toString(number.longValue()) : "";
    }

    /** By name in the row's order; an absent value counts as empty. */
    ImmutableMap<String, String> labels(int row) {
        if (labels < 0 || vector(labels).isNull(row)) {
            return ImmutableMap.of();
        }
        MapVector map = (MapVector) vector(labels);
        StructVector entries = (StructVector) map.getDataVector();
        ImmutableMap.Builder<String, String> found = ImmutableMap.builder();
        for (int i = map.getElementStartIndex(row); i < map.getElementEndIndex(row); i++) {
            found.put(
                    text((FieldVector) entries.getChildByOrdinal(0), i),
                    text((FieldVector) entries.getChildByOrdinal(1), i));
        }
        return found.buildKeepingLast();
    }

    private String text(int column, int row) {
        return column < 0 ? "" : text(vector(column), row);
    }

    private static String text(FieldVector vector, int row) {
        return vector.isNull(row) ? "" : ((VarCharVector) vector).getObject(row).toString();
    }

    private FieldVector vector(int column) {
        if (batch == null) {
            throw new IllegalStateException("no batch");
        }
        return batch.getVector(column);
    }

    private static int required(Schema schema, String column, Predicate<Field> fits) {
        int index = optional(schema, column, fits);
        if (index < 0) {
            throw new QueryException(
                    FormatError.COLUMN_UNFIT,
                    "The result has no column '%s'; %s".formatted(column, RIGHT));
        }
        return index;
    }

    private static int optional(Schema schema, String column, Predicate<Field> fits) {
        for (int i = 0; i < schema.getFields().size(); i++) {
            Field field = schema.getFields().get(i);
            if (field.getName().equalsIgnoreCase(column)) {
                if (!fits.test(field)) {
                    throw new QueryException(
                            FormatError.COLUMN_UNFIT,
                            "Column '%s' is %s; %s"
                                    .formatted(column, ClickHouseTypes.name(field), RIGHT));
                }
                return i;
            }
        }
        return -1;
    }

    private static boolean isText(Field field) {
        return field.getType() instanceof ArrowType.Utf8;
    }

    private static boolean isNumber(Field field) {
        return field.getType() instanceof ArrowType.Int
                || field.getType() instanceof ArrowType.FloatingPoint
                || field.getType() instanceof ArrowType.Decimal;
    }

    private static boolean isLabels(Field field) {
        return field.getType() instanceof ArrowType.Map
                && field.getChildren().get(0).getChildren().stream()
                        .allMatch(PrometheusColumns::isText);
    }
}
