package io.penstock.server.format.parquet;

import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

import java.util.Arrays;

/** Copies a vector's values in PLAIN encoding. Thread: one at a time. */
final class LeafValues {
    private final Copy copy;
    private FieldVector vector;

    @FunctionalInterface
    private interface Copy {
        void write(FieldVector from, int index, Plain to);
    }

    @SuppressWarnings("NullAway.Init") // bound before the first row
    private LeafValues(Copy copy) {
        this.copy = copy;
    }

    void bind(FieldVector next) {
        vector = next;
    }

    /** Writes a value that is there. */
    void write(int index, Plain to) {
        copy.write(vector, index, to);
    }

    /** The values of a column. */
    static LeafValues of(Field field) {
        return new LeafValues(
                switch (field.getType()) {
                    case ArrowType.Bool type ->
                            (from, i, to) -> to.putBit(((BitVector) from).get(i) != 0);
                    case ArrowType.Int type -> integer(type);
                    case ArrowType.FloatingPoint type ->
                            type.getPrecision() == FloatingPointPrecision.SINGLE
                                    ? LeafValues::four
                                    : LeafValues::eight;
                    case ArrowType.Date type -> LeafValues::four;
                    case ArrowType.Time type -> LeafValues::eight;
                    case ArrowType.Timestamp type -> LeafValues::eight;
                    case ArrowType.Decimal type ->
                            type.getPrecision() <= ParquetSchema.LONG_DIGITS
                                    ? LeafValues::shortDecimal
                                    : LeafValues::decimal;
                    case ArrowType.Utf8 type -> LeafValues::variable;
                    case ArrowType.Binary type -> LeafValues::variable;
                    case ArrowType.Interval type -> LeafValues::interval;
                    case ArrowType.Null type -> LeafValues::nothing;
                    default -> throw new IllegalArgumentException("no Parquet for " + field);
                });
    }

    private static Copy integer(ArrowType.Int type) {
        long mask = -1L >>> (64 - type.getBitWidth());
        boolean signed = type.getIsSigned();
        return switch (type.getBitWidth()) {
            case 8 ->
                    (from, i, to) -> {
                        byte value = from.getDataBuffer().getByte(i);
                        to.putInt(signed ? value : (int) (value & mask));
                    };
            case 16 ->
                    (from, i, to) -> {
                        short value = from.getDataBuffer().getShort(2L * i);
                        to.putInt(signed ? value : (int) (value & mask));
                    };
            case 32 -> LeafValues::four;
            default -> LeafValues::eight;
        };
    }

    private static void four(FieldVector from, int index, Plain to) {
        to.putInt(from.getDataBuffer().getInt(4L * index));
    }

    private static void eight(FieldVector from, int index, Plain to) {
        to.putLong(from.getDataBuffer().getLong(8L * index));
    }

    private static void shortDecimal(FieldVector from, int index, Plain to) {
        to.putLong(from.getDataBuffer().getLong(16L * index));
    }

    /** Parquet wants the most significant byte first. */
    private static void decimal(FieldVector from, int index, Plain to) {
        byte[] bytes = new byte[16];
        byte[] digits = ((DecimalVector) from).getObject(index).unscaledValue().toByteArray();
        Arrays.fill(bytes, 0, 16 - digits.length, (byte) (digits[0] < 0 ? -1 : 0));
        System.arraycopy(digits, 0, bytes, 16 - digits.length, digits.length);
        to.putBytes(bytes, 16);
    }

    private static void variable(FieldVector from, int index, Plain to) {
        int start = from.getOffsetBuffer().getInt(4L * index);
        byte[] bytes = new byte[from.getOffsetBuffer().getInt(4L * index + 4) - start];
        from.getDataBuffer().getBytes(start, bytes);
        to.putVariable(bytes);
    }

    /** Months, days and milliseconds: Parquet has nothing finer. */
    private static void interval(FieldVector from, int index, Plain to) {
        long at = 16L * index;
        to.putInt(from.getDataBuffer().getInt(at));
        to.putInt(from.getDataBuffer().getInt(at + 4));
        to.putInt((int) (from.getDataBuffer().getLong(at + 8) / 1_000_000));
    }

    private static void nothing(FieldVector from, int index, Plain to) {
        throw new IllegalStateException(
                "row %d of a column of NULLs has a value; %d bytes so far"
                        .formatted(index, to.size()));
    }
}
