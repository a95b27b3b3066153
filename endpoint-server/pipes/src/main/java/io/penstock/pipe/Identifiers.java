package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.hash.Hashing;

import java.nio.charset.StandardCharsets;

/** Ids that stay the same as long as the name does. */
final class Identifiers {
    private static final int DIGITS = 32;

    private Identifiers() {}

    /** {@code t_} and 32 hexadecimal digits, the same for names that differ only in case. */
    static String of(String name) {
        String hash =
                Hashing.sha256()
                        .hashString(Ascii.toLowerCase(name), StandardCharsets.UTF_8)
                        .toString();
        return "t_" + hash.substring(0, DIGITS);
    }
}
