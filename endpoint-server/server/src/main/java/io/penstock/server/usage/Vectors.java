package io.penstock.server.usage;

import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Puts values of Java into Arrow's vectors. */
final class Vectors {
    private Vectors() {}

    static void text(FieldVector vector, int row, Object value) {
        ((VarCharVector) vector).setSafe(row, value.toString().getBytes(StandardCharsets.UTF_8));
    }

    static void timestamp(FieldVector vector, int row, Object micros) {
        ((TimeStampMicroVector) vector).setSafe(row, (long) micros);
    }

    static void date(FieldVector vector, int row, Object days) {
        ((DateDayVector) vector).setSafe(row, (int) days);
    }

    static void uint64(FieldVector vector, int row, Object value) {
        ((UInt8Vector) vector).setSafe(row, (long) value);
    }

    static void uint8(FieldVector vector, int row, Object value) {
        ((UInt1Vector) vector).setSafe(row, (boolean) value ? 1 : 0);
    }

    static void int32(FieldVector vector, int row, Object value) {
        ((IntVector) vector).setSafe(row, (int) value);
    }

    static void float32(FieldVector vector, int row, Object value) {
        ((Float4Vector) vector).setSafe(row, (float) (double) value);
    }

    static void float64(FieldVector vector, int row, Object value) {
        ((Float8Vector) vector).setSafe(row, (double) value);
    }

    static void texts(FieldVector vector, int row, Object value) {
        list((ListVector) vector, row, (List<?>) value, Vectors::text);
    }

    static void numbers(FieldVector vector, int row, Object value) {
        list((ListVector) vector, row, (List<?>) value, Vectors::float64);
    }

    private static void list(ListVector list, int row, List<?> values, UsageColumn.Writer element) {
        int start = list.startNewValue(row);
        for (int i = 0; i < values.size(); i++) {
            element.write(list.getDataVector(), start + i, values.get(i));
        }
        list.endValue(row, values.size());
    }

    static void map(FieldVector vector, int row, Object value) {
        MapVector map = (MapVector) vector;
        StructVector entries = (StructVector) map.getDataVector();
        Map<?, ?> pairs = (Map<?, ?>) value;
        int next = map.startNewValue(row);
        for (Map.Entry<?, ?> pair : pairs.entrySet()) {
            entries.setIndexDefined(next);
            text((FieldVector) entries.getChildByOrdinal(0), next, pair.getKey());
            text((FieldVector) entries.getChildByOrdinal(1), next, pair.getValue());
            next++;
        }
        map.endValue(row, pairs.size());
    }

    static void nothing(FieldVector vector, int row, Object value) {
        ((BaseFixedWidthVector) vector).setNull(row);
    }
}
