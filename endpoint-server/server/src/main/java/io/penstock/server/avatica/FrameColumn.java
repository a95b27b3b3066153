package io.penstock.server.avatica;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.collect.ImmutableList;
import com.google.common.io.BaseEncoding;

import io.penstock.server.format.ValueText;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.calcite.avatica.proto.Common;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * One column of a result on its way into frames: straight into protocol buffers, or as objects for
 * JSON. Bound to a vector for as long as its batch lives. Thread: one at a time.
 */
abstract class FrameColumn {
    private @Nullable ValueVector vector;

    /** The vector of the batch that comes now. */
    void bind(ValueVector batchVector) {
        vector = batchVector;
    }

    final <V> V vector(Class<V> type) {
        return type.cast(Objects.requireNonNull(vector, "not bound"));
    }

    private boolean isNull(int row) {
        return vector(ValueVector.class).isNull(row);
    }

    /** Writes the row's value, {@link Cells#SCALAR} or {@link Cells#ELEMENT}. */
    final void encode(int field, int row, ProtoOutput out) {
        if (isNull(row)) {
            Cells.putNull(field, out);
        } else {
            put(field, row, out);
        }
    }

    /** Writes the row's value in JSON. */
    final void write(int row, JsonGenerator out) throws IOException {
        if (isNull(row)) {
            out.writeNull();
        } else {
            print(row, out);
        }
    }

    abstract void put(int field, int row, ProtoOutput out);

    abstract void print(int row, JsonGenerator out) throws IOException;

    static final class Booleans extends FrameColumn {
        @Override
        void put(int field, int row, ProtoOutput out) {
            Cells.putBoolean(field, bit(row), out);
        }

        @Override
        void print(int row, JsonGenerator out) throws IOException {
            out.writeBoolean(bit(row));
        }

        private boolean bit(int row) {
            ArrowBuf data = vector(BaseFixedWidthVector.class).getDataBuffer();
            return (data.getByte(row >> 3) >> (row & 7) & 1) != 0;
        }
    }

    /** Whole numbers of 8 to 64 bits with a sign, of 8 to 32 without one; dates in days. */
    static final class Integers extends FrameColumn {
        private final int bits;
        private final boolean signed;
        private final Common.Rep rep;

        Integers(int bits, boolean signed) {
            this.bits = bits;
            this.signed = signed;
            this.rep = bits == 64 || (bits == 32 && !signed) ? Common.Rep.LONG : Common.Rep.INTEGER;
        }

        @Override
        void put(int field, int row, ProtoOutput out) {
            Cells.putNumber(field, rep, number(row), out);
        }

        @Override
        void print(int row, JsonGenerator out) throws IOException {
            out.writeNumber(number(row));
        }

        private long number(int row) {
            ArrowBuf data = vector(BaseFixedWidthVector.class).getDataBuffer();
            long value =
                    switch (bits) {
                        case 8 -> data.getByte(row);
                        case 16 -> data.getShort(2L * row);
                        case 32 -> data.getInt(4L * row);
                        default -> data.getLong(8L * row);
                    };
            return signed || bits == 64 ? value : value & (-1L >>> (64 - bits));
        }
    }

    static final class Doubles extends FrameColumn {
        @Override
        void put(int field, int row, ProtoOutput out) {
            Cells.putDouble(field, number(row), out);
        }

        @Override
        void print(int row, JsonGenerator out) throws IOException {
            out.writeNumber(finite(number(row)));
        }

        private double number(int row) {
            return vector(BaseFixedWidthVector.class).getDataBuffer().getDouble(8L * row);
        }
    }

    /** Travels as the bits of the float. */
    static final class Floats extends FrameColumn {
        @Override
        void put(int field, int row, ProtoOutput out) {
            int bits = vector(BaseFixedWidthVector.class).getDataBuffer().getInt(4L * row);
            Cells.putNumber(field, Common.Rep.FLOAT, bits, out);
        }

        @Override
        void print(int row, JsonGenerator out) throws IOException {
            ArrowBuf data = vector(BaseFixedWidthVector.class).getDataBuffer();
            out.writeNumber((float) finite(data.getFloat(4L * row)));
        }
    }

    private static double finite(double value) {
        if (!Double.isFinite(value)) {
            throw new QueryException(
                    AvaticaError.VALUE_UNFIT,
                    "%s cannot travel as JSON; use serialization=protobuf".formatted(value));
        }
        return value;
    }

    /** Decimals, and whole numbers of 64 bits without a sign. */
    static final class Decimals extends FrameColumn {
        @Override
        void put(int field, int row, ProtoOutput out) {
            byte[] text = number(row).toString().getBytes(StandardCharsets.ISO_8859_1);
            Cells.putBytes(field, Common.Rep.BIG_DECIMAL, text, out);
        }

        @Override
        void print(int row, JsonGenerator out) throws IOException {
            out.writeNumber(number(row));
        }

        private BigDecimal number(int row) {
            return vector(ValueVector.class) instanceof DecimalVector decimals
                    ? decimals.getObject(row)
                    : new BigDecimal(
                            Long.toUnsignedString(
                                    vector(BaseFixedWidthVector.class)
                                            .getDataBuffer()
                                            .getLong(8L * row)));
        }
    }

    static final class Texts extends FrameColumn {
        @Override
        void put(int field, int row, ProtoOutput out) {
            BaseVariableWidthVector texts = vector(BaseVariableWidthVector.class);
            int from = texts.getStartOffset(row);
            int length = texts.getEndOffset(row) - from;
            Cells.putBytes(field, Common.Rep.STRING, texts.getDataBuffer(), from, length, out);
        }

        @Override
        void print(int row, JsonGenerator out) throws IOException {
            byte[] text = vector(BaseVariableWidthVector.class).get(row);
            out.writeUTF8String(text, 0, text.length);
        }
    }

    /** Bytes; base64 in JSON. */
    static final class Bytes extends FrameColumn {
        private static final BaseEncoding BASE64 = BaseEncoding.base64();

        @Override
        void put(int field, int row, ProtoOutput out) {
            BaseVariableWidthVector all = vector(BaseVariableWidthVector.class);
            int from = all.getStartOffset(row);
            int length = all.getEndOffset(row) - from;
            Cells.putBytes(field, Common.Rep.BYTE_STRING, all.getDataBuffer(), from, length, out);
        }

        @Override
        void print(int row, JsonGenerator out) throws IOException {
            out.writeString(BASE64.encode(vector(BaseVariableWidthVector.class).get(row)));
        }
    }

    /** What Avatica has no type for travels as text. */
    static final class Printed extends FrameColumn {
        private final ValueText text;

        Printed(ValueText text) {
            this.text = text;
        }

        @Override
        void bind(ValueVector batchVector) {
            super.bind(batchVector);
            text.bind(batchVector);
        }

        @Override
        void put(int field, int row, ProtoOutput out) {
            Cells.putBytes(field, Common.Rep.STRING, text.utf8(row), out);
        }

        @Override
        void print(int row, JsonGenerator out) throws IOException {
            byte[] printed = text.utf8(row);
            out.writeUTF8String(printed, 0, printed.length);
        }
    }

    /** Instants as ISO 8601 has them: {@code 2026-03-01T10:00:00.123456Z}. */
    static final class Instants extends FrameColumn {
        private final ValueText text;

        Instants(ValueText text) {
            this.text = text;
        }

        @Override
        void bind(ValueVector batchVector) {
            super.bind(batchVector);
            text.bind(batchVector);
        }

        @Override
        void put(int field, int row, ProtoOutput out) {
            byte[] iso = iso(row).getBytes(StandardCharsets.ISO_8859_1);
            Cells.putBytes(field, Common.Rep.STRING, iso, out);
        }

        @Override
        void print(int row, JsonGenerator out) throws IOException {
            out.writeString(iso(row));
        }

        private String iso(int row) {
            return new String(text.utf8(row), StandardCharsets.ISO_8859_1).replace(' ', 'T') + "Z";
        }
    }

    /** Dates as whole days, times as whole milliseconds: Avatica has nothing finer. */
    static final class Times extends FrameColumn {
        private final Measure measure;
        private final TimePolicy policy;
        private final String name;
        private final ValueText text;

        /**
         * A column's measure.
         *
         * @param unit how many of the vector's units one of Avatica's has
         * @param least the first of Avatica's units that its client can print
         */
        record Measure(Common.Rep rep, int vectorBytes, long unit, long least) {}

        /**
         * A column.
         *
         * @param text for the message about a value that does not fit
         */
        Times(Measure measure, TimePolicy policy, String name, ValueText text) {
            this.measure = measure;
            this.policy = policy;
            this.name = name;
            this.text = text;
        }

        @Override
        void bind(ValueVector batchVector) {
            super.bind(batchVector);
            text.bind(batchVector);
        }

        @Override
        void put(int field, int row, ProtoOutput out) {
            Cells.putNumber(field, measure.rep(), units(row), out);
        }

        @Override
        void print(int row, JsonGenerator out) throws IOException {
            out.writeNumber(units(row));
        }

        private long units(int row) {
            ArrowBuf data = vector(BaseFixedWidthVector.class).getDataBuffer();
            long value =
                    measure.vectorBytes() == Integer.BYTES
                            ? data.getInt(4L * row)
                            : data.getLong(8L * row);
            long units = Math.floorDiv(value, measure.unit());
            if (policy == TimePolicy.STRICT
                    && (units * measure.unit() != value || units < measure.least())) {
                throw unfit(row);
            }
            return units;
        }

        private QueryException unfit(int row) {
            return new QueryException(
                    AvaticaError.VALUE_UNFIT,
                    ("Column '%s' has %s, and Avatica carries milliseconds of years from 1 on; use"
                         + " the driver jdbc:penstock, cast the column to VARCHAR or to a precision"
                         + " of 3, or connect with %s=%s")
                            .formatted(
                                    name,
                                    new String(text.utf8(row), StandardCharsets.UTF_8),
                                    TimePolicy.PROPERTY,
                                    TimePolicy.TRUNCATE.word()));
        }
    }

    /** Arrays of scalars. */
    static final class Arrays extends FrameColumn {
        private final FrameColumn element;

        Arrays(FrameColumn element) {
            this.element = element;
        }

        @Override
        void bind(ValueVector batchVector) {
            super.bind(batchVector);
            element.bind(vector(ListVector.class).getDataVector());
        }

        @Override
        void put(int field, int row, ProtoOutput out) {
            if (field != Cells.SCALAR) {
                throw new IllegalStateException("an array in an array travels as text");
            }
            int start = out.begin(Common.Row.VALUE_FIELD_NUMBER);
            out.tag(Common.ColumnValue.HAS_ARRAY_VALUE_FIELD_NUMBER, ProtoOutput.VARINT);
            out.put((byte) 1);
            ListVector lists = vector(ListVector.class);
            for (int i = lists.getElementStartIndex(row); i < lists.getElementEndIndex(row); i++) {
                element.encode(Cells.ELEMENT, i, out);
            }
            out.end(start);
        }

        @Override
        void print(int row, JsonGenerator out) throws IOException {
            ListVector lists = vector(ListVector.class);
            out.writeStartArray();
            for (int i = lists.getElementStartIndex(row); i < lists.getElementEndIndex(row); i++) {
                element.write(i, out);
            }
            out.writeEndArray();
        }
    }

    /** Binds all of them. */
    static void bind(ImmutableList<FrameColumn> columns, List<? extends ValueVector> vectors) {
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).bind(vectors.get(i));
        }
    }
}
