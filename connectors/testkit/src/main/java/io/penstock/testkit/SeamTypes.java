package io.penstock.testkit;

import com.google.common.collect.ImmutableSet;

import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Whether a field is one of those that {@link FieldTypes} lists. */
final class SeamTypes {
    private static final ImmutableSet<ArrowType> PLAIN =
            ImmutableSet.of(
                    FieldTypes.BOOL,
                    FieldTypes.FLOAT32,
                    FieldTypes.FLOAT64,
                    FieldTypes.UTF8,
                    FieldTypes.BINARY,
                    FieldTypes.DATE,
                    FieldTypes.TIME,
                    FieldTypes.TIMESTAMP,
                    FieldTypes.TIMESTAMP_NANO,
                    FieldTypes.TIMESTAMP_UTC,
                    FieldTypes.INTERVAL,
                    ArrowType.List.INSTANCE,
                    ArrowType.Struct.INSTANCE,
                    new ArrowType.Map(false));

    private SeamTypes() {}

    static boolean contain(Field field) {
        boolean itself =
                switch (field.getType()) {
                    case ArrowType.Int ignored -> true;
                    case ArrowType.Decimal decimal ->
                            decimal.getBitWidth() == 128 && decimal.getPrecision() <= 38;
                    default -> PLAIN.contains(field.getType());
                };
        return itself && field.getChildren().stream().allMatch(SeamTypes::contain);
    }
}
