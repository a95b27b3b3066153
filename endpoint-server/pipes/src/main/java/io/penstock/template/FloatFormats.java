package io.penstock.template;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Floats with a number of significant digits. Source: Python's library reference, "Format
 * Specification Mini-Language", the presentation types e, g and none. All take finite numbers and
 * leave the sign to the caller.
 */
final class FloatFormats {
    private static final int SMALLEST_PLAIN = -4;

    private FloatFormats() {}

    /** {@code 1.25e+03}, with so many digits behind the point. */
    static String scientific(double number, int digits) {
        BigDecimal rounded = rounded(number, digits + 1);
        return withExponent(mantissa(rounded, digits).toPlainString(), exponent(rounded));
    }

    /** {@code 1250} or {@code 1.25e+03}, whichever is shorter, without zeros at the end. */
    static String general(double number, int digits) {
        int significant = Math.max(1, digits);
        BigDecimal rounded = rounded(number, significant);
        int exponent = exponent(rounded);
        if (exponent < SMALLEST_PLAIN || exponent >= significant) {
            return withExponent(bare(mantissa(rounded, significant - 1)), exponent);
        }
        return bare(rounded);
    }

    /** The same where a float must be told from a whole number: {@code 1250.0}. */
    static String floating(double number, int digits) {
        int significant = Math.max(1, digits);
        BigDecimal rounded = rounded(number, significant);
        int exponent = exponent(rounded);
        if (exponent < SMALLEST_PLAIN || exponent >= significant - 1) {
            return withExponent(bare(mantissa(rounded, significant - 1)), exponent);
        }
        String plain = bare(rounded);
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    private static BigDecimal rounded(double number, int significant) {
        return new BigDecimal(number)
                .abs()
                .round(new MathContext(significant, RoundingMode.HALF_EVEN));
    }

    private static int exponent(BigDecimal number) {
        return number.signum() == 0 ? 0 : number.precision() - number.scale() - 1;
    }

    private static BigDecimal mantissa(BigDecimal number, int digits) {
        return number.movePointLeft(exponent(number)).setScale(digits, RoundingMode.HALF_EVEN);
    }

    private static String bare(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static String withExponent(String mantissa, int exponent) {
        String size = Integer.toString(Math.abs(exponent));
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + (size.length() < 2 ? "0" : "") + size;
    }
}
