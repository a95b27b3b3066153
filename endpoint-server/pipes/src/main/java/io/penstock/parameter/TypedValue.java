package io.penstock.parameter;

import io.penstock.spi.sql.BoundValue;

/**
 * A value that a type function made.
 *
 * @param python what expressions see: a text, a whole number, a float, a decimal or a boolean
 * @param bound what the SQL gets
 */
public record TypedValue(Object python, BoundValue bound) {

    /** Values may be private. */
    @Override
    public String toString() {
        return "TypedValue[" + bound.type() + "]";
    }
}
