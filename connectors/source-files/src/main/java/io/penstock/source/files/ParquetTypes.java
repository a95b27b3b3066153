package io.penstock.source.files;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.error.QueryException;
import io.penstock.spi.error.SourceError;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Turns a Parquet schema, a tree written depth first, into fields. The types are the ones that
 * DuckDB reads the file with, so that a plan and its rows agree. Source: "LogicalTypes" of the
 * Apache Parquet format, and its rules for lists and maps of older writers as DuckDB applies them.
 */
final class ParquetTypes {
    /** The format allows any depth; nobody needs more, and a damaged footer may claim it. */
    private static final int DEEPEST = 100;

    private final String shown;
    private List<SchemaElement> elements = List.of();
    private int next;

    /**
     * Starts a file.
     *
     * @param shown how messages name it
     */
    ParquetTypes(String shown) {
        this.shown = shown;
    }

    /**
     * The file's columns.
     *
     * @throws QueryException {@link SourceError#BAD_FILE} when the schema makes no sense or has a
     *     type that can't be read, {@link SourceError#TOO_MANY_COLUMNS}
     */
    ImmutableList<Field> fields(List<SchemaElement> schema) {
        elements = schema;
        next = 0;
        SchemaElement root = take();
        int count = root.getNum_children();
        if (count <= 0) {
            throw ParquetFooter.bad(shown, "it has no columns");
        }
        Limits.checkColumns(count, shown);
        Set<String> taken = new HashSet<>();
        ImmutableList.Builder<Field> fields = ImmutableList.builder();
        for (int i = 0; i < count; i++) {
            Field field = field(1);
            fields.add(FieldTypes.renamed(field, unique(field.getName(), taken)));
        }
        return fields.build();
    }

    /** DuckDB tells columns apart without regard to case, and names the second {@code A_1}. */
    private static String unique(String name, Set<String> taken) {
        String candidate = name;
        for (int i = 1; !taken.add(candidate.toLowerCase(Locale.ROOT)); i++) {
            candidate = name + "_" + i;
        }
        return candidate;
    }

    private SchemaElement take() {
        if (next >= elements.size()) {
            throw ParquetFooter.bad(shown, "its schema is damaged: it ends too early");
        }
        return elements.get(next++);
    }

    private Field field(int depth) {
        if (depth > DEEPEST) {
            throw ParquetFooter.bad(shown, "its schema is nested too deeply");
        }
        SchemaElement element = take();
        boolean repeated = element.getRepetition_type() == FieldRepetitionType.REPEATED;
        boolean nullable = element.getRepetition_type() != FieldRepetitionType.REQUIRED;
        Field field =
                element.getNum_children() > 0
                        ? group(element, nullable, repeated, depth)
                        : leaf(element, nullable);
        return repeated ? FieldTypes.list(element.getName(), field, nullable) : field;
    }

    private Field group(SchemaElement element, boolean nullable, boolean repeated, int depth) {
        ImmutableList.Builder<Field> builder = ImmutableList.builder();
        for (int i = 0; i < element.getNum_children(); i++) {
            builder.add(field(depth + 1));
        }
        ImmutableList<Field> children = builder.build();
        String name = element.getName();
        if (isMap(element)) {
            return map(name, children, nullable);
        }
        boolean wrapper = children.size() == 1 && (isList(element) || repeated);
        if (wrapper) {
            return new Field(
                    name,
                    new FieldType(
                            nullable,
                            children.get(0).getType(),
                            null,
                            children.get(0).getMetadata()),
                    children.get(0).getChildren());
        }
        return new Field(name, new FieldType(nullable, ArrowType.Struct.INSTANCE, null), children);
    }

    private Field map(String name, ImmutableList<Field> children, boolean nullable) {
        Field list = children.get(0);
        boolean pairs =
                children.size() == 1
                        && list.getType() instanceof ArrowType.List
                        && list.getChildren().get(0).getChildren().size() == 2;
        if (!pairs) {
            throw ParquetFooter.bad(shown, "its column '%s' is not a proper map".formatted(name));
        }
        Field key = list.getChildren().get(0).getChildren().get(0);
        Field value = list.getChildren().get(0).getChildren().get(1);
        Field entry =
                new Field(
                        "entries",
                        new FieldType(false, ArrowType.Struct.INSTANCE, null),
                        List.of(
                                withNullability(FieldTypes.renamed(key, "key"), false),
                                FieldTypes.renamed(value, "value")));
        return new Field(
                name, new FieldType(nullable, new ArrowType.Map(false), null), List.of(entry));
    }

    private static Field withNullability(Field field, boolean nullable) {
        return new Field(
                field.getName(),
                new FieldType(nullable, field.getType(), null, field.getMetadata()),
                field.getChildren());
    }

    private static boolean isMap(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        return (logical != null && logical.isSetMAP())
                || element.getConverted_type() == ConvertedType.MAP;
    }

    private static boolean isList(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        return (logical != null && logical.isSetLIST())
                || element.getConverted_type() == ConvertedType.LIST;
    }

    private Field leaf(SchemaElement element, boolean nullable) {
        if (element.getType() == null) {
            throw ParquetFooter.bad(
                    shown, "its column '%s' has no type".formatted(element.getName()));
        }
        LogicalType logical = element.getLogicalType();
        if (logical != null) {
            Field field = logical(element, logical, nullable);
            if (field != null) {
                return field;
            }
        }
        if (element.getConverted_type() != null) {
            Field field = converted(element, nullable);
            if (field != null) {
                return field;
            }
        }
        return physical(element, nullable);
    }

    /**
     * Only these: what a writer says in both the new and the old way, DuckDB takes from the old
     * one.
     */
    private @Nullable Field logical(SchemaElement element, LogicalType logical, boolean nullable) {
        String name = element.getName();
        if (logical.isSetTIMESTAMP()) {
            return timestamp(
                    name,
                    logical.getTIMESTAMP().getUnit(),
                    logical.getTIMESTAMP().isIsAdjustedToUTC(),
                    nullable);
        }
        if (logical.isSetTIME()) {
            return FieldTypes.field(name, FieldTypes.TIME, nullable);
        }
        if (logical.isSetUUID()) {
            return FieldTypes.logical(name, "UUID", nullable);
        }
        if (logical.isSetFLOAT16()) {
            return FieldTypes.field(name, FieldTypes.FLOAT32, nullable);
        }
        if (logical.isSetVARIANT() || logical.isSetGEOMETRY() || logical.isSetGEOGRAPHY()) {
            throw unsupported(name, logical.getSetField().getFieldName());
        }
        return null;
    }

    private QueryException unsupported(String column, String type) {
        return ParquetFooter.bad(
                shown,
                "its column '%s' has a type that is not supported (%s)".formatted(column, type));
    }

    private @Nullable Field converted(SchemaElement element, boolean nullable) {
        String name = element.getName();
        return switch (element.getConverted_type()) {
            case UTF8, ENUM -> FieldTypes.field(name, FieldTypes.UTF8, nullable);
            case JSON -> FieldTypes.logical(name, "JSON", nullable);
            case DATE -> FieldTypes.field(name, FieldTypes.DATE, nullable);
            case TIME_MILLIS, TIME_MICROS -> FieldTypes.field(name, FieldTypes.TIME, nullable);
            case TIMESTAMP_MILLIS -> FieldTypes.timestamp(name, 3, nullable);
            case TIMESTAMP_MICROS -> FieldTypes.timestamp(name, 6, nullable);
            case INT_8 -> integer(name, 8, true, nullable);
            case INT_16 -> integer(name, 16, true, nullable);
            case INT_32 -> integer(name, 32, true, nullable);
            case INT_64 -> integer(name, 64, true, nullable);
            case UINT_8 -> integer(name, 8, false, nullable);
            case UINT_16 -> integer(name, 16, false, nullable);
            case UINT_32 -> integer(name, 32, false, nullable);
            case UINT_64 -> integer(name, 64, false, nullable);
            case DECIMAL -> decimal(name, element.getPrecision(), element.getScale(), nullable);
            case INTERVAL -> FieldTypes.field(name, FieldTypes.INTERVAL, nullable);
            case BSON -> throw unsupported(name, "BSON");
            case LIST, MAP, MAP_KEY_VALUE -> null;
        };
    }

    private static Field physical(SchemaElement element, boolean nullable) {
        String name = element.getName();
        Type type = element.getType();
        return switch (type) {
            case BOOLEAN -> FieldTypes.field(name, FieldTypes.BOOL, nullable);
            case INT32 -> FieldTypes.field(name, FieldTypes.INT32, nullable);
            case INT64 -> FieldTypes.field(name, FieldTypes.INT64, nullable);
            case INT96 -> FieldTypes.timestamp(name, 6, nullable);
            case FLOAT -> FieldTypes.field(name, FieldTypes.FLOAT32, nullable);
            case DOUBLE -> FieldTypes.field(name, FieldTypes.FLOAT64, nullable);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY ->
                    FieldTypes.field(name, FieldTypes.BINARY, nullable);
        };
    }

    private static Field timestamp(String name, TimeUnit unit, boolean utc, boolean nullable) {
        if (utc) {
            return FieldTypes.field(name, FieldTypes.TIMESTAMP_UTC, nullable);
        }
        int precision = unit.isSetMILLIS() ? 3 : unit.isSetMICROS() ? 6 : 9;
        return FieldTypes.timestamp(name, precision, nullable);
    }

    private static Field integer(String name, int bits, boolean signed, boolean nullable) {
        return FieldTypes.field(name, new ArrowType.Int(bits, signed), nullable);
    }

    /** DuckDB reads decimals that are too long for it as floating point. */
    private static Field decimal(String name, int precision, int scale, boolean nullable) {
        ArrowType type =
                precision > 38 ? FieldTypes.FLOAT64 : new ArrowType.Decimal(precision, scale, 128);
        return FieldTypes.field(name, type, nullable);
    }
}
