package io.penstock.template;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/**
 * What a template is rendered with.
 *
 * @param given texts by parameter; several when a name was repeated
 * @param standIns whether a value that is missing is stood in for, to check SQL without a call
 */
public record Arguments(ImmutableMap<String, ImmutableList<String>> given, boolean standIns) {
    /** A column's name that stands for any column when SQL is checked without a call. */
    public static final String ANY_COLUMN = "$any";

    /** A caller's parameters. */
    public static Arguments of(ImmutableMap<String, ImmutableList<String>> given) {
        return new Arguments(given, false);
    }

    /** The same but for these, which are not the caller's to choose. */
    public Arguments withFixed(ImmutableMap<String, ImmutableList<String>> fixed) {
        return fixed.isEmpty()
                ? this
                : new Arguments(
                        ImmutableMap.<String, ImmutableList<String>>builder()
                                .putAll(given)
                                .putAll(fixed)
                                .buildKeepingLast(),
                        standIns);
    }

    /** A text, a list of texts, or {@link Absent}. */
    Object value(String name) {
        ImmutableList<String> texts = given.get(name);
        if (texts == null || texts.isEmpty()) {
            return new Absent(name);
        }
        return texts.size() == 1 ? texts.get(0) : texts;
    }

    /** Values may be private: only names are printed. */
    @Override
    public String toString() {
        return "Arguments" + given.keySet();
    }
}
