package io.penstock.source.files;

import io.penstock.spi.catalog.FieldTypes;

import org.apache.arrow.vector.types.pojo.Field;

/**
 * What the values of one CSV column may all be. Starts with everything and loses what a value rules
 * out; nothing left means text. Empty values say nothing.
 *
 * @param possible the kinds that every value seen fits, as bits
 * @param seen the kinds that values were, as bits; 0 for no value yet
 * @param fraction the most digits after a second's decimal point
 */
record ColumnGuess(int possible, int seen, int fraction) {
    static final ColumnGuess NOTHING_SEEN = new ColumnGuess(ValueKind.ALL, 0, 0);

    /** The guess after one more value. */
    ColumnGuess with(String value) {
        if (value.isEmpty() || (possible == 0 && seen != 0)) {
            return this;
        }
        ValueKind kind = ValueKind.of(value);
        int nextPossible = possible & kind.fits();
        int nextSeen = seen | kind.bit();
        int nextFraction = Math.max(fraction, kind.fractionDigits(value));
        boolean same = nextPossible == possible && nextSeen == seen && nextFraction == fraction;
        return same ? this : new ColumnGuess(nextPossible, nextSeen, nextFraction);
    }

    /** The guess about both columns' values together. */
    ColumnGuess and(ColumnGuess other) {
        return new ColumnGuess(
                possible & other.possible, seen | other.seen, Math.max(fraction, other.fraction));
    }

    /** Whether values were seen and all of them were of a kind other than text. */
    boolean isTyped() {
        return seen != 0 && possible != 0;
    }

    /** The narrowest column that takes every value seen. */
    Field field(String name) {
        if (!isTyped()) {
            return FieldTypes.field(name, FieldTypes.UTF8, true);
        }
        if (can(ValueKind.BOOLEAN)) {
            return FieldTypes.field(name, FieldTypes.BOOL, true);
        }
        if (can(ValueKind.INTEGER)) {
            return FieldTypes.field(name, FieldTypes.INT64, true);
        }
        if (can(ValueKind.NUMBER)) {
            boolean onlyWords = seen == ValueKind.NOT_FINITE.bit();
            return FieldTypes.field(name, onlyWords ? FieldTypes.UTF8 : FieldTypes.FLOAT64, true);
        }
        if (can(ValueKind.DATE)) {
            return FieldTypes.field(name, FieldTypes.DATE, true);
        }
        if (can(ValueKind.TIMESTAMP)) {
            return FieldTypes.timestamp(name, precision(), true);
        }
        return can(ValueKind.INSTANT)
                ? FieldTypes.field(name, FieldTypes.TIMESTAMP_UTC, true)
                : FieldTypes.field(name, FieldTypes.TIME, true);
    }

    private boolean can(ValueKind kind) {
        return (possible & kind.bit()) != 0;
    }

    private int precision() {
        if (fraction == 0) {
            return 0;
        }
        return fraction <= 3 ? 3 : fraction <= 6 ? 6 : 9;
    }
}
