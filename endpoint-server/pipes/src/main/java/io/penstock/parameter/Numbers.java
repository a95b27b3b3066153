package io.penstock.parameter;

import java.math.BigInteger;

/** Whole numbers as templates hold them. */
public final class Numbers {
    private static final int LONG_BITS = 63;

    private Numbers() {}

    /** A Long when it fits into one, otherwise the number itself. */
    public static Object shortest(BigInteger number) {
        return number.bitLength() <= LONG_BITS ? (Object) number.longValueExact() : number;
    }
}
