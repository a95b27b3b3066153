package io.penstock.template;

import com.google.common.collect.ImmutableList;

import io.penstock.parameter.ScalarType;
import io.penstock.spi.sql.BoundValue;

/**
 * What {@code Array(..)} makes.
 *
 * @param element the type of each item
 * @param python what expressions see
 * @param items what the SQL gets, as many
 */
record TypedList(
        ScalarType element, ImmutableList<Object> python, ImmutableList<BoundValue> items) {

    /** Values may be private. */
    @Override
    public String toString() {
        return "TypedList[" + element + ", " + items.size() + "]";
    }
}
