package io.penstock.template;

import com.google.common.collect.ImmutableList;

/**
 * SQL of several pieces that {@code sql_and} makes of conditions on columns: text of the author,
 * and values.
 *
 * @param parts each a text, a {@link io.penstock.parameter.TypedValue} or a {@link TypedList}
 */
record Condition(ImmutableList<Object> parts) {
    /** Values may be private. */
    @Override
    public String toString() {
        return "Condition[" + parts.size() + "]";
    }
}
