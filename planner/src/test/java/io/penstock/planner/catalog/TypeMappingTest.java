package io.penstock.planner.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

class TypeMappingTest {
    static Stream<Field> fields() {
        return Stream.of(false, true)
                .flatMap(nullable -> Stream.concat(simple(nullable), nested(nullable)));
    }

    private static Stream<Field> simple(boolean nullable) {
        return Stream.concat(
                Stream.of(
                                FieldTypes.BOOL,
                                new ArrowType.Int(8, true),
                                new ArrowType.Int(16, true),
                                FieldTypes.INT32,
                                FieldTypes.INT64,
                                new ArrowType.Int(8, false),
                                new ArrowType.Int(16, false),
                                new ArrowType.Int(32, false),
                                new ArrowType.Int(64, false),
                                FieldTypes.FLOAT32,
                                FieldTypes.FLOAT64,
                                new ArrowType.Decimal(38, 10, 128),
                                new ArrowType.Decimal(5, 0, 128),
                                FieldTypes.UTF8,
                                FieldTypes.BINARY,
                                FieldTypes.DATE,
                                FieldTypes.TIME,
                                FieldTypes.TIMESTAMP_UTC,
                                FieldTypes.INTERVAL)
                        .map(type -> FieldTypes.field("c", type, nullable)),
                Stream.of(
                        FieldTypes.timestamp("c", 0, nullable),
                        FieldTypes.timestamp("c", 3, nullable),
                        FieldTypes.timestamp("c", 6, nullable),
                        FieldTypes.timestamp("c", 9, nullable),
                        FieldTypes.logical("c", "UUID", nullable)));
    }

    private static Stream<Field> nested(boolean nullable) {
        Field number = FieldTypes.field("n", FieldTypes.INT32, true);
        // In SQL the fields of a row that may be NULL may be NULL too.
        Field text = FieldTypes.field("s", FieldTypes.UTF8, nullable);
        Field list = FieldTypes.list("c", number, nullable);
        Field struct =
                new Field(
                        "c",
                        new FieldType(nullable, ArrowType.Struct.INSTANCE, null),
                        List.of(number, text));
        return Stream.of(list, FieldTypes.list("c", list, nullable), struct);
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aFieldComesBackAsItWas(Field field) {
        PenstockTypeFactory types = new PenstockTypeFactory();
        assertThat(TypeMapping.field("c", TypeMapping.sqlType(types, field))).isEqualTo(field);
    }
}
