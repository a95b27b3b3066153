package io.penstock.server.format;

import com.google.common.io.BaseEncoding;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;

import java.io.IOException;

/** Writers of columns that are quoted: text, bytes, dates and times. */
final class TextWriters {
    private static final int PIECE = 16 << 10;

    private TextWriters() {}

    /** UTF-8 text, copied from the vector to its place in the output and escaped there. */
    static final class Text extends ValueWriter.Of<VarCharVector> {
        private final TextStyle style;

        Text(TextStyle style) {
            super(VarCharVector.class, style.nullText());
            this.style = style;
        }

        @Override
        void writeValue(int row, ByteOutput out) throws IOException {
            ArrowBuf data = vector().getDataBuffer();
            long from = vector().getStartOffset(row);
            int left = vector().getEndOffset(row) - (int) from;
            style.quote(out);
            while (left > 0) {
                int piece = Math.min(left, PIECE);
                out.reserve(piece);
                data.getBytes(from, out.array(), out.size(), piece);
                style.escapeInPlace(piece, out);
                from += piece;
                left -= piece;
            }
            style.quote(out);
        }
    }

    /** Bytes as hexadecimal digits: they need not be text. */
    static final class Bytes extends ValueWriter.Of<VarBinaryVector> {
        private static final BaseEncoding HEX = BaseEncoding.base16().lowerCase();
        private final TextStyle style;

        Bytes(TextStyle style) {
            super(VarBinaryVector.class, style.nullText());
            this.style = style;
        }

        @Override
        void writeValue(int row, ByteOutput out) throws IOException {
            style.quote(out);
            out.put(HEX.encode(vector().get(row)));
            style.quote(out);
        }
    }

    /** Values between quotes that need no escape. */
    private abstract static class Quoted<V extends ValueVector> extends ValueWriter.Of<V> {
        private final TextStyle style;

        Quoted(Class<V> type, TextStyle style) {
            super(type, style.nullText());
            this.style = style;
        }

        abstract void writeText(int row, ByteOutput out) throws IOException;

        @Override
        final void writeValue(int row, ByteOutput out) throws IOException {
            style.quote(out);
            writeText(row, out);
            style.quote(out);
        }
    }

    static final class Dates extends Quoted<DateDayVector> {
        Dates(TextStyle style) {
            super(DateDayVector.class, style);
        }

        @Override
        void writeText(int row, ByteOutput out) throws IOException {
            Times.putDate(vector().getDataBuffer().getInt(4L * row), out);
        }
    }

    static final class TimesOfDay extends Quoted<TimeMicroVector> {
        TimesOfDay(TextStyle style) {
            super(TimeMicroVector.class, style);
        }

        @Override
        void writeText(int row, ByteOutput out) throws IOException {
            Times.putTime(vector().getDataBuffer().getLong(8L * row) * 1000, 6, out);
        }
    }

    /** Timestamps of microseconds, with or without a zone. */
    static final class Micros extends Quoted<BaseFixedWidthVector> {
        private final int digits;

        Micros(int digits, TextStyle style) {
            super(BaseFixedWidthVector.class, style);
            this.digits = digits;
        }

        @Override
        void writeText(int row, ByteOutput out) throws IOException {
            Times.putMicros(vector().getDataBuffer().getLong(8L * row), digits, out);
        }
    }

    static final class Nanos extends Quoted<BaseFixedWidthVector> {
        private final int digits;

        Nanos(int digits, TextStyle style) {
            super(BaseFixedWidthVector.class, style);
            this.digits = digits;
        }

        @Override
        void writeText(int row, ByteOutput out) throws IOException {
            Times.putNanos(vector().getDataBuffer().getLong(8L * row), digits, out);
        }
    }

    /** ISO 8601 durations: {@code P1M2DT3.5S}. */
    static final class Intervals extends Quoted<IntervalMonthDayNanoVector> {
        Intervals(TextStyle style) {
            super(IntervalMonthDayNanoVector.class, style);
        }

        @Override
        void writeText(int row, ByteOutput out) throws IOException {
            PeriodDuration value = vector().getObject(row);
            String date = value.getPeriod().normalized().toString();
            String time = value.getDuration().isZero() ? "" : value.getDuration().toString();
            boolean noDate = value.getPeriod().isZero();
            if (noDate) {
                out.put(time.isEmpty() ? "PT0S" : time);
            } else {
                out.put(time.isEmpty() ? date : date + time.substring(1));
            }
        }
    }
}
