package io.penstock.server.avatica;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.calcite.avatica.proto.Common;

/**
 * Values of a row as Avatica's protocol buffers have them: a ColumnValue around one TypedValue, or
 * around several for an array. Old clients' repeated copy of each value is left out. Thread: one at
 * a time.
 *
 * <p>The same TypedValue stands in a row and in an array, under another number; {@code field} says
 * which: {@link #SCALAR} or {@link #ELEMENT}.
 */
final class Cells {
    /** ColumnValue.scalar_value. */
    static final int SCALAR = Common.ColumnValue.SCALAR_VALUE_FIELD_NUMBER;

    /** ColumnValue.array_value. */
    static final int ELEMENT = Common.ColumnValue.ARRAY_VALUE_FIELD_NUMBER;

    private static final int TYPE_SIZE = 2;
    private static final int NULL_SIZE = TYPE_SIZE + 2;
    private static final int DOUBLE_SIZE = TYPE_SIZE + 1 + Long.BYTES;

    private Cells() {}

    static void putNull(int field, ProtoOutput out) {
        open(field, NULL_SIZE, Common.Rep.NULL, out);
        out.tag(Common.TypedValue.NULL_FIELD_NUMBER, ProtoOutput.VARINT);
        out.put((byte) 1);
    }

    static void putBoolean(int field, boolean value, ProtoOutput out) {
        open(field, TYPE_SIZE + 2, Common.Rep.BOOLEAN, out);
        out.tag(Common.TypedValue.BOOL_VALUE_FIELD_NUMBER, ProtoOutput.VARINT);
        out.put((byte) (value ? 1 : 0));
    }

    /** Whole numbers, dates, times, and a float's bits. */
    static void putNumber(int field, Common.Rep rep, long value, ProtoOutput out) {
        long coded = ProtoOutput.zigZag(value);
        open(field, TYPE_SIZE + 1 + ProtoOutput.varintSize(coded), rep, out);
        out.tag(Common.TypedValue.NUMBER_VALUE_FIELD_NUMBER, ProtoOutput.VARINT);
        out.varint(coded);
    }

    static void putDouble(int field, double value, ProtoOutput out) {
        open(field, DOUBLE_SIZE, Common.Rep.DOUBLE, out);
        out.tag(Common.TypedValue.DOUBLE_VALUE_FIELD_NUMBER, ProtoOutput.FIXED64);
        out.fixed64(Double.doubleToRawLongBits(value));
    }

    /** Text, a decimal's text, or bytes. */
    static void putBytes(int field, Common.Rep rep, byte[] value, ProtoOutput out) {
        openBytes(field, rep, value.length, out);
        out.put(value);
    }

    /** The same, straight from a vector. */
    static void putBytes(
            int field, Common.Rep rep, ArrowBuf data, long from, int length, ProtoOutput out) {
        openBytes(field, rep, length, out);
        out.reserve(length);
        data.getBytes(from, out.array(), out.size(), length);
        out.advance(length);
    }

    private static void openBytes(int field, Common.Rep rep, int length, ProtoOutput out) {
        open(field, TYPE_SIZE + 1 + ProtoOutput.varintSize(length) + length, rep, out);
        out.tag(
                rep == Common.Rep.BYTE_STRING
                        ? Common.TypedValue.BYTES_VALUE_FIELD_NUMBER
                        : Common.TypedValue.STRING_VALUE_FIELD_NUMBER,
                ProtoOutput.LENGTH);
        out.varint(length);
    }

    /** All there is of a scalar but its value: in a row, the ColumnValue around it too. */
    private static void open(int field, int typedSize, Common.Rep rep, ProtoOutput out) {
        if (field == SCALAR) {
            out.tag(Common.Row.VALUE_FIELD_NUMBER, ProtoOutput.LENGTH);
            out.varint(1 + ProtoOutput.varintSize(typedSize) + typedSize);
        }
        out.tag(field, ProtoOutput.LENGTH);
        out.varint(typedSize);
        out.tag(Common.TypedValue.TYPE_FIELD_NUMBER, ProtoOutput.VARINT);
        out.varint(rep.getNumber());
    }
}
