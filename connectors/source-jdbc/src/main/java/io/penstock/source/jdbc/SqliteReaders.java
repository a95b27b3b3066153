package io.penstock.source.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.source.jdbc.ColumnReader.BadValue;

import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.types.pojo.ArrowType;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Readers for SQLite, where any value may stand in any column: each value says what it is, and one
 * that is not what its column promises is an error. Moments are ISO texts ({@code 2020-01-31
 * 10:00:00.5}, also with {@code T} and {@code Z}) or numbers since 1970: seconds below 1e11,
 * otherwise milliseconds, as the JDBC driver writes them.
 */
final class SqliteReaders {
    private static final long LARGEST_SECONDS = 100_000_000_000L;

    private SqliteReaders() {}

    static ColumnReader of(FieldVector vector, int column) {
        ArrowType type = vector.getField().getType();
        Setter setter =
                switch (vector) {
                    case BigIntVector v -> (value, row) -> v.setSafe(row, integer(value));
                    case IntVector v ->
                            (value, row) -> v.setSafe(row, (int) integer(value, Integer.SIZE));
                    case SmallIntVector v ->
                            (value, row) -> v.setSafe(row, (int) integer(value, Short.SIZE));
                    case TinyIntVector v ->
                            (value, row) -> v.setSafe(row, (int) integer(value, Byte.SIZE));
                    case Float8Vector v -> (value, row) -> v.setSafe(row, number(value));
                    case BitVector v -> (value, row) -> v.setSafe(row, bool(value));
                    case DecimalVector v -> (value, row) -> Moments.decimal(decimal(value), v, row);
                    case DateDayVector v ->
                            (value, row) ->
                                    v.setSafe(row, Moments.day(moment(value).toLocalDate()));
                    case TimeMicroVector v ->
                            (value, row) -> v.setSafe(row, time(value).toNanoOfDay() / 1_000);
                    case TimeStampMicroVector v ->
                            (value, row) -> v.setSafe(row, Moments.micros(moment(value)));
                    case VarCharVector v -> (value, row) -> v.setSafe(row, text(value));
                    case VarBinaryVector v -> (value, row) -> v.setSafe(row, blob(value));
                    default -> throw new IllegalStateException("no reader for " + type);
                };
        return (rows, row) -> {
            Object value = rows.getObject(column);
            if (value == null) {
                return -1;
            }
            setter.set(value, row);
            return size(value);
        };
    }

    private interface Setter {
        void set(Object value, int row);
    }

    private static int size(Object value) {
        if (value instanceof String text) {
            return text.length();
        }
        return value instanceof byte[] bytes ? bytes.length : Long.BYTES;
    }

    private static long integer(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        if (value instanceof Double real && real == Math.rint(real) && Math.abs(real) < 1L << 53) {
            return real.longValue();
        }
        throw bad(value, "a whole number");
    }

    /** What is computed there may be narrower here than SQLite's one kind of whole number. */
    private static long integer(Object value, int bits) {
        long number = integer(value);
        if (number >> (bits - 1) != number >> (Long.SIZE - 1)) {
            throw bad(value, "a whole number of %d bits".formatted(bits));
        }
        return number;
    }

    private static double number(Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw bad(value, "a number");
    }

    private static int bool(Object value) {
        if (value instanceof Number number
                && (number.doubleValue() == 0 || number.doubleValue() == 1)) {
            return number.intValue();
        }
        if (value instanceof String text) {
            if (text.equalsIgnoreCase("true") || text.equals("1")) {
                return 1;
            }
            if (text.equalsIgnoreCase("false") || text.equals("0")) {
                return 0;
            }
        }
        throw bad(value, "true or false");
    }

    private static BigDecimal decimal(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return BigDecimal.valueOf(((Number) value).longValue());
        }
        if (value instanceof Double real && Double.isFinite(real)) {
            return BigDecimal.valueOf(real);
        }
        if (value instanceof String text) {
            try {
                return new BigDecimal(text.strip());
            } catch (NumberFormatException e) {
                throw bad(value, "a number");
            }
        }
        throw bad(value, "a number");
    }

    private static byte[] text(Object value) {
        if (value instanceof byte[]) {
            throw bad(value, "text");
        }
        return value.toString().getBytes(UTF_8);
    }

    private static byte[] blob(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof String text) {
            return text.getBytes(UTF_8);
        }
        throw bad(value, "a blob");
    }

    private static LocalTime time(Object value) {
        try {
            if (value instanceof String text) {
                return LocalTime.parse(text.strip());
            }
        } catch (DateTimeException e) {
            throw bad(value, "a time like 10:00:00");
        }
        throw bad(value, "a time like 10:00:00");
    }

    private static LocalDateTime moment(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return since1970(((Number) value).longValue());
        }
        if (value instanceof String text) {
            try {
                return parsed(text.strip());
            } catch (DateTimeException e) {
                throw bad(value, "a date or time like 2020-01-31 10:00:00");
            }
        }
        throw bad(value, "a date or time like 2020-01-31 10:00:00");
    }

    private static LocalDateTime since1970(long value) {
        boolean seconds = Math.abs(value) < LARGEST_SECONDS;
        long second = seconds ? value : Math.floorDiv(value, 1_000L);
        int nano = seconds ? 0 : Math.toIntExact(Math.floorMod(value, 1_000L)) * 1_000_000;
        try {
            return LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw bad(value, "a time in seconds or milliseconds since 1970");
        }
    }

    private static LocalDateTime parsed(String text) {
        if (text.length() <= 10) {
            return LocalDate.parse(text).atStartOfDay();
        }
        String iso =
                text.charAt(10) == ' ' ? text.substring(0, 10) + "T" + text.substring(11) : text;
        boolean zoned = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
        return zoned
                ? DateTimeFormatter.ISO_OFFSET_DATE_TIME
                        .parse(iso, OffsetDateTime::from)
                        .withOffsetSameInstant(ZoneOffset.UTC)
                        .toLocalDateTime()
                : LocalDateTime.parse(iso);
    }

    private static BadValue bad(Object value, String right) {
        String seen =
                value instanceof byte[] bytes
                        ? "a blob of " + bytes.length + " bytes"
                        : "'" + abbreviated(value.toString()) + "'";
        return new BadValue(seen + " is not " + right);
    }

    private static String abbreviated(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }
}
