package io.penstock.server.door;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Request ids: ULIDs, 48 bits of milliseconds and 80 random bits in Crockford's base 32, so that
 * they sort by time. Follows the ULID specification; ids of one millisecond are in no order.
 */
public final class RequestIds {
    private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

    private RequestIds() {}

    /** A new id of 26 characters. */
    public static String next() {
        return of(
                System.currentTimeMillis(),
                ThreadLocalRandom.current().nextLong(),
                ThreadLocalRandom.current().nextLong());
    }

    /** The id of a time and 2 x 40 random bits, the low ones of each number. */
    static String of(long millis, long high, long low) {
        char[] text = new char[26];
        put(millis, text, 0, 10);
        put(high, text, 10, 8);
        put(low, text, 18, 8);
        return new String(text);
    }

    private static void put(long bits, char[] text, int start, int count) {
        long rest = bits;
        for (int i = start + count - 1; i >= start; i--) {
            text[i] = DIGITS[(int) (rest & 31)];
            rest >>>= 5;
        }
    }
}
