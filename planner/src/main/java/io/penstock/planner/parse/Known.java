package io.penstock.planner.parse;

import com.google.common.collect.ImmutableSet;

import java.util.Collection;

/**
 * Names that an unknown one could have been meant to be.
 *
 * @param columns the columns in reach of the place
 * @param functions all functions, in upper case
 */
record Known(Collection<String> columns, Collection<String> functions) {
    static final Known NOTHING = new Known(ImmutableSet.of(), ImmutableSet.of());
}
