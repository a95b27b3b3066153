package io.penstock.source.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/**
 * Decoders of the types of PostgreSQL whose binary form is understood here. Each gives exactly what
 * {@link ColumnReaders} gives of the same value.
 */
final class CopyDecoders {
    /** PostgreSQL counts from the year 2000. */
    private static final int EPOCH_DAY = (int) LocalDate.of(2000, 1, 1).toEpochDay();

    private CopyDecoders() {}

    /**
     * The decoder of a column.
     *
     * @param type PostgreSQL's name of its type
     * @return empty when there is none for this type into this vector
     */
    static Optional<CopyDecoder> of(String type, FieldVector vector) {
        if (type.startsWith("_")) {
            return vector instanceof ListVector list
                    ? of(type.substring(1), list.getDataVector())
                            .map(element -> new CopiedList(list, element))
                    : Optional.empty();
        }
        CopyDecoder decoder =
                switch (type) {
                    case "bool" -> vector instanceof BitVector v ? bool(v) : null;
                    case "int2", "smallserial" ->
                            vector instanceof SmallIntVector v ? int16(v) : null;
                    case "int4", "serial" -> vector instanceof IntVector v ? int32(v) : null;
                    case "int8", "bigserial" -> vector instanceof BigIntVector v ? int64(v) : null;
                    case "oid" -> vector instanceof BigIntVector v ? oid(v) : null;
                    case "float4" -> vector instanceof Float4Vector v ? float32(v) : null;
                    case "float8" -> vector instanceof Float8Vector v ? float64(v) : null;
                    case "numeric" -> numeric(vector);
                    case "bytea" -> vector instanceof VarBinaryVector v ? binary(v) : null;
                    case "date" -> vector instanceof DateDayVector v ? date(v) : null;
                    case "time" -> vector instanceof TimeMicroVector v ? time(v) : null;
                    case "timestamp" ->
                            vector instanceof TimeStampMicroVector v ? timestamp(v) : null;
                    case "timestamptz" ->
                            vector instanceof TimeStampMicroTZVector v ? instant(v) : null;
                    default -> vector instanceof VarCharVector v ? textual(type, v) : null;
                };
        return Optional.ofNullable(decoder);
    }

    private static @Nullable CopyDecoder numeric(FieldVector vector) {
        return switch (vector) {
            case DecimalVector v ->
                    (bytes, at, length, row) -> {
                        PostgresNumeric.decimal(bytes, at, v, row);
                        return 16;
                    };
            case Float8Vector v ->
                    (bytes, at, length, row) -> {
                        v.setSafe(row, PostgresNumeric.float64(bytes, at));
                        return Double.BYTES;
                    };
            default -> null;
        };
    }

    private static @Nullable CopyDecoder textual(String type, VarCharVector vector) {
        return switch (type) {
            case "text", "varchar", "name", "json" -> text(vector);
            case "bpchar" -> padded(vector);
            case "jsonb" -> jsonb(vector);
            case "uuid" -> uuid(vector);
            default -> null;
        };
    }

    private static CopyDecoder bool(BitVector vector) {
        return (bytes, at, length, row) -> {
            vector.setSafe(row, bytes[at] == 0 ? 0 : 1);
            return 1;
        };
    }

    private static CopyDecoder int16(SmallIntVector vector) {
        return (bytes, at, length, row) -> {
            vector.setSafe(row, Bytes.int16(bytes, at));
            return Short.BYTES;
        };
    }

    private static CopyDecoder int32(IntVector vector) {
        return (bytes, at, length, row) -> {
            vector.setSafe(row, Bytes.int32(bytes, at));
            return Integer.BYTES;
        };
    }

    private static CopyDecoder int64(BigIntVector vector) {
        return (bytes, at, length, row) -> {
            vector.setSafe(row, Bytes.int64(bytes, at));
            return Long.BYTES;
        };
    }

    private static CopyDecoder oid(BigIntVector vector) {
        return (bytes, at, length, row) -> {
            vector.setSafe(row, Integer.toUnsignedLong(Bytes.int32(bytes, at)));
            return Long.BYTES;
        };
    }

    private static CopyDecoder float32(Float4Vector vector) {
        return (bytes, at, length, row) -> {
            vector.setSafe(row, Float.intBitsToFloat(Bytes.int32(bytes, at)));
            return Float.BYTES;
        };
    }

    private static CopyDecoder float64(Float8Vector vector) {
        return (bytes, at, length, row) -> {
            vector.setSafe(row, Double.longBitsToDouble(Bytes.int64(bytes, at)));
            return Double.BYTES;
        };
    }

    private static CopyDecoder binary(VarBinaryVector vector) {
        return (bytes, at, length, row) -> {
            vector.setSafe(row, bytes, at, length);
            return length;
        };
    }

    static CopyDecoder text(VarCharVector vector) {
        return (bytes, at, length, row) -> {
            vector.setSafe(row, bytes, at, length);
            return length;
        };
    }

    /** Blanks at the end of a CHAR mean nothing. */
    private static CopyDecoder padded(VarCharVector vector) {
        return (bytes, at, length, row) -> {
            int end = length;
            while (end > 0 && bytes[at + end - 1] == ' ') {
                end--;
            }
            vector.setSafe(row, bytes, at, end);
            return end;
        };
    }

    /** The first byte is the version of the format, 1 since there is one. */
    private static CopyDecoder jsonb(VarCharVector vector) {
        return (bytes, at, length, row) -> {
            if (length < 1 || bytes[at] != 1) {
                throw new ColumnReader.BadValue("jsonb in a format of another version");
            }
            vector.setSafe(row, bytes, at + 1, length - 1);
            return length - 1;
        };
    }

    private static CopyDecoder uuid(VarCharVector vector) {
        return (bytes, at, length, row) -> {
            UUID uuid = new UUID(Bytes.int64(bytes, at), Bytes.int64(bytes, at + Long.BYTES));
            byte[] text = uuid.toString().getBytes(UTF_8);
            vector.setSafe(row, text);
            return text.length;
        };
    }

    private static CopyDecoder date(DateDayVector vector) {
        return (bytes, at, length, row) -> {
            vector.setSafe(row, Moments.day((long) Bytes.int32(bytes, at) + EPOCH_DAY));
            return Integer.BYTES;
        };
    }

    /** 24:00:00 is the last moment of the day, as it is for the driver. */
    private static CopyDecoder time(TimeMicroVector vector) {
        return (bytes, at, length, row) -> {
            vector.setSafe(row, Math.min(Bytes.int64(bytes, at), Moments.MICROS_PER_DAY - 1));
            return Long.BYTES;
        };
    }

    private static CopyDecoder timestamp(TimeStampMicroVector vector) {
        return (bytes, at, length, row) -> {
            vector.setSafe(row, micros(bytes, at));
            return Long.BYTES;
        };
    }

    private static CopyDecoder instant(TimeStampMicroTZVector vector) {
        return (bytes, at, length, row) -> {
            vector.setSafe(row, micros(bytes, at));
            return Long.BYTES;
        };
    }

    private static long micros(byte[] bytes, int at) {
        return Moments.micros(Bytes.int64(bytes, at), EPOCH_DAY);
    }
}
