package io.penstock.server.format;

import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.types.pojo.ArrowType;

import java.io.IOException;

/** Writers of columns of numbers and booleans. */
final class NumberWriters {
    private static final byte[] NULL = TextStyle.JSON.nullText();

    private NumberWriters() {}

    static final class Bool extends ValueWriter.Of<BitVector> {
        private static final byte[] TRUE = ByteOutput.ascii("true");
        private static final byte[] FALSE = ByteOutput.ascii("false");

        Bool(TextStyle style) {
            super(BitVector.class, style.nullText());
        }

        @Override
        void writeValue(int row, ByteOutput out) throws IOException {
            out.put(vector().get(row) == 0 ? FALSE : TRUE);
        }
    }

    /** Integers of 8 to 64 bits, with or without a sign. */
    static final class Integers extends ValueWriter.Of<BaseFixedWidthVector> {
        private final int bits;
        private final boolean signed;
        private final boolean quoted;

        Integers(ArrowType.Int type, boolean quoted, TextStyle style) {
            super(BaseFixedWidthVector.class, style.nullText());
            this.bits = type.getBitWidth();
            this.signed = type.getIsSigned();
            this.quoted = quoted;
        }

        @Override
        void writeValue(int row, ByteOutput out) throws IOException {
            if (quoted) {
                out.put('"');
            }
            if (bits == 64) {
                putWide(vector().getDataBuffer().getLong(8L * row), out);
            } else {
                out.put(narrow(row));
            }
            if (quoted) {
                out.put('"');
            }
        }

        private void putWide(long value, ByteOutput out) throws IOException {
            if (value < 0 && !signed) {
                out.put(Long.toUnsignedString(value));
            } else {
                out.put(value);
            }
        }

        private long narrow(int row) {
            long value =
                    switch (bits) {
                        case 8 -> vector().getDataBuffer().getByte(row);
                        case 16 -> vector().getDataBuffer().getShort(2L * row);
                        default -> vector().getDataBuffer().getInt(4L * row);
                    };
            return signed ? value : value & (-1L >>> (64 - bits));
        }
    }

    static final class Doubles extends ValueWriter.Of<Float8Vector> {
        private final Denormals denormals;

        Doubles(boolean quoted, TextStyle style) {
            super(Float8Vector.class, style.nullText());
            this.denormals = new Denormals(quoted, style);
        }

        @Override
        void writeValue(int row, ByteOutput out) throws IOException {
            double value = vector().getDataBuffer().getDouble(8L * row);
            if (Double.isFinite(value)) {
                Numbers.put(value, out);
            } else {
                denormals.write(value, out);
            }
        }
    }

    static final class Floats extends ValueWriter.Of<Float4Vector> {
        private final Denormals denormals;

        Floats(boolean quoted, TextStyle style) {
            super(Float4Vector.class, style.nullText());
            this.denormals = new Denormals(quoted, style);
        }

        @Override
        void writeValue(int row, ByteOutput out) throws IOException {
            float value = vector().getDataBuffer().getFloat(4L * row);
            if (Float.isFinite(value)) {
                Numbers.put(value, out);
            } else {
                denormals.write(value, out);
            }
        }
    }

    /** JSON has no NaN and no infinities: null or a quoted word; elsewhere the bare word. */
    private record Denormals(boolean quoted, TextStyle style) {
        void write(double value, ByteOutput out) throws IOException {
            if (style == TextStyle.JSON && !quoted) {
                out.put(NULL);
                return;
            }
            String word = Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
            out.put(quoted ? '"' + word + '"' : word);
        }
    }

    /** Decimals of 128 bits; nearly all fit in 64. */
    static final class Decimals extends ValueWriter.Of<DecimalVector> {
        private final int scale;

        Decimals(int scale, TextStyle style) {
            super(DecimalVector.class, style.nullText());
            this.scale = scale;
        }

        @Override
        void writeValue(int row, ByteOutput out) throws IOException {
            long low = vector().getDataBuffer().getLong(16L * row);
            long high = vector().getDataBuffer().getLong(16L * row + 8);
            if (high == low >> 63 && low != Long.MIN_VALUE) {
                Numbers.putScaled(low < 0, Math.abs(low), scale, out);
            } else {
                Numbers.put(vector().getObject(row), out);
            }
        }
    }

    /** A column that is NULL in every row and has no type. */
    static final class Nothing extends ValueWriter.Of<NullVector> {
        Nothing(TextStyle style) {
            super(NullVector.class, style.nullText());
        }

        @Override
        void writeValue(int row, ByteOutput out) {
            throw new IllegalStateException("a value in a column of NULLs");
        }
    }
}
