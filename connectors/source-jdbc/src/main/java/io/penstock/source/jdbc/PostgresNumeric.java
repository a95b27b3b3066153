package io.penstock.source.jdbc;

import org.apache.arrow.vector.DecimalVector;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * PostgreSQL's numeric in binary: the number of digits of base 10,000, the power of 10,000 of the
 * first one, a sign or a special value, the number of decimal digits shown, and the digits; see
 * numeric_send in its source. Nothing is rounded but what a vector's scale can't hold.
 */
final class PostgresNumeric {
    private static final int BASE = 10_000;
    private static final int BASE_DIGITS = 4;
    private static final int HEADER = 4 * Short.BYTES;
    private static final int NEGATIVE = 0x4000;
    private static final int NOT_A_NUMBER = 0xc000;
    private static final int INFINITY = 0xd000;
    private static final int MINUS_INFINITY = 0xf000;

    /** So many decimal digits always fit a long. */
    private static final int LONG_DIGITS = 18;

    private static final long[] POWERS = new long[LONG_DIGITS + 1];

    static {
        POWERS[0] = 1;
        for (int i = 1; i <= LONG_DIGITS; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private PostgresNumeric() {}

    /** Copies a number into a vector, which takes neither NaN nor infinities. */
    static void decimal(byte[] bytes, int at, DecimalVector vector, int row) {
        if (isSpecial(bytes, at)) {
            throw new ColumnReader.TooLarge(
                    "%s is no DECIMAL(%d, %d)"
                            .formatted(
                                    special(sign(bytes, at)),
                                    vector.getPrecision(),
                                    vector.getScale()));
        }
        int fraction = Math.max(0, (digits(bytes, at) - 1 - weight(bytes, at)) * BASE_DIGITS);
        int whole = Math.max(0, (weight(bytes, at) + 1) * BASE_DIGITS);
        int scale = vector.getScale();
        if (whole + Math.max(fraction, scale) <= LONG_DIGITS && digits(bytes, at) > 0) {
            small(bytes, at, fraction, vector, row);
        } else {
            Moments.decimal(exact(bytes, at), vector, row);
        }
    }

    /** A number that fits a long with all the digits it has and those that the vector wants. */
    private static void small(byte[] bytes, int at, int fraction, DecimalVector vector, int row) {
        int digits = digits(bytes, at);
        long value = 0;
        for (int i = 0; i < digits; i++) {
            value = value * BASE + Bytes.int16(bytes, at + HEADER + i * Short.BYTES);
        }
        // Zeros between the last digit and the point are not sent.
        int missing = weight(bytes, at) + 1 - digits;
        for (int i = 0; i < missing; i++) {
            value *= BASE;
        }
        long unscaled = rescaled(value, fraction, vector.getScale());
        int precision = vector.getPrecision();
        if (precision < LONG_DIGITS && unscaled >= POWERS[precision]) {
            Moments.decimal(exact(bytes, at), vector, row);
            return;
        }
        vector.setSafe(row, sign(bytes, at) == NEGATIVE ? -unscaled : unscaled);
    }

    private static long rescaled(long value, int from, int to) {
        if (to >= from) {
            return value * POWERS[to - from];
        }
        long unit = POWERS[from - to];
        long half = value % unit >= unit / 2 ? 1 : 0;
        return value / unit + half;
    }

    /** As a double, with NaN and infinities. */
    static double float64(byte[] bytes, int at) {
        if (isSpecial(bytes, at)) {
            return switch (sign(bytes, at)) {
                case INFINITY -> Double.POSITIVE_INFINITY;
                case MINUS_INFINITY -> Double.NEGATIVE_INFINITY;
                default -> Double.NaN;
            };
        }
        return exact(bytes, at).doubleValue();
    }

    private static BigDecimal exact(byte[] bytes, int at) {
        int digits = digits(bytes, at);
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < digits; i++) {
            short digit = Bytes.int16(bytes, at + HEADER + i * Short.BYTES);
            value = value.multiply(BigInteger.valueOf(BASE)).add(BigInteger.valueOf(digit));
        }
        int scale = (digits - 1 - weight(bytes, at)) * BASE_DIGITS;
        BigDecimal number = new BigDecimal(value, digits == 0 ? 0 : scale);
        return sign(bytes, at) == NEGATIVE ? number.negate() : number;
    }

    private static int digits(byte[] bytes, int at) {
        return Bytes.int16(bytes, at);
    }

    private static int weight(byte[] bytes, int at) {
        return Bytes.int16(bytes, at + Short.BYTES);
    }

    private static int sign(byte[] bytes, int at) {
        return Bytes.int16(bytes, at + 2 * Short.BYTES) & 0xffff;
    }

    private static boolean isSpecial(byte[] bytes, int at) {
        return (sign(bytes, at) & NOT_A_NUMBER) == NOT_A_NUMBER;
    }

    private static String special(int sign) {
        return switch (sign) {
            case INFINITY -> "Infinity";
            case MINUS_INFINITY -> "-Infinity";
            default -> "NaN";
        };
    }
}
