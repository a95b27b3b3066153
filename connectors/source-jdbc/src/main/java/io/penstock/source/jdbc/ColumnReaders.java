package io.penstock.source.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.spi.catalog.RemoteDialect;

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
import org.apache.arrow.vector.TimeStampNanoVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Readers over the typed getters of drivers that keep types, which is all but SQLite's. Moments are
 * read as {@code java.time} values, so that this machine's time zone never plays a part.
 */
final class ColumnReaders {
    private ColumnReaders() {}

    /**
     * The reader of a column.
     *
     * @param column its number, from 1
     * @param jdbcType what the driver says about the result's column
     */
    static ColumnReader of(RemoteDialect dialect, FieldVector vector, int column, int jdbcType) {
        if (dialect == RemoteDialect.SQLITE) {
            return SqliteReaders.of(vector, column);
        }
        return switch (vector) {
            case BitVector v -> (rows, row) -> bool(rows, column, v, row);
            case TinyIntVector v -> integer(column, 8, v::setSafe);
            case SmallIntVector v -> integer(column, 16, v::setSafe);
            case IntVector v -> integer(column, 32, v::setSafe);
            case BigIntVector v -> (rows, row) -> int64(rows, column, v, row);
            case UInt1Vector v -> unsigned(column, 8, v::setSafe);
            case UInt2Vector v -> unsigned(column, 16, v::setSafe);
            case UInt4Vector v -> unsigned(column, 32, v::setSafe);
            case UInt8Vector v -> (rows, row) -> uint64(rows, column, v, row);
            case Float4Vector v -> (rows, row) -> float32(rows, column, v, row);
            case Float8Vector v -> (rows, row) -> float64(rows, column, v, row);
            case DecimalVector v -> (rows, row) -> decimal(rows, column, v, row);
            case VarCharVector v -> text(column, v, jdbcType);
            case VarBinaryVector v -> (rows, row) -> binary(rows, column, v, row);
            case ListVector v -> (rows, row) -> list(rows, column, v, row, dialect);
            default -> moment(dialect, vector, column);
        };
    }

    private static ColumnReader moment(RemoteDialect dialect, FieldVector vector, int column) {
        return switch (vector) {
            case DateDayVector v -> (rows, row) -> date(rows, column, v, row);
            case TimeMicroVector v -> (rows, row) -> time(rows, column, v, row);
            case TimeStampMicroVector v -> (rows, row) -> timestamp(rows, column, v, row);
            case TimeStampNanoVector v -> (rows, row) -> nanos(rows, column, v, row);
            case TimeStampMicroTZVector v ->
                    dialect == RemoteDialect.MYSQL
                            ? (rows, row) -> utc(rows, column, v, row)
                            : (rows, row) -> instant(rows, column, v, row);
            default ->
                    throw new IllegalStateException(
                            "no reader for " + vector.getField() + ", which no source gives");
        };
    }

    private interface IntSetter {
        void set(int row, int value);
    }

    private static int bool(ResultSet rows, int column, BitVector vector, int row)
            throws SQLException {
        boolean value = rows.getBoolean(column);
        if (rows.wasNull()) {
            return -1;
        }
        vector.setSafe(row, value ? 1 : 0);
        return 1;
    }

    private static ColumnReader integer(int column, int bits, IntSetter setter) {
        long most = (1L << (bits - 1)) - 1;
        return (rows, row) -> {
            long value = rows.getLong(column);
            if (rows.wasNull()) {
                return -1;
            }
            if (value > most || value < -most - 1) {
                throw new ColumnReader.BadValue(value + " does not fit " + bits + " bits");
            }
            setter.set(row, (int) value);
            return bits / 8;
        };
    }

    private static ColumnReader unsigned(int column, int bits, IntSetter setter) {
        long most = (1L << bits) - 1;
        return (rows, row) -> {
            long value = rows.getLong(column);
            if (rows.wasNull()) {
                return -1;
            }
            if (value > most || value < 0) {
                throw new ColumnReader.BadValue(
                        value + " does not fit " + bits + " bits without a sign");
            }
            setter.set(row, (int) value);
            return bits / 8;
        };
    }

    private static int int64(ResultSet rows, int column, BigIntVector vector, int row)
            throws SQLException {
        long value = rows.getLong(column);
        if (rows.wasNull()) {
            return -1;
        }
        vector.setSafe(row, value);
        return Long.BYTES;
    }

    private static int uint64(ResultSet rows, int column, UInt8Vector vector, int row)
            throws SQLException {
        BigDecimal value = rows.getBigDecimal(column);
        if (value == null) {
            return -1;
        }
        BigInteger whole = value.toBigInteger();
        if (whole.signum() < 0 || whole.bitLength() > 64) {
            throw new ColumnReader.BadValue(whole + " does not fit 64 bits without a sign");
        }
        vector.setSafe(row, whole.longValue());
        return Long.BYTES;
    }

    private static int float32(ResultSet rows, int column, Float4Vector vector, int row)
            throws SQLException {
        float value = rows.getFloat(column);
        if (rows.wasNull()) {
            return -1;
        }
        vector.setSafe(row, value);
        return Float.BYTES;
    }

    private static int float64(ResultSet rows, int column, Float8Vector vector, int row)
            throws SQLException {
        double value = rows.getDouble(column);
        if (rows.wasNull()) {
            return -1;
        }
        vector.setSafe(row, value);
        return Double.BYTES;
    }

    private static int decimal(ResultSet rows, int column, DecimalVector vector, int row)
            throws SQLException {
        BigDecimal value = rows.getBigDecimal(column);
        if (value == null) {
            return -1;
        }
        Moments.decimal(value, vector, row);
        return 16;
    }

    /** Blanks at the end of a CHAR mean nothing; databases compare without them. */
    private static ColumnReader text(int column, VarCharVector vector, int jdbcType) {
        boolean padded = jdbcType == Types.CHAR || jdbcType == Types.NCHAR;
        return (rows, row) -> {
            String value = rows.getString(column);
            if (value == null) {
                return -1;
            }
            byte[] bytes = (padded ? withoutBlanks(value) : value).getBytes(UTF_8);
            vector.setSafe(row, bytes);
            return bytes.length;
        };
    }

    private static String withoutBlanks(String value) {
        int end = value.length();
        while (end > 0 && value.charAt(end - 1) == ' ') {
            end--;
        }
        return value.substring(0, end);
    }

    private static int binary(ResultSet rows, int column, VarBinaryVector vector, int row)
            throws SQLException {
        byte[] value = rows.getBytes(column);
        if (value == null) {
            return -1;
        }
        vector.setSafe(row, value);
        return value.length;
    }

    private static int date(ResultSet rows, int column, DateDayVector vector, int row)
            throws SQLException {
        LocalDate value = rows.getObject(column, LocalDate.class);
        if (value == null) {
            return -1;
        }
        vector.setSafe(row, Moments.day(value));
        return Integer.BYTES;
    }

    private static int time(ResultSet rows, int column, TimeMicroVector vector, int row)
            throws SQLException {
        LocalTime value = rows.getObject(column, LocalTime.class);
        if (value == null) {
            return -1;
        }
        vector.setSafe(row, value.toNanoOfDay() / 1_000);
        return Long.BYTES;
    }

    private static int timestamp(ResultSet rows, int column, TimeStampMicroVector vector, int row)
            throws SQLException {
        LocalDateTime value = rows.getObject(column, LocalDateTime.class);
        if (value == null) {
            return -1;
        }
        vector.setSafe(row, Moments.micros(value));
        return Long.BYTES;
    }

    private static int nanos(ResultSet rows, int column, TimeStampNanoVector vector, int row)
            throws SQLException {
        LocalDateTime value = rows.getObject(column, LocalDateTime.class);
        if (value == null) {
            return -1;
        }
        vector.setSafe(row, Moments.nanos(value));
        return Long.BYTES;
    }

    private static int instant(ResultSet rows, int column, TimeStampMicroTZVector vector, int row)
            throws SQLException {
        OffsetDateTime value = rows.getObject(column, OffsetDateTime.class);
        if (value == null) {
            return -1;
        }
        vector.setSafe(row, Moments.micros(value));
        return Long.BYTES;
    }

    /** The session's time zone is UTC, so the wall clock is the instant. */
    private static int utc(ResultSet rows, int column, TimeStampMicroTZVector vector, int row)
            throws SQLException {
        LocalDateTime value = rows.getObject(column, LocalDateTime.class);
        if (value == null) {
            return -1;
        }
        vector.setSafe(row, Moments.micros(value.atOffset(ZoneOffset.UTC)));
        return Long.BYTES;
    }

    private static int list(
            ResultSet rows, int column, ListVector vector, int row, RemoteDialect dialect)
            throws SQLException {
        Array array = rows.getArray(column);
        if (array == null) {
            return -1;
        }
        FieldVector elements = vector.getDataVector();
        int start = vector.startNewValue(row);
        int count = 0;
        int bytes = Integer.BYTES;
        try (ResultSet values = array.getResultSet()) {
            // Each row is an element's number and the element.
            ColumnReader reader = of(dialect, elements, 2, values.getMetaData().getColumnType(2));
            while (values.next()) {
                int size = reader.read(values, start + count);
                if (size < 0) {
                    JdbcRows.setNull(elements, start + count);
                }
                bytes += Math.max(0, size);
                count++;
            }
        } finally {
            array.free();
        }
        vector.endValue(row, count);
        return bytes;
    }
}
