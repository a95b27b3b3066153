package io.penstock.source.files;

import com.google.common.collect.ImmutableList;

import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The columns that {@code key=value} folders make. */
final class PartitionColumns {
    private PartitionColumns() {}

    /**
     * A column for each key: BIGINT when all its values are whole numbers (also {@code 07}), DATE
     * when all are ISO dates, otherwise text; it takes NULL when one folder says so.
     *
     * @param files in folders with the same keys
     */
    static ImmutableList<Field> fields(Path root, List<DataFile> files) {
        List<PartitionPath> paths =
                files.stream().map(file -> PartitionPath.of(root, file.path())).toList();
        ImmutableList<String> keys = paths.get(0).keys();
        ImmutableList.Builder<Field> fields = ImmutableList.builder();
        for (int i = 0; i < keys.size(); i++) {
            List<Optional<String>> values = new ArrayList<>();
            for (PartitionPath path : paths) {
                values.add(path.parts().get(i).value());
            }
            boolean nullable = values.stream().anyMatch(Optional::isEmpty);
            fields.add(FieldTypes.field(keys.get(i), type(values), nullable));
        }
        return fields.build();
    }

    private static ArrowType type(List<Optional<String>> values) {
        List<String> present = values.stream().flatMap(Optional::stream).toList();
        if (present.isEmpty()) {
            return FieldTypes.UTF8;
        }
        if (present.stream().allMatch(value -> value.matches("-?\\d{1,18}"))) {
            return FieldTypes.INT64;
        }
        boolean dates =
                present.stream().allMatch(v -> !v.isEmpty() && ValueKind.of(v) == ValueKind.DATE);
        return dates ? FieldTypes.DATE : FieldTypes.UTF8;
    }
}
