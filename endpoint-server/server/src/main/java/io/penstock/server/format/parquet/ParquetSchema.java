package io.penstock.server.format.parquet;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MapType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.NanoSeconds;
import org.apache.parquet.format.NullType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;

import java.util.ArrayList;
import java.util.List;

/**
 * An Arrow schema as Parquet's: the elements of the footer, depth first, and beside them the
 * writers of columns.
 */
final class ParquetSchema {
    /** Decimals of so many digits fit into 64 bits. */
    static final int LONG_DIGITS = 18;

    private final boolean utf8;
    private final List<SchemaElement> elements = new ArrayList<>();
    private final ImmutableList.Builder<LeafColumn> leaves = ImmutableList.builder();

    private ParquetSchema(boolean utf8) {
        this.utf8 = utf8;
    }

    /** Where a field stands: the names above it and the levels of a value there. */
    private record Place(ImmutableList<String> path, int repetition, int definition) {
        Place below(String name) {
            return new Place(
                    ImmutableList.<String>builder().addAll(path).add(name).build(),
                    repetition,
                    definition);
        }

        Place optional(boolean nullable) {
            return nullable ? new Place(path, repetition, definition + 1) : this;
        }

        Place repeated(String name) {
            return new Place(below(name).path, repetition + 1, definition + 1);
        }
    }

    /** The parts of a file with this schema. */
    record Parts(
            List<SchemaElement> elements,
            ImmutableList<ColumnShredder> columns,
            ImmutableList<LeafColumn> leaves) {}

    /**
     * Translates a schema.
     *
     * @param utf8 whether text is marked as such
     */
    static Parts of(Schema schema, boolean utf8) {
        ParquetSchema built = new ParquetSchema(utf8);
        SchemaElement root = new SchemaElement("schema");
        root.setNum_children(schema.getFields().size());
        built.elements.add(root);
        ImmutableList.Builder<ColumnShredder> columns = ImmutableList.builder();
        Place top = new Place(ImmutableList.of(), 0, 0);
        for (Field field : schema.getFields()) {
            columns.add(built.add(field, field.getName(), field.isNullable(), top));
        }
        return new Parts(built.elements, columns.build(), built.leaves.build());
    }

    private ColumnShredder add(Field field, String name, boolean nullable, Place above) {
        SchemaElement element = element(name, nullable);
        Place place = above.below(name).optional(nullable);
        return switch (field.getType()) {
            case ArrowType.List type -> list(field, element, place, nullable);
            case ArrowType.Map type -> map(field, element, place, nullable);
            case ArrowType.Struct type -> struct(field, element, place, nullable);
            default -> leaf(field, element, place, nullable);
        };
    }

    private SchemaElement element(String name, boolean nullable) {
        SchemaElement element = new SchemaElement(name);
        element.setRepetition_type(
                nullable ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED);
        elements.add(element);
        return element;
    }

    private Place addRepeated(String name, int children, Place place) {
        SchemaElement repeated = new SchemaElement(name);
        repeated.setRepetition_type(FieldRepetitionType.REPEATED);
        repeated.setNum_children(children);
        elements.add(repeated);
        return place.repeated(name);
    }

    private ColumnShredder list(Field field, SchemaElement element, Place place, boolean nullable) {
        element.setNum_children(1);
        element.setConverted_type(ConvertedType.LIST);
        element.setLogicalType(LogicalType.LIST(new ListType()));
        Place inside = addRepeated("list", 1, place);
        Field item = field.getChildren().get(0);
        ColumnShredder child = add(item, "element", item.isNullable(), inside);
        return new ColumnShredder.Repeated(field.getName(), nullable, inside.repetition(), child);
    }

    private ColumnShredder map(Field field, SchemaElement element, Place place, boolean nullable) {
        element.setNum_children(1);
        element.setConverted_type(ConvertedType.MAP);
        element.setLogicalType(LogicalType.MAP(new MapType()));
        Place inside = addRepeated("key_value", 2, place);
        List<Field> entry = field.getChildren().get(0).getChildren();
        ColumnShredder key = add(entry.get(0), "key", false, inside);
        ColumnShredder value = add(entry.get(1), "value", entry.get(1).isNullable(), inside);
        ColumnShredder pair =
                new ColumnShredder.Group("key_value", false, ImmutableList.of(key, value));
        return new ColumnShredder.Repeated(field.getName(), nullable, inside.repetition(), pair);
    }

    private ColumnShredder struct(
            Field field, SchemaElement element, Place place, boolean nullable) {
        element.setNum_children(field.getChildren().size());
        ImmutableList.Builder<ColumnShredder> members = ImmutableList.builder();
        for (Field member : field.getChildren()) {
            members.add(add(member, member.getName(), member.isNullable(), place));
        }
        return new ColumnShredder.Group(field.getName(), nullable, members.build());
    }

    private ColumnShredder leaf(Field field, SchemaElement element, Place place, boolean nullable) {
        describe(field, element);
        LeafColumn leaf =
                new LeafColumn(
                        place.path(), element.getType(), place.repetition(), place.definition());
        leaves.add(leaf);
        return new ColumnShredder.Leaf(field.getName(), nullable, leaf, LeafValues.of(field));
    }

    private void describe(Field field, SchemaElement element) {
        switch (field.getType()) {
            case ArrowType.Bool type -> element.setType(Type.BOOLEAN);
            case ArrowType.Int type -> integer(type, element);
            case ArrowType.FloatingPoint type ->
                    element.setType(
                            type.getPrecision() == FloatingPointPrecision.SINGLE
                                    ? Type.FLOAT
                                    : Type.DOUBLE);
            case ArrowType.Decimal type -> decimal(type, element);
            case ArrowType.Utf8 type -> text(field, element);
            case ArrowType.Binary type -> element.setType(Type.BYTE_ARRAY);
            case ArrowType.Interval type -> {
                element.setType(Type.FIXED_LEN_BYTE_ARRAY);
                element.setType_length(12);
                element.setConverted_type(ConvertedType.INTERVAL);
            }
            case ArrowType.Date type -> {
                element.setType(Type.INT32);
                element.setConverted_type(ConvertedType.DATE);
                element.setLogicalType(LogicalType.DATE(new DateType()));
            }
            case ArrowType.Time type -> {
                element.setType(Type.INT64);
                element.setLogicalType(
                        LogicalType.TIME(new TimeType(false, TimeUnit.MICROS(new MicroSeconds()))));
            }
            case ArrowType.Timestamp type -> timestamp(type, element);
            case ArrowType.Null type -> {
                element.setType(Type.INT32);
                element.setLogicalType(LogicalType.UNKNOWN(new NullType()));
            }
            default -> throw new IllegalArgumentException("no Parquet for " + field);
        }
    }

    private static void integer(ArrowType.Int type, SchemaElement element) {
        element.setType(type.getBitWidth() == 64 ? Type.INT64 : Type.INT32);
        element.setLogicalType(
                LogicalType.INTEGER(new IntType((byte) type.getBitWidth(), type.getIsSigned())));
        String converted = (type.getIsSigned() ? "INT_" : "UINT_") + type.getBitWidth();
        element.setConverted_type(ConvertedType.valueOf(converted));
    }

    private static void decimal(ArrowType.Decimal type, SchemaElement element) {
        if (type.getPrecision() <= LONG_DIGITS) {
            element.setType(Type.INT64);
        } else {
            element.setType(Type.FIXED_LEN_BYTE_ARRAY);
            element.setType_length(16);
        }
        element.setConverted_type(ConvertedType.DECIMAL);
        element.setScale(type.getScale());
        element.setPrecision(type.getPrecision());
        element.setLogicalType(
                LogicalType.DECIMAL(new DecimalType(type.getScale(), type.getPrecision())));
    }

    /** ClickHouse's texts are bytes unless asked for; what is not a String there is text here. */
    private void text(Field field, SchemaElement element) {
        if (utf8 || field.getMetadata().containsKey(FieldTypes.LOGICAL_TYPE)) {
            string(element);
        } else {
            element.setType(Type.BYTE_ARRAY);
        }
    }

    private static void string(SchemaElement element) {
        element.setType(Type.BYTE_ARRAY);
        element.setConverted_type(ConvertedType.UTF8);
        element.setLogicalType(LogicalType.STRING(new StringType()));
    }

    private static void timestamp(ArrowType.Timestamp type, SchemaElement element) {
        boolean zoned = type.getTimezone() != null;
        boolean nanos = type.getUnit() == org.apache.arrow.vector.types.TimeUnit.NANOSECOND;
        TimeUnit unit =
                nanos ? TimeUnit.NANOS(new NanoSeconds()) : TimeUnit.MICROS(new MicroSeconds());
        element.setType(Type.INT64);
        element.setLogicalType(LogicalType.TIMESTAMP(new TimestampType(zoned, unit)));
    }
}
