package io.penstock.template;

import com.google.common.collect.ImmutableList;

/**
 * What a {@link PebbleValue.Call} needs to know and Pebble need not: the author's place, and what
 * his text says there.
 */
sealed interface Site {
    /** The author's place, from the start of the template's text. */
    int offset();

    /** Nothing but a place. */
    record Place(int offset) implements Site {}

    /** A value to remember for the rest of the rendering. */
    record Kept(int offset, int number) implements Site {}

    record Text(int offset, String text) implements Site {}

    record Literal(int offset, Object value) implements Site {}

    /** A variable or parameter, or a function's bare name, which is true as a condition. */
    record Name(int offset, String name, boolean function) implements Site {}

    /** Variables that {@code set} and {@code for} fill. */
    record Names(int offset, ImmutableList<String> names) implements Site {}

    record Type(int offset, TypeCall call) implements Site {}

    /** Positional arguments come first, then those of the keywords. */
    record Call(int offset, Builtin function, ImmutableList<String> keywords) implements Site {}

    record Tests(int offset, ImmutableList<Conditions.Test> tests) implements Site {}

    record Method(int offset, String method) implements Site {}

    record Operator(int offset, Operation operation) implements Site {}
}
