package io.penstock.server.flight;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Unsigned numbers as signed ones that hold all of their values. JDBC has no unsigned types, and
 * drivers read large values of Arrow's as negative ones.
 */
final class SignedNumbers {
    private static final int BYTE_MASK = 0xFF;
    private static final long INT_MASK = 0xFFFF_FFFFL;

    /** As many digits as 64 bits without a sign may have. */
    private static final ArrowType DECIMAL = new ArrowType.Decimal(20, 0, 128);

    private SignedNumbers() {}

    /** The type that a column goes out with. */
    static ArrowType type(ArrowType type) {
        if (!(type instanceof ArrowType.Int number) || number.getIsSigned()) {
            return type;
        }
        int bits = number.getBitWidth();
        return bits == 64 ? DECIMAL : new ArrowType.Int(2 * bits, true);
    }

    /**
     * Fills a column with the values of an unsigned one.
     *
     * @param target of the type that {@link #type} gives; gets new memory
     */
    static void copy(FieldVector source, BaseFixedWidthVector target, int rows) {
        target.clear();
        target.allocateNew(rows);
        for (int row = 0; row < rows; row++) {
            if (source.isNull(row)) {
                target.setNull(row);
            } else {
                copy(source, target, row, row);
            }
        }
        target.setValueCount(rows);
    }

    private static void copy(FieldVector source, FieldVector target, int from, int to) {
        switch (source) {
            case UInt1Vector numbers ->
                    ((SmallIntVector) target).set(to, numbers.get(from) & BYTE_MASK);
            case UInt2Vector numbers -> ((IntVector) target).set(to, numbers.get(from));
            case UInt4Vector numbers ->
                    ((BigIntVector) target).set(to, numbers.get(from) & INT_MASK);
            case UInt8Vector numbers -> set((DecimalVector) target, to, numbers.get(from));
            default -> throw new IllegalArgumentException("not unsigned: " + source.getField());
        }
    }

    /** 16 bytes, the lowest first; the upper ones of a number without sign are zero. */
    private static void set(DecimalVector target, int row, long bits) {
        target.setIndexDefined(row);
        ArrowBuf values = target.getDataBuffer();
        long at = (long) row * DecimalVector.TYPE_WIDTH;
        values.setLong(at, bits);
        values.setLong(at + Long.BYTES, 0);
    }
}
