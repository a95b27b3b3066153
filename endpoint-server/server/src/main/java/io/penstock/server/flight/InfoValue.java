package io.penstock.server.flight;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;

/** What Flight SQL's SqlInfo can say about one thing; its forms are those of the answer's union. */
sealed interface InfoValue {
    /** A text. */
    record Text(String value) implements InfoValue {}

    /** Yes or no. */
    record Flag(boolean value) implements InfoValue {}

    /** A number, or one of an enumeration; 0 where there is no limit. */
    record Number(long value) implements InfoValue {}

    /** A number of 32 bits, or one bit for each supported value of an enumeration. */
    record Bits(int value) implements InfoValue {}

    /** Names. */
    record Texts(ImmutableList<String> values) implements InfoValue {}

    /** Which kinds of types can become which. */
    record Conversions(ImmutableListMultimap<Integer, Integer> values) implements InfoValue {}
}
