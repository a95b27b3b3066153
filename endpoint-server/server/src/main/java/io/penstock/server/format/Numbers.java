package io.penstock.server.format;

import java.io.IOException;
import java.math.BigDecimal;

/**
 * Numbers as text: the shortest one that reads back as the same number, whole numbers without a
 * point, an exponent below 1e-6 and from 1e21 on ({@code 5}, {@code 0.1}, {@code 1e-7}, {@code
 * 1.5e300}).
 */
final class Numbers {
    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

    /**
     * Below this every decimal of 15 digits has a double of its own, so the first scaled whole
     * number that reads back is the shortest text.
     */
    private static final double EXACT = 1e15;

    private Numbers() {}

    /** The value is finite. */
    static void put(double value, ByteOutput out) throws IOException {
        if (value == 0) {
            out.put(1 / value < 0 ? NEGATIVE_ZERO : ZERO);
            return;
        }
        double size = Math.abs(value);
        if (size < EXACT && size >= 1e-6) {
            for (int scale = 0; scale < POWERS.length && size * POWERS[scale] < EXACT; scale++) {
                double scaled = Math.rint(size * POWERS[scale]);
                if (scaled / POWERS[scale] == size) {
                    putScaled(value < 0, (long) scaled, scale, out);
                    return;
                }
            }
        }
        putShortest(Double.toString(value), out);
    }

    /** The value is finite. */
    static void put(float value, ByteOutput out) throws IOException {
        long whole = (long) value;
        if (whole == value && whole != 0 && Math.abs(whole) < 1 << 24) {
            out.put(whole);
        } else {
            putShortest(Float.toString(value), out);
        }
    }

    /** A whole number and how many of its digits stand behind the point; zeros at the end go. */
    static void putScaled(boolean negative, long digits, int scale, ByteOutput out)
            throws IOException {
        long rest = digits;
        int places = scale;
        while (places > 0 && rest % 10 == 0) {
            rest /= 10;
            places--;
        }
        if (negative && rest != 0) {
            out.put('-');
        }
        if (places == 0) {
            out.put(rest);
            return;
        }
        if (places > 18) {
            out.put(BigDecimal.valueOf(rest, places).toPlainString());
            return;
        }
        long power = power(places);
        out.put(rest / power);
        out.put('.');
        out.putPadded(rest % power, places);
    }

    static void put(BigDecimal value, ByteOutput out) throws IOException {
        String text = value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
        out.put(text);
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    /** Java's text is the shortest, but has other thresholds and a {@code .0}. */
    private static void putShortest(String text, ByteOutput out) throws IOException {
        BigDecimal value = new BigDecimal(text).stripTrailingZeros();
        int exponent = value.precision() - value.scale() - 1;
        if (value.signum() == 0) {
            out.put(text.startsWith("-") ? NEGATIVE_ZERO : ZERO);
        } else if (exponent >= -6 && exponent < 21) {
            out.put(value.toPlainString());
        } else {
            String digits = value.unscaledValue().abs().toString();
            StringBuilder built = new StringBuilder(value.signum() < 0 ? "-" : "");
            built.append(digits.charAt(0));
            if (digits.length() > 1) {
                built.append('.').append(digits, 1, digits.length());
            }
            out.put(built.append('e').append(exponent).toString());
        }
    }

    private static final byte[] ZERO = ByteOutput.ascii("0");
    private static final byte[] NEGATIVE_ZERO = ByteOutput.ascii("-0");
}
