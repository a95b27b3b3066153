package io.penstock.server.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.Test;

import java.util.List;

class ClickHouseTypesTest {
    private static void assertName(Field field, String name) {
        assertThat(ClickHouseTypes.name(field)).isEqualTo(name);
    }

    private static Field field(ArrowType type) {
        return FieldTypes.field("v", type, false);
    }

    @Test
    void plainTypes() {
        assertName(field(FieldTypes.BOOL), "Bool");
        assertName(field(new ArrowType.Int(8, true)), "Int8");
        assertName(field(new ArrowType.Int(64, false)), "UInt64");
        assertName(field(FieldTypes.FLOAT32), "Float32");
        assertName(field(FieldTypes.FLOAT64), "Float64");
        assertName(field(new ArrowType.Decimal(10, 2, 128)), "Decimal(10, 2)");
        assertName(field(FieldTypes.UTF8), "String");
        assertName(field(FieldTypes.DATE), "Date");
        assertName(field(FieldTypes.TIMESTAMP), "DateTime64(6)");
        assertName(field(FieldTypes.TIMESTAMP_NANO), "DateTime64(9)");
        assertName(field(FieldTypes.TIMESTAMP_UTC), "DateTime64(6, 'UTC')");
        assertName(FieldTypes.timestamp("v", 0, false), "DateTime");
        assertName(FieldTypes.timestamp("v", 3, true), "Nullable(DateTime64(3))");
        assertName(FieldTypes.logical("v", "UUID", true), "Nullable(UUID)");
        assertName(FieldTypes.logical("v", "JSON", false), "String");
    }

    @Test
    void nestedTypesAreNeverNullable() {
        Field text = FieldTypes.field("x", FieldTypes.UTF8, true);
        Field number = FieldTypes.field("y", FieldTypes.INT32, false);
        assertName(FieldTypes.list("v", text, true), "Array(Nullable(String))");
        assertName(struct(text, number), "Tuple(x Nullable(String), y Int32)");
        assertName(
                struct(FieldTypes.renamed(text, "EXPR$0"), FieldTypes.renamed(number, "EXPR$1")),
                "Tuple(Nullable(String), Int32)");
        assertName(map(text, number), "Map(String, Int32)");
    }

    private static Field struct(Field... members) {
        return new Field("v", FieldType.nullable(ArrowType.Struct.INSTANCE), List.of(members));
    }

    private static Field map(Field key, Field value) {
        Field entries =
                new Field(
                        "entries",
                        FieldType.notNullable(ArrowType.Struct.INSTANCE),
                        List.of(key, value));
        return new Field("v", FieldType.nullable(new ArrowType.Map(false)), List.of(entries));
    }
}
